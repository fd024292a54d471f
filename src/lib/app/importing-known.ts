/** What earlier imports made: whether a file is here already, and which items its new bytes replace. */
import type { Item } from '#lib/agent/ports.ts';
import type { Items, Summary } from '#lib/store/items.ts';

/** Of the same bare name, so many earlier files are compared with a new one. */
const COMPARED = 5;
/** A shorter line says nothing about which text it is from. */
const TELLING_CHARS = 12;
/** Of the lines of the shorter text, so many (one in five) must stand in the other for it to be an update. */
const SHARED = 0.2;

export class Known {
	readonly #items: Pick<Items, 'get'>;
	readonly #byHash = new Map<string, Summary[]>();
	readonly #byName = new Map<string, Summary[]>();

	/** `summaries`: what is not deleted, last changed first. */
	constructor(items: Pick<Items, 'get'>, summaries: readonly Summary[]) {
		this.#items = items;
		for (const summary of summaries) {
			if (!summary.origin) continue;
			listed(this.#byHash, summary.origin.hash).push(summary);
			listed(this.#byName, summary.origin.name).push(summary);
		}
	}

	/**
	 * The bytes are here, under whatever name. What this very import made of them before its tab was closed does not count:
	 * it may not be whole.
	 */
	has(hash: string, name: string, since: number): boolean {
		return (this.#byHash.get(hash) ?? []).some(
			({ origin, changedAt }) => origin?.name !== name || changedAt < since
		);
	}

	/**
	 * The items whose place the file's take, in the order of their parts: those of the same name. A name without a folder is
	 * not enough, `notes.md` is many people's: its text must share something with the new one's.
	 */
	async before(hash: string, name: string, since: number, text: string): Promise<readonly Summary[]> {
		const named = this.#byName.get(name) ?? [];
		const begun = named.filter(({ origin }) => origin?.hash === hash);
		const earlier = new Map<string, Summary[]>();
		for (const summary of named)
			if (summary.origin && summary.origin.hash !== hash && summary.changedAt < since)
				listed(earlier, summary.origin.hash).push(summary);
		for (const group of [...earlier.values()].slice(0, COMPARED)) {
			const first = [...group].sort(byPart)[0];
			const item = first && (await this.#items.get(first.id));
			if (item && (name.includes('/') || isSameText(item, text)))
				return [...begun.sort(byPart), ...group.sort(byPart)];
		}
		return begun.sort(byPart);
	}
}

function listed(lists: Map<string, Summary[]>, key: string): Summary[] {
	const list = lists.get(key) ?? [];
	lists.set(key, list);
	return list;
}

const byPart = (a: Summary, b: Summary): number => (a.origin?.part ?? 1) - (b.origin?.part ?? 1);

export function isSameText(before: Pick<Item, 'text'>, text: string): boolean {
	const [one, other] = [linesOf(before.text), linesOf(text)];
	const shared = [...one].filter((line) => other.has(line)).length;
	return shared > 0 && shared >= SHARED * Math.min(one.size, other.size);
}

const linesOf = (text: string): ReadonlySet<string> =>
	new Set(
		text
			.split(/\n|(?<=[.!?])\s/)
			.map((line) => line.trim())
			.filter((line) => line.length >= TELLING_CHARS)
	);
