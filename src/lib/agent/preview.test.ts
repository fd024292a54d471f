/** A preview and the answer it previews: the same words. */
import { expect, test } from 'vitest';
import { previewView, told } from './preview.ts';
import { readerOf } from './policy.ts';
import type { Visibility } from './ports.ts';
import { World, type Node } from './world.fixture.ts';

const strangers = 'f'.repeat(64) as Node['peer'];
const seenBy = (owner: Node, peer: Node['peer']) =>
	previewView(async () => readerOf(peer, await owner.stores.contacts.get(peer)), {
		...owner.deps,
		me: owner.peer
	});

test('what the preview says is what the contact gets, word for word, for every visibility', async () => {
	const world = new World();
	const [anna, ben, cleo] = [await world.add('Anna'), await world.add('Ben'), await world.add('Cleo')];
	await world.befriend(anna, ben);
	await world.befriend(anna, cleo);
	const shown: readonly (readonly [string, Visibility])[] = [
		['Luigi closes on Monday.', { to: 'contacts' }],
		['Luigi is in Mill Street.', { to: 'public' }],
		['Luigi owes me a dinner.', { to: 'private' }],
		['Luigi sings for Ben.', { to: 'named', peers: [ben.peer] }],
		['Luigi meets the club.', { to: 'community', communities: ['club'] }]
	];
	for (const [text, visibility] of shown) anna.teach(text, visibility);
	for (const guest of [ben, cleo]) {
		const preview = await told('Luigi?', seenBy(anna, guest.peer));
		const answer = await guest.ask('Luigi?');
		expect(preview.quotes.map(({ text }) => text)).toEqual(
			answer.sources.flatMap(({ text, spans }) => spans.map(({ start, end }) => text.slice(start, end)))
		);
	}
	expect((await told('Luigi?', seenBy(anna, strangers))).quotes).toMatchObject([
		{ text: 'Luigi is in Mill Street.' }
	]);
	const club = previewView(async () => ({ peer: strangers, contact: false, communities: ['club'] }), {
		...anna.deps,
		me: anna.peer
	});
	expect((await told('Luigi club?', club)).quotes.map(({ text }) => text)).toContain('Luigi meets the club.');
});

test('somebody blocked reads as a stranger, from the next look on', async () => {
	const world = new World();
	const [anna, ben] = [await world.add('Anna'), await world.add('Ben')];
	await world.befriend(anna, ben);
	anna.teach('Luigi closes on Monday.', 'contacts');
	const view = seenBy(anna, ben.peer);
	expect((await told('Luigi?', view)).quotes).toHaveLength(1);
	await anna.stores.contacts.put({ ...(await anna.stores.contacts.get(ben.peer))!, standing: 'blocked' });
	expect(await told('Luigi?', view)).toEqual({ quotes: [], close: false });
});

test('what the guard holds back is not in the preview, and nothing is sent, counted or noted for it', async () => {
	const world = new World();
	const anna = await world.add('Anna');
	const { link } = await anna.agent.makeInvite({ withoutAsking: true });
	anna.teach(`The link is ${link} for the party.`, 'public');
	anna.teach('The party begins at nine.', 'public');
	const logs = anna.logs.length;
	const { quotes } = await told('party', seenBy(anna, strangers));
	expect(quotes.map(({ text }) => text)).toEqual(['The party begins at nine.']);
	expect(anna.logs).toHaveLength(logs);
	expect(world.pending).toEqual([]);
	expect(anna.stores.ledger.all).toEqual([]);
});
