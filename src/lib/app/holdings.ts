/**
 * What this node could say something on, for those who look for somebody who knows: an index of cells over what others may
 * read, made when it is first asked for and brought up to date when it is asked again. Reading never holds the thread longer
 * than a slice. What the person keeps to themselves is never read; who may read what is decided at the moment of asking.
 */
import { audiencesOf, type Audience, type Holdings, type Item, type ItemFacts } from '#lib/agent/ports.ts';
import { topicReader, type Reader } from '#lib/agent/routing/topic-space.ts';
import { backed, MOST_PIECES, PIECE_CHARS, pieceOf, PIECES_A_RECORD, type Piece } from './holdings-index.ts';
import { inSlices, type Slices } from './holdings-slices.ts';

/** Whoever looks for somebody waits four seconds; what was read by then is what can be said. */
const READING_MS = 2_000;

export interface HoldingsDeps {
	/** As they are now, the last changed first; replaced as a whole when one changes. */
	readonly items: () => readonly ItemFacts[];
	readonly item: (id: string) => Promise<Pick<Item, 'title' | 'text'> | undefined>;
	readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
	readonly reader?: Reader;
	readonly slices?: Slices;
}

interface Indexed {
	readonly changedAt: number;
	readonly pieces: readonly Piece[];
}

export function holdingsOf(deps: HoldingsDeps): Holdings {
	const { items, item, sleep, reader = topicReader(), slices = inSlices() } = deps;
	const indexed = new Map<string, Indexed>();
	let seen: readonly ItemFacts[] | undefined;
	let reading: Promise<void> | undefined;

	async function read(facts: ItemFacts): Promise<void> {
		const whole = await item(facts.id);
		const pieces: Piece[] = [];
		for (const text of whole ? textsOf(whole) : [])
			await slices(async () => pieces.push(...(await reader.read([text])).map(pieceOf)));
		indexed.set(facts.id, { changedAt: facts.changedAt, pieces });
	}

	/** The last changed first, and as many as there is room for. */
	async function catchUp(): Promise<void> {
		while (seen !== items()) {
			const now = items();
			const readable = now.filter(({ visibility }) => audiencesOf(visibility).length > 0);
			const ids = new Set(readable.map(({ id }) => id));
			for (const id of indexed.keys()) if (!ids.has(id)) indexed.delete(id);
			let room = MOST_PIECES;
			for (const facts of readable) {
				if (room <= 0) indexed.delete(facts.id);
				else if (indexed.get(facts.id)?.changedAt !== facts.changedAt) await read(facts);
				room -= indexed.get(facts.id)?.pieces.length ?? 0;
			}
			seen = now;
		}
	}

	return {
		async on(cells, circles) {
			// Where something cannot be read now, what is known counts, and the next question tries again.
			reading ??= catchUp()
				.catch(() => undefined)
				.finally(() => (reading = undefined));
			const enough = new AbortController();
			await Promise.race([reading, sleep(READING_MS, enough.signal)]).finally(() => enough.abort());
			// Whom the person let in may see more, and had better ask once too often.
			return backed(cells, piecesFor(circles), { readily: circles.includes('contacts') });
		}
	};

	function* piecesFor(circles: readonly Audience[]): Generator<Piece> {
		for (const { id, visibility } of items())
			if (audiencesOf(visibility).some((audience) => audience === 'public' || circles.includes(audience)))
				yield* indexed.get(id)?.pieces ?? [];
	}
}

/** The title stands before each piece of what it heads. */
function textsOf({ title, text }: Pick<Item, 'title' | 'text'>): readonly string[] {
	const pieces = Math.min(PIECES_A_RECORD, Math.max(1, Math.ceil(text.length / PIECE_CHARS)));
	return Array.from(
		{ length: pieces },
		(_, n) => `${title}\n${text.slice(n * PIECE_CHARS, (n + 1) * PIECE_CHARS)}`
	);
}
