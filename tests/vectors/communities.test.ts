/** Entries, links and proofs of communities, against their vectors. */
import { expect, test } from 'vitest';
import { acts } from '#lib/protocol/acts.ts';
import { openCommunityCard } from '#lib/protocol/community-card.ts';
import { decodeCommunityLink, encodeCommunityLink, isJoinProof } from '#lib/protocol/community-link.ts';
import { openEntry, reopenEntry } from '#lib/protocol/entry.ts';
import { asPeerId, type PeerId } from '#lib/protocol/identity.ts';
import { isRefusal } from '#lib/protocol/refusal.ts';
import communities from './communities.json' with { type: 'json' };
import type { EntryCase } from './make/communities.ts';

const [valid, invalid] = [communities.valid, communities.invalid] as unknown as [EntryCase[], EntryCase[]];
const peer = (text: string): PeerId => asPeerId(text)!;

test.each(valid)('opens: $name', async ({ text, now, entry }) => {
	const opened = await openEntry(text, now);
	expect(opened).toEqual({ ...entry, text });
	expect(reopenEntry(text)).toEqual(opened);
});

test.each(invalid)('$rejected: $name', async ({ text, now, rejected }) => {
	expect(await openEntry(text, now)).toMatchObject({ rejected });
});

test('every act has a vector', () => {
	const seen = new Set(valid.map(({ entry }) => (entry?.['act'] as { kind: string }).kind));
	expect([...seen].sort()).toEqual(Object.keys(acts).sort());
});

test.each(communities.links.valid)('decodes: $name', ({ encoded, link }) => {
	const decoded = decodeCommunityLink(encoded);
	if (isRefusal(decoded)) throw new Error(decoded.rejected);
	expect(decoded).toEqual(link);
	expect(encodeCommunityLink(decoded)).toBe(encoded);
});

test.each(communities.links.invalid)('$rejected: $name', ({ encoded, rejected }) => {
	expect(decodeCommunityLink(encoded)).toMatchObject({ rejected });
});

test.each(communities.proofs.valid)('holds: $name', async ({ proof, key, community, author }) => {
	expect(await isJoinProof(proof, key, community, peer(author))).toBe(true);
});

test.each(communities.proofs.invalid)('does not hold: $name', async ({ proof, key, community, author }) => {
	expect(await isJoinProof(proof, key, community, peer(author))).toBe(false);
});

test.each(communities.cards.valid)('a card opens: $name', async ({ text, now }) => {
	expect(isRefusal(await openCommunityCard(text, now))).toBe(false);
});

test.each(communities.cards.invalid)('a card is $rejected: $name', async ({ text, now, rejected }) => {
	expect(await openCommunityCard(text, now)).toMatchObject({ rejected });
});

test('no two cases of a group have the same name', () => {
	const { links, proofs, cards } = communities;
	for (const group of [valid, invalid, links.invalid, proofs.invalid, cards.valid, cards.invalid]) {
		const names = group.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
	}
});
