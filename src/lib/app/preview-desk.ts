/**
 * Shows what a reader could learn: the items, what they are about, and questions they could get answered, each asked the
 * way they would ask it. Works in slices beside everything else and ends when nobody looks any more.
 */
import { mayRead, readerOf, type Reader } from '#lib/agent/policy.ts';
import type { Item } from '#lib/agent/ports.ts';
import { questionsFrom } from '#lib/agent/preview-questions.ts';
import { previewView, told } from '#lib/agent/preview.ts';
import { gatherTopics, type TopicText } from '#lib/agent/topics.ts';
import type { AgentDeps } from '#lib/agent/inside.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { Store } from '#lib/store/store.ts';
import type { ItemSummary } from './node-api.ts';
import type { PreviewApi, PreviewPart, PreviewReader } from './preview-api.ts';

export type PreviewDeps = Pick<AgentDeps, 'keyring' | 'quotes'> & {
	readonly me: PeerId;
	readonly store: Pick<Store, 'items' | 'shelf' | 'contacts' | 'invites'>;
};

/** A question that nobody asks: strangers have no name. */
const nobody = '' as PeerId;
/** Items opened for topics, of theirs and of the others; more say nothing new. */
const READ_ITEMS = { here: 400, elsewhere: 150 } as const;
/** Of each: the beginning, and pieces from further on. */
const PIECE_CHARS = 1_500;
const PIECES = 6;
const QUESTIONS = 12;
/** Guesses that are tried for them. */
const MAX_TRIES = 60;
/** Guesses about one item that are tried once every item had its first. */
const MORE_OF_AN_ITEM = 5;
/** Well under what a person notices. */
const SLICE_MS = 8;

export function previewDesk({ me, store, keyring, quotes }: PreviewDeps): PreviewApi {
	const { items, shelf, contacts, invites } = store;
	const asked = (reader: PreviewReader): (() => Promise<Reader>) => {
		switch (reader.kind) {
			case 'public':
				return async () => ({ peer: nobody, contact: false });
			case 'peer':
				return async () => readerOf(reader.peer, await contacts.get(reader.peer));
			case 'community':
				return async () => ({ peer: nobody, contact: false, communities: [reader.community] });
		}
	};
	const viewFor = (reader: PreviewReader) =>
		previewView(asked(reader), { me, shelf, invites, keyring, quotes });

	async function* previewOf(reader: PreviewReader, signal: AbortSignal): AsyncGenerator<PreviewPart> {
		const now = await asked(reader)();
		const all = await items.list();
		const theirs = all.filter(({ visibility }) => mayRead(visibility, now));
		yield { part: 'items', items: theirs };
		if (theirs.length === 0 || signal.aborted) return;
		const others = all.filter((item) => !theirs.includes(item));
		yield { part: 'topics', topics: await topicsOf(theirs, others, (id) => items.get(id), signal) };
		const view = viewFor(reader);
		let [found, tries] = [0, 0];
		for await (const { item, question } of guesses(theirs, (id) => items.get(id))) {
			if (signal.aborted || found === QUESTIONS || tries++ === MAX_TRIES) return;
			const answer = await told(question, view);
			if (answer.close || !answer.quotes.some((quote) => quote.item === item)) continue;
			found++;
			yield { part: 'question', question };
		}
	}

	return { previewOf, askAs: (reader, question) => told(question, viewFor(reader)) };
}

type Get = (id: string) => Promise<Item | undefined>;

async function topicsOf(
	theirs: readonly ItemSummary[],
	others: readonly ItemSummary[],
	get: Get,
	signal: AbortSignal
): Promise<readonly string[]> {
	const topics = gatherTopics();
	const pause = breather();
	for (const [list, here] of [
		// Theirs first: of the others only what is known of theirs is counted.
		[spread(theirs, READ_ITEMS.here), true],
		[spread(others, READ_ITEMS.elsewhere), false]
	] as const)
		for (const { id } of list) {
			if (signal.aborted) return [];
			const item = await get(id);
			for (const piece of item ? piecesOf(item) : []) {
				topics.add(id, piece, here);
				await pause();
			}
		}
	return topics.best();
}

function* piecesOf({ title, text, marks }: Item): Generator<TopicText> {
	const headings = [...new Set((marks ?? []).flatMap(({ path }) => path?.at(-1) ?? []))];
	const step = Math.max(PIECE_CHARS, Math.ceil(text.length / PIECES));
	for (let at = 0; at < Math.max(1, text.length); at += step)
		yield {
			title: at === 0 ? title : '',
			headings: at === 0 ? headings.slice(0, 40) : [],
			text: text.slice(at, at + PIECE_CHARS)
		};
}

/** The first of each item, then the second of each: a dozen questions should not all be about one note. */
async function* guesses(
	theirs: readonly ItemSummary[],
	get: Get
): AsyncGenerator<{ readonly item: string; readonly question: string }> {
	const later: { item: string; question: string }[] = [];
	const seen = new Set<string>();
	for (const { id } of spread(theirs, MAX_TRIES)) {
		const item = await get(id);
		const fresh = (item ? questionsFrom(item) : []).filter((question) => !seen.has(question));
		for (const question of fresh) seen.add(question);
		const [first, ...more] = fresh;
		if (first !== undefined) yield { item: id, question: first };
		later.push(...more.slice(0, MORE_OF_AN_ITEM).map((question) => ({ item: id, question })));
	}
	yield* later;
}

/** Evenly from the whole list, in its order. */
function spread<T>(list: readonly T[], most: number): readonly T[] {
	if (list.length <= most) return list;
	return Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]!);
}

/** Lets everything else run when it has waited long enough. */
function breather(): () => Promise<void> {
	let since = performance.now();
	return async () => {
		if (performance.now() - since < SLICE_MS) return;
		await new Promise((resolve) => setTimeout(resolve, 0));
		since = performance.now();
	};
}
