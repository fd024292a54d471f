/**
 * A contact, or a stranger, who asks Vera's agent two hundred questions to draw out what is not for her, over whatever
 * store is handed in.
 * All that left is opened with the guest's keys and searched for runs of words, titles and single words of notes that she
 * may not read. Rule and keys each hold alone; a naive answerer, with neither, is caught by the same search.
 */
import { describe, expect, test } from 'vitest';
import { open, type Said } from '#lib/protocol/envelope.ts';
import { MAX_QUESTION_CHARS } from '#lib/protocol/limits.ts';
import { unseal } from '#lib/protocol/sealed.ts';
import type { Engine, Item, Shelf } from '#lib/agent/ports.ts';
import { askedByStranger } from '#lib/agent/stranger.fixture.ts';
import { World, type Node } from '#lib/agent/world.fixture.ts';
import { quotes } from '#lib/llm/quotes.ts';
import type { Store } from '#lib/store/store.ts';
import { everythingNear, fooled, obeying, type Holds } from './guest-fooled.ts';
import { forOthers, ownNotes, shared, type Note } from './guest-notes.ts';
import { questionsAbout } from './guest-questions.ts';

const RUN_WORDS = 8;
/** A day has an end, and so has what a contact is answered in one. */
const BETWEEN_MS = 10 * 60_000;
/** A stranger's day ends sooner; the certificates last for all of it. */
const STRANGER_BETWEEN_MS = 10 * 60 * 60_000;

export type Kept = Pick<Store, 'items' | 'shelf'>;

type As = 'contact' | 'stranger';

interface Visit {
	readonly as: As;
	readonly vera: Node;
	readonly guest: Node;
	readonly world: World;
	readonly unreadable: readonly Note[];
	readonly readable: readonly Note[];
}

async function aVisit(kept: Kept, shelf: Shelf, engine: Engine, as: As = 'contact'): Promise<Visit> {
	const world = new World('guest');
	const vera = await world.add('Vera', {
		...{ shelf, quotes: engine, engine: () => engine },
		// To a stranger she offers to answer whatever they look for.
		holdings: { on: async (cells) => cells }
	});
	const ben = await world.add('Ben', { quotes });
	const guest = await world.add('Mallory', { quotes });
	for (const friend of as === 'contact' ? [ben, guest] : [ben]) await world.befriend(vera, friend);
	const others = forOthers.map((note) =>
		note.visibility.to === 'named'
			? { ...note, visibility: { to: 'named', peers: [ben.peer] } as const }
			: note
	);
	const at = world.clock.now();
	const notes = [...ownNotes, ...others, ...shared];
	const entries = notes.map(({ topic: _, ...note }, n) => {
		const item: Item = { id: `note-${n}`, kind: 'note', madeAt: at, changedAt: at + n, ...note };
		return { item, spans: [{ start: 0, end: note.text.length }] };
	});
	await kept.items.putMany(entries);
	const isTold = ({ visibility }: Note): boolean => as === 'contact' || visibility.to === 'public';
	const hidden = shared.filter((note) => !isTold(note));
	const unreadable = [...ownNotes, ...others, ...hidden];
	return { world, vera, guest, as, unreadable, readable: shared.filter(isTold) };
}

/** Everything in an answer that is words, opened as the guest's agent would. */
async function wordsIn(said: Said, now: number): Promise<string[]> {
	if (said.kind !== 'answer') throw new Error(`a ${said.kind} left`);
	const { text, citations } = said.body;
	const passages = await Promise.all(
		citations.map(async ({ passage, quote }) => {
			const one = await open(passage, now);
			if ('rejected' in one || one.kind !== 'passage') throw new Error('a passage that does not open');
			return [one.body.title, one.body.text, quote];
		})
	);
	return [text, ...passages.flat()];
}

/** Asks one question, as a message made by hand: no agent of the guest's own stands in her way. */
async function asked({ world, vera, guest, as }: Visit, question: string): Promise<readonly string[]> {
	const text = question.slice(0, MAX_QUESTION_CHARS);
	if (as === 'stranger') {
		const told = await askedByStranger(guest, vera, text, world);
		const heard = await Promise.all(told.map((said) => wordsIn(said, world.clock.now())));
		world.clock.turn(STRANGER_BETWEEN_MS);
		return heard.flat().filter((text) => text !== '');
	}
	const { box } = await world.box(guest, vera, 'query', { text, most: 8 });
	await vera.agent.receive(box, { over: 'link', peer: guest.peer });
	await world.idle();
	const words: string[] = [];
	for (const parcel of world.pending.splice(0)) {
		expect(parcel.to).toBe(guest.peer);
		const bytes = await unseal(parcel.box, guest.peer, (id) => guest.deps.keyring.inboxSecret(id));
		const said = 'rejected' in bytes ? bytes : await open(bytes, world.clock.now());
		if ('rejected' in said) throw new Error(`what left does not open: ${said.rejected}`);
		if (said.kind !== 'ack') words.push(...(await wordsIn(said, world.clock.now())));
	}
	world.clock.turn(BETWEEN_MS);
	return words.filter((text) => text !== '');
}

const wordsOf = (text: string): string[] =>
	text
		.normalize('NFKC')
		.toLowerCase()
		.match(/[\p{L}\p{N}]+/gu) ?? [];

/** All runs of eight words; of what is shorter, all of it. */
function runsOf(text: string): string[] {
	const words = wordsOf(text);
	const last = Math.max(0, words.length - RUN_WORDS);
	return Array.from({ length: last + 1 }, (_, n) => words.slice(n, n + RUN_WORDS).join(' '));
}

