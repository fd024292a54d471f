/** Agents with real shelves, real search over them, and cards made of what lies there. */
import initSqlite from '@sqlite.org/sqlite-wasm';
import { ownFound, writtenAtOnce, type Found } from '#lib/agent/compose.ts';
import type { Hit } from '#lib/agent/ports.ts';
import type { Cell } from '#lib/agent/routing/cells.ts';
import { topicReader, topicSpace } from '#lib/agent/routing/topic-space.ts';
import { wordCell } from '#lib/agent/routing/topic-words.ts';
import { terms } from '#lib/agent/terms.ts';
import { quotes } from '#lib/llm/quotes.ts';
import { searchDesk } from '#lib/store/search-desk.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { befriend, type Agent } from '../routing/population.ts';
import { whole, type Chance } from '../routing/chance.ts';
import { ISSUE } from '../routing/setting.ts';
import type { Note, Shares, Texts } from './texts.ts';

export interface Person extends Agent {
	readonly notes: ReadonlyMap<string, Note>;
	/** Cells of what its notes speak of: whether it holds something on a question. */
	readonly holds: ReadonlySet<Cell>;
	readonly find: Finder;
}

/** Ids of notes, best first. */
export type Finder = (
	question: string,
	limit: number
) => readonly { readonly item: string; readonly score: number }[];

const sqlite3 = await initSqlite();

/** The search of a node's own worker, over these notes. */
export function finderOf(notes: Iterable<Note>): Finder {
	const items = [...notes].map(({ id, title, text }) => ({ id, title, texts: [text] }));
	if (items.length === 0) return () => [];
	const desk = searchDesk(sqlite3);
	desk.start({ restored: false });
	for (let at = 0; at < items.length; at += 64) desk.put({ items: items.slice(at, at + 64) });
	return (question, limit) => desk.search({ terms: terms(question), limit });
}

export async function peopleOf(texts: Texts, shares: Shares, chance: Chance): Promise<readonly Person[]> {
	const space = topicSpace();
	const reader = topicReader();
	const people: Person[] = [];
	for (const [index, notes] of texts.notes.entries()) {
		const isLiar = shares.liars.has(index);
		// A liar claims what others know: the card of somebody who shares, taken for its own.
		const claimed = isLiar ? texts.notes[whole(chance, texts.agents)]! : notes;
		const said = (claimed.length > 0 || !isLiar ? claimed : texts.notes.flat().slice(0, 40)).map(spoken);
		const holds = new Set<Cell>();
		for (const { stems, topics } of await reader.read(notes.map(spoken))) {
			for (const cell of topics.keys()) holds.add(cell);
			for (const stem of stems.all.keys()) holds.add(wordCell(stem));
		}
		const peer = peerOf(index, chance);
		people.push({
			...{ index, peer, role: isLiar ? 'poisoner' : 'honest', topics: [], interests: [] },
			...{ card: { peer, version: 1, topics: await space.ofShelf(said) } },
			...{
				phase: 0,
				day: 1,
				away: 0,
				linked: [],
				friends: new Set(),
				known: [],
				told: new Map(),
				toldAway: new Set()
			},
			...{ seen: new Map(), router: undefined, gone: false, asking: 0, asked: 0, lies: 0 },
			...{ notes: new Map(notes.map((note) => [note.id, note])), holds, find: finderOf(notes) }
		});
	}
	for (const person of people) befriend(people, person, { ...ISSUE, agents: people.length }, chance);
	return people;
}

const spoken = ({ title, text }: Note): string => `${title}\n${text}`;

function peerOf(index: number, chance: Chance): PeerId {
	let hex = index.toString(16).padStart(8, '0');
	while (hex.length < 64) hex += whole(chance, 0x1_0000).toString(16).padStart(4, '0');
	return hex as PeerId;
}

/** Passages that one person looks at for a question, as in answer.ts. */
const HITS = 12;

/** What an honest agent answers: found by its search, quoted by its engine, as it is put to a peer. */
export async function answerOf(person: Person, question: string): Promise<readonly Found[]> {
	const hits = person.find(question, HITS).flatMap(({ item, score }): Hit[] => {
		const note = person.notes.get(item);
		if (!note) return [];
		const { id, title, text } = note;
		const place = { id, item, title, text, start: 0, end: text.length, madeAt: 0 };
		return [{ passage: { ...place, visibility: { to: 'public' } }, score }];
	});
	const own = ownFound(hits, person.peer);
	const written = await writtenAtOnce(quotes, question, own, new AbortController().signal);
	const spans = new Map<number, { start: number; end: number }[]>();
	for (const piece of written)
		if (piece.kind === 'quote')
			for (const { source, start, end } of piece.spans)
				spans.set(source, [...(spans.get(source) ?? []), { start, end }]);
	// As the asker gets them: signed by their author, with what was picked.
	return [...spans].map(([n, picked], i) => ({
		...own[n - 1]!,
		...{
			authorName: `agent ${person.index}`,
			verification: 'verified' as const,
			relevance: 1 / (i + 1),
			quotes: picked
		}
	}));
}
