import { expect, test } from 'vitest';
import { seeded } from '#lib/agent/means.fixture.ts';
import type { Contact, Item, Mark, Visibility } from '#lib/agent/ports.ts';
import { World } from '#lib/agent/world.fixture.ts';
import { quotes } from '#lib/llm/quotes.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { memoryStore } from '#lib/store/in-memory.ts';
import { aContact, cut } from '../../../tests/contract/store-builders.ts';
import type { PreviewReader } from './preview-api.ts';
import { previewDesk } from './preview-desk.ts';

const ben = 'b'.repeat(64) as PeerId;
const asBen: PreviewReader = { kind: 'peer', peer: ben };
const anyone: PreviewReader = { kind: 'public' };

async function aShelf(
	items: readonly (readonly [string, string, Visibility['to'] | Visibility])[],
	standing?: Contact['standing'],
	marks: readonly Mark[] = []
) {
	const store = memoryStore({ random: seeded('preview') });
	let id = 0;
	for (const [title, text, to] of items) {
		const visibility = typeof to === 'string' ? ({ to } as Visibility) : to;
		const item: Item = {
			id: `i${id++}`,
			kind: 'note',
			title,
			text,
			visibility,
			madeAt: 1,
			changedAt: id,
			marks
		};
		await store.items.put(item, cut(text));
	}
	if (standing) await store.contacts.put(aContact({ peer: ben, standing }));
	const { deps, peer } = await new World().add('Anna');
	return previewDesk({ me: peer, store, keyring: deps.keyring, quotes });
}

async function seen(
	desk: Awaited<ReturnType<typeof aShelf>>,
	reader: PreviewReader,
	signal = new AbortController().signal
) {
	const found = { items: [] as string[], topics: [] as string[], questions: [] as string[] };
	for await (const part of desk.previewOf(reader, signal)) {
		if (part.part === 'items') found.items.push(...part.items.map(({ title }) => title));
		else if (part.part === 'topics') found.topics.push(...part.topics);
		else found.questions.push(part.question);
	}
	return found;
}

const notes = [
	['Guitar lessons', 'A guitar lesson costs 40 euros.', 'contacts'],
	['Noodle bars', 'The Lotus Garden closes on Mondays.', 'public'],
	['House', 'The spare key hangs behind the blue door.', 'private'],
	['Club nights', 'The chess club opens at nine.', { to: 'community', communities: ['chess'] }]
] as const;

test('each reader sees what they may, with topics and questions of exactly that', async () => {
	const desk = await aShelf(notes, 'accepted');
	const friend = await seen(desk, asBen);
	expect(friend.items.sort()).toEqual(['Guitar lessons', 'Noodle bars']);
	expect(friend.topics).toEqual(expect.arrayContaining(['Guitar lessons', 'Noodle bars']));
	expect(friend.questions).toEqual(
		expect.arrayContaining(['How much does a guitar lesson cost?', 'When does the Lotus Garden close?'])
	);
	const public_ = await seen(desk, anyone);
	expect([public_.items, public_.topics[0]]).toEqual([['Noodle bars'], 'Noodle bars']);
	expect(public_.questions.join()).not.toMatch(/guitar|key|chess/i);
	const member = await seen(desk, { kind: 'community', community: 'chess' });
	expect(member.items.sort()).toEqual(['Club nights', 'Noodle bars']);
	expect(member.questions).toContain('When does the chess club open?');
});

test.each(['blocked', 'removed', 'asking'] as const)(
	'somebody %s sees what anyone sees',
	async (standing) => {
		const desk = await aShelf(notes, standing);
		expect(await seen(desk, asBen)).toEqual(await seen(desk, anyone));
		expect((await desk.askAs(asBen, 'How much does a guitar lesson cost?')).quotes).toEqual([]);
	}
);

test('a question is shown only when it was answered, and asking it gives those words', async () => {
	const desk = await aShelf([...notes, ['Baking', 'Bread rises.', 'contacts']], 'accepted', [
		{ start: 0, path: ['What is a fermata?'] }
	]);
	const { questions } = await seen(desk, asBen);
	expect(questions).not.toContain('What is a fermata?');
	for (const question of questions) {
		const { close, quotes: told } = await desk.askAs(asBen, question);
		expect([question, close, told.length > 0]).toEqual([question, false, true]);
	}
	expect(await desk.askAs(asBen, 'Where does the spare key hang?')).toEqual({ quotes: [], close: false });
});

test('whoever stops looking stops the work', async () => {
	const desk = await aShelf(notes, 'accepted');
	const stop = new AbortController();
	const parts: string[] = [];
	for await (const { part } of desk.previewOf(asBen, stop.signal)) {
		parts.push(part);
		stop.abort();
	}
	expect(parts).toEqual(['items', 'topics'].slice(0, parts.length));
	expect(parts.length).toBeLessThan(3);
});
