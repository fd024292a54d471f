import { describe, expect, test } from 'vitest';
import type { Audience, ItemFacts, Visibility } from '#lib/agent/ports.ts';
import { topicSpace } from '#lib/agent/routing/topic-space.ts';
import { holdingsOf } from './holdings.ts';
import { inSlices } from './holdings-slices.ts';

const stranger: readonly Audience[] = ['public'];
const contact: readonly Audience[] = ['public', 'contacts', 'peer/aa' as Audience];

interface Kept extends ItemFacts {
	readonly title: string;
	readonly text: string;
}

/** A shelf, and how often each item was read. */
function aShelf(sleep: (ms: number, signal?: AbortSignal) => Promise<void> = () => new Promise(() => {})) {
	let items: readonly Kept[] = [];
	const reads: string[] = [];
	const shelf = {
		reads,
		holdings: holdingsOf({
			items: () => items,
			async item(id) {
				reads.push(id);
				return items.find((one) => one.id === id);
			},
			sleep
		}),
		keep(id: string, text: string, visibility: Visibility, changedAt = 1, title = 'Note') {
			const facts = { id, kind: 'note', visibility, madeAt: 1, changedAt, title, text } as const;
			items = [facts, ...items.filter((one) => one.id !== id)];
		},
		drop(id: string) {
			items = items.filter((one) => one.id !== id);
		},
		async says(question: string, circles = stranger): Promise<boolean> {
			return (await shelf.holdings.on(await topicSpace().ofQuestion(question), circles)).length > 0;
		}
	};
	return shelf;
}

const open: Visibility = { to: 'public' };
const anna = 'Anna repairs accordions in Lübeck, Mühlenstraße 5';

describe('what a shelf says that it holds something on', () => {
	test.each([
		[anna, 'Who repairs accordions in Lübeck?'],
		['Anna repariert Akkordeons in Lübeck, Mühlenstraße 5', 'Wer repariert Akkordeons in Lübeck?']
	])('one note says who does it: %s', async (note, question) => {
		const shelf = aShelf();
		shelf.keep('a', note, open);
		expect(await shelf.says(question)).toBe(true);
		expect(await shelf.says('Who sells fresh oysters in Bremen?')).toBe(false);
	});

	test('names cells of the question only', async () => {
		const shelf = aShelf();
		shelf.keep('a', anna, open);
		const cells = await topicSpace().ofQuestion('Who repairs accordions in Lübeck?');
		const held = await shelf.holdings.on(cells, stranger);
		expect(cells).toEqual(expect.arrayContaining([...held]));
		expect(held.length).toBeGreaterThanOrEqual(3);
	});

	test('two records that share its words between them are not about the question', async () => {
		const shelf = aShelf();
		shelf.keep('a', 'Lübeck has seven towers', open);
		shelf.keep('b', 'An accordion has bellows', open);
		for (const id of ['c', 'd', 'e', 'f']) shelf.keep(id, 'Bread needs yeast, water and patience', open);
		expect(await shelf.says('Who repairs accordions in Lübeck?')).toBe(false);
	});

	test('finds what stands far down in a long record', async () => {
		const shelf = aShelf();
		shelf.keep('a', `${'Bread needs yeast, water and patience. '.repeat(400)}\n${anna}`, open);
		expect(await shelf.says('Who repairs accordions in Lübeck?')).toBe(true);
	});

	test('is empty for an empty shelf', async () => {
		expect(await aShelf().says('Who repairs accordions in Lübeck?')).toBe(false);
	});
});

describe('who hears of a record', () => {
	const question = 'Who repairs accordions in Lübeck?';

	test('a private one is not even read', async () => {
		const shelf = aShelf();
		shelf.keep('a', anna, { to: 'private' });
		expect(await shelf.says(question, contact)).toBe(false);
		expect(shelf.reads).toEqual([]);
	});

	test('one for contacts counts for contacts alone, a public one for everybody', async () => {
		const shelf = aShelf();
		shelf.keep('a', anna, { to: 'contacts' });
		expect(await shelf.says(question)).toBe(false);
		expect(await shelf.says(question, contact)).toBe(true);
		shelf.keep('a', anna, open, 2);
		expect(await shelf.says(question)).toBe(true);
		expect(await shelf.says(question, contact)).toBe(true);
	});

	test('one for a named contact counts for them', async () => {
		const shelf = aShelf();
		shelf.keep('a', anna, { to: 'named', peers: ['aa' as never] });
		expect(await shelf.says(question, contact)).toBe(true);
		expect(await shelf.says(question, ['public', 'contacts'])).toBe(false);
	});

	test('one that is made private counts no more, though it was not changed', async () => {
		const shelf = aShelf();
		shelf.keep('a', anna, open);
		expect(await shelf.says(question)).toBe(true);
		shelf.keep('a', anna, { to: 'private' });
		expect(await shelf.says(question, contact)).toBe(false);
	});
});

describe('how it is kept up', () => {
	const question = 'Who repairs accordions in Lübeck?';

	test('each record is read once, and again when it has changed', async () => {
		const shelf = aShelf();
		shelf.keep('a', anna, open);
		shelf.keep('b', 'Bread needs yeast, water and patience', open);
		expect(await shelf.says(question)).toBe(true);
		expect(await shelf.says(question)).toBe(true);
		expect(shelf.reads.sort()).toEqual(['a', 'b']);
		shelf.keep('a', 'Anna has moved away', open, 2);
		expect(await shelf.says(question)).toBe(false);
		expect(shelf.reads.sort()).toEqual(['a', 'a', 'b']);
	});

	test('what was deleted is gone with the next question', async () => {
		const shelf = aShelf();
		shelf.keep('a', anna, open);
		expect(await shelf.says(question)).toBe(true);
		shelf.drop('a');
		expect(await shelf.says(question)).toBe(false);
	});

	test('who asks while it is read waits no longer than the time there is', async () => {
		let over = (): void => undefined;
		const shelf = aShelf(() => new Promise((resolve) => (over = resolve)));
		shelf.keep('a', anna, open);
		const asked = shelf.says(question);
		await Promise.resolve();
		// The time is over before anything was read.
		await new Promise<void>((resolve) => {
			const wait = (): unknown => (shelf.reads.length > 0 ? resolve() : setImmediate(wait));
			wait();
		});
		over();
		expect(await asked).toBe(false);
	});

	test('a slice ends after six milliseconds', async () => {
		let at = 0;
		let pauses = 0;
		const slices = inSlices(
			() => at,
			async () => void pauses++
		);
		for (let n = 0; n < 12; n++) await slices(async () => (at += 2));
		// Before the first piece, and after every third.
		expect(pauses).toBe(4);
	});
});