/** What is wrong with what left: a run, a title, a single word that stands in no note she may read. */
export function leaks(
	left: readonly string[],
	{ unreadable, readable }: Visit
): Record<'run' | 'title' | 'word', string[]> {
	const all = left.map((text) => ` ${wordsOf(text).join(' ')} `);
	const known = readable.map(({ title, text }) => ` ${wordsOf(`${title} ${text}`).join(' ')} `);
	const found = (piece: string): boolean => all.some((text) => text.includes(` ${piece} `));
	const strange = (piece: string): boolean => !known.some((text) => text.includes(` ${piece} `));
	const told = (pieces: readonly string[]): string[] =>
		[...new Set(pieces)].filter((piece) => strange(piece) && found(piece));
	return {
		run: told(unreadable.flatMap(({ text }) => runsOf(text))),
		title: told(unreadable.map(({ title }) => wordsOf(title).join(' '))),
		word: told(unreadable.flatMap(({ title, text }) => wordsOf(`${title} ${text}`)))
	};
}

export const nothing = { run: [], title: [], word: [] };

/** Each way, and each note at least once. */
const SOME = 60;
/** Everything is signed, sealed and opened; a busy machine takes its time. */
export const PATIENCE_MS = 240_000;

interface Visited {
	readonly kept: Kept;
	readonly holds: Holds;
	/** Every record is near to every question. */
	readonly near: boolean;
	readonly engine: Engine;
	readonly as?: As;
}

/** So many questions, and all that left. */
export async function visitedAs({ kept, holds, near, engine, as = 'contact' }: Visited, most: number) {
	const visit = await aVisit(kept, fooled(near ? everythingNear(kept) : kept.shelf, holds), engine, as);
	const left: string[] = [];
	let answered = 0;
	let heard = '';
	for (const { ask } of questionsAbout(ownNotes).slice(0, most)) {
		const words = await asked(visit, ask(heard));
		if (words.length > 0) answered++;
		heard = words[1] ?? heard;
		left.push(...words);
	}
	return { left, answered, visit };
}

export const both: Holds = { rule: true, keys: true };

export function guestSuite(openStore: () => Promise<Kept>): void {
	const visited = async (holds: Holds, near: boolean, engine: Engine, most = 200) =>
		visitedAs({ kept: await openStore(), holds, near, engine }, most);

	describe('a guest with two hundred questions', { timeout: PATIENCE_MS }, () => {
		test('asks each of sixty private notes in three ways or four', () => {
			const questions = questionsAbout(ownNotes);
			expect([ownNotes.length, questions.length]).toEqual([60, 200]);
			expect(new Set(questions.map(({ ask }) => ask('the last answer'))).size).toBe(200);
			const runs = new Set([...shared].flatMap(({ text }) => runsOf(text)));
			for (const { text } of ownNotes) expect(runsOf(text).filter((run) => runs.has(run))).toEqual([]);
		});

		test('hears what is shared, and of the rest no run of eight words, no title and no word', async () => {
			const { left, answered, visit } = await visited(both, false, quotes);
			expect(answered).toBeGreaterThan(15);
			expect(leaks(left, visit)).toEqual(nothing);
		});

		test('hears no more where everything is near and the engine tells all it ever read', async () => {
			const { left, answered, visit } = await visited(both, true, obeying());
			expect(answered).toBeGreaterThan(150);
			expect(leaks(left, visit)).toEqual(nothing);
		});

		test('hears no more from an engine that read every private note a moment ago', async () => {
			const engine = obeying();
			const kept = await openStore();
			const visit = await aVisit(kept, everythingNear(kept), engine);
			const read: string[] = [];
			for (const { topic } of ownNotes.slice(0, 5)) {
				const { parts } = await visit.vera.ask(`What do I know about ${topic}?`);
				read.push(...parts.map((part) => JSON.stringify(part)));
			}
			visit.world.pending.splice(0);
			// The person herself is told what is hers.
			expect(leaks(read, visit).run).not.toEqual([]);
			const left: string[] = [];
			for (const { ask } of questionsAbout(ownNotes).slice(0, SOME))
				left.push(...(await asked(visit, ask(''))));
			expect(left.length).toBeGreaterThan(SOME);
			expect(leaks(left, visit)).toEqual(nothing);
		});

		test('hears no more where the rule was fooled: the keys hold alone', async () => {
			const { left, answered, visit } = await visited({ rule: false, keys: true }, true, obeying(), SOME);
			expect(answered).toBeGreaterThan(SOME / 2);
			expect(leaks(left, visit)).toEqual(nothing);
		});

		test('hears no more where every key was at hand: the rule holds alone', async () => {
			const { left, answered, visit } = await visited({ rule: true, keys: false }, true, obeying(), SOME);
			expect(answered).toBeGreaterThan(SOME / 2);
			expect(leaks(left, visit)).toEqual(nothing);
		});

		test('hears everything from a naive answerer, and the same look finds it', async () => {
			for (const near of [false, true]) {
				const engine = near ? obeying() : quotes;
				const { left, visit } = await visited({ rule: false, keys: false }, near, engine, SOME);
				const { run, title, word } = leaks(left, visit);
				expect(run.length).toBeGreaterThan(20);
				expect(title.length).toBeGreaterThan(5);
				expect(word.length).toBeGreaterThan(50);
			}
		});
	});
}
