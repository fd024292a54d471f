/**
 * Being found: what everybody may see becomes topics on the card, as far as the person lets it, and the card is told to
 * contacts who are there and to the servers' topic directories. Loaded where the person wants to be found, or looks whether
 * they do. While they do not, the card says nothing of it and no directory is spoken to.
 */
import type { Self, TopicDirectory } from '#lib/agent/ports.ts';
import { isTopic, type Cell } from '#lib/agent/routing/cells.ts';
import { nameOf, openCodebook } from '#lib/agent/routing/codebook.ts';
import type { ShelfTopics } from '#lib/agent/routing/shelf-topics.ts';
import type { Settings } from '#lib/store/settings.ts';
import type { FoundApi, FoundChange, FoundState, FoundTopic } from './found-api.ts';
import { keepFound, keptFound, languagesIn, type KeptFound } from './found-kept.ts';
import { PublicTopics, type PublicTopicsDeps } from './found-topics.ts';

/** After a change on the shelf, so that a whole import is read once. */
const SETTLE_MS = 5_000;
/** Reading everything again takes at most this share of the time. */
const READING_SHARE = 1 / 20;

export interface FoundDeps extends PublicTopicsDeps {
	readonly settings: Pick<Settings, 'get' | 'put'>;
	readonly directory: Pick<TopicDirectory, 'publish'>;
	readonly self: () => Self;
	/** The card as it is now, signed. */
	readonly card: () => Promise<string>;
	/** The card says something else from now on: numbers it anew and tells those who are there. */
	readonly moved: () => Promise<void>;
	/** The browser's, the preferred first. */
	readonly languages: () => readonly string[];
	/** Calls `listener` when items changed; returns how to stop. */
	readonly onItems: (listener: () => void) => () => void;
	readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
	readonly now: () => number;
}

export interface Found extends FoundApi {
	/** The node is there: where it wants to be found, its card is published, and kept up with what is on the shelf. */
	begin(): Promise<void>;
	/** The card has another number. */
	cardChanged(): Promise<void>;
}

export function keepBeingFound(deps: FoundDeps): Found {
	const { settings, directory } = deps;
	const shelf = new PublicTopics(deps);
	let last: Promise<unknown> = Promise.resolve();
	let published = '';
	let unfollow = (): void => undefined;
	let follows = false;

	/** In turn: each sees what the one before has kept. */
	function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
		const done = last.then(work);
		last = done.catch(() => undefined);
		return done;
	}

	async function keep(wanted: KeptFound): Promise<KeptFound> {
		const { hidden, added } = wanted;
		const topics = wanted.on ? (await shelf.topics()).best({ hidden, added }) : [];
		const before = await keptFound(settings);
		const kept = await keepFound(settings, { ...wanted, topics });
		if (saidOn(kept) !== saidOn(before)) await deps.moved();
		await publish();
		if (kept.on) follow();
		else unfollow();
		return kept;
	}

	/** A server keeps what it was told for an hour, so taking it back is said as well. */
	async function publish(): Promise<void> {
		const { cardVersion, topics } = deps.self();
		const news = topics.length > 0 ? String(cardVersion) : '';
		if (news === published) return;
		published = news;
		const cells = topics.map(({ cell }) => cell);
		await directory.publish(await deps.card(), cells);
	}

	/** Keeps the card up with the shelf, from the first reading on. */
	function follow(): void {
		if (follows) return;
		const life = new AbortController();
		let [isDue, readFor] = [false, 0];
		async function readAgain(): Promise<void> {
			if (isDue) return;
			isDue = true;
			await deps.sleep(Math.max(SETTLE_MS, readFor / READING_SHARE), life.signal);
			isDue = false;
			if (life.signal.aborted) return;
			const began = deps.now();
			// What cannot be read now is read after the next change.
			await inTurn(async () => keep(await keptFound(settings))).catch(() => undefined);
			readFor = deps.now() - began;
		}
		const stop = deps.onItems(() => void readAgain());
		follows = true;
		unfollow = () => {
			follows = false;
			stop();
			life.abort();
		};
		void readAgain();
	}

	async function stateOf(kept: KeptFound): Promise<FoundState> {
		const { on, capabilities } = kept;
		const languages = kept.languages ?? languagesIn(deps.languages());
		const said = { on, publicRecords: shelf.records.length, capabilities, languages };
		return { ...said, ...(on ? await choicesOf(kept, await shelf.topics()) : { topics: [], offered: [] }) };
	}

	return {
		lookAtFound: () => inTurn(async () => stateOf(await keptFound(settings))),
		changeFound: (change) =>
			inTurn(async () => stateOf(await keep(changed(await keptFound(settings), change, deps.languages())))),
		begin: () =>
			inTurn(async () => {
				if (!(await keptFound(settings)).on) return;
				await publish();
				follow();
			}),
		cardChanged: () => inTurn(publish)
	};
}

function changed(kept: KeptFound, change: FoundChange, browser: readonly string[]): KeptFound {
	const { topic, on = kept.on, capabilities = kept.capabilities } = change;
	// Whoever switches it on sees the browser's languages and may take them out.
	const chosen = change.languages ?? kept.languages ?? (on ? languagesIn(browser) : undefined);
	const without = (cells: readonly Cell[]): readonly Cell[] => cells.filter((cell) => cell !== topic?.cell);
	const edits = topic && {
		hidden: topic.onCard ? without(kept.hidden) : [...without(kept.hidden), topic.cell],
		added: topic.onCard ? [...without(kept.added), topic.cell] : without(kept.added)
	};
	return { ...kept, on, capabilities, ...(chosen && { languages: chosen }), ...edits };
}

const saidOn = ({ on, topics, capabilities, languages }: KeptFound): string =>
	on ? JSON.stringify([topics, capabilities, languages]) : '';

/** What is on the card or was left out by hand, and what may be put there. */
async function choicesOf(
	{ hidden, topics: said }: KeptFound,
	shelf: ShelfTopics
): Promise<Pick<FoundState, 'topics' | 'offered'>> {
	const codebook = await openCodebook();
	const named = (cell: Cell): readonly FoundTopic[] => {
		const name = isTopic(cell) ? nameOf(codebook, cell)?.topic : shelf.wordOf(cell);
		return name === undefined ? [] : [{ cell, name, kind: isTopic(cell) ? 'topic' : 'word' }];
	};
	const on = new Set(said.map(({ cell }) => cell));
	const offered = shelf.offered();
	const leftOut = hidden.filter((cell) => !on.has(cell) && (!isTopic(cell) || offered.includes(cell)));
	const shown = [...on, ...leftOut];
	return {
		topics: shown
			.flatMap((cell) => named(cell).map((topic) => ({ ...topic, onCard: on.has(cell) })))
			.sort((a, b) => (a.kind === b.kind ? byName(a, b) : a.kind === 'topic' ? -1 : 1)),
		offered: offered
			.filter((cell) => !shown.includes(cell))
			.flatMap(named)
			.sort(byName)
	};
}

const byName = (a: FoundTopic, b: FoundTopic): number => a.name.localeCompare(b.name);
