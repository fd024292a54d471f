/** Which items a search may give back, told to the worker once for as long as it stays the same. */
import type { ItemFacts } from '#lib/agent/ports.ts';
import type { Allowed } from './full-text.ts';
import type { Meta } from './items.ts';

/** The shorter of two lists, and how many items pass. */
export type List = { readonly count: number } & (
	{ readonly only: readonly string[] } | { readonly except: readonly string[] }
);

/** What travels: the list where it is new, and the number it goes by from then on. */
export interface Among {
	readonly key: number;
	readonly list?: List;
}

/** So many readers are answered in turn without telling the worker anew. */
const KEPT = 4;

/** Which items `allow` lets through: all, none, or the shorter list. The deleted are never let through. */
export function amongThe(
	metas: ReadonlyMap<string, Meta>,
	allow: (item: ItemFacts) => boolean
): 'all' | 'none' | List {
	const only: string[] = [];
	const except: string[] = [];
	for (const meta of metas.values()) (!meta.deleted && allow(meta) ? only : except).push(meta.id);
	const count = only.length;
	if (count === 0) return 'none';
	if (except.length === 0) return 'all';
	return count < except.length ? { only, count } : { except, count };
}

/** The page's side: lists that the worker knows already are not sent again. A new worker takes new `AmongLists`. */
export class AmongLists {
	#known: { readonly key: number; readonly list: List }[] = [];
	#next = 1;

	/** Must be sent, in the order in which they were made. */
	told(list: List): Among {
		const before = this.#known.find((known) => isSame(known.list, list));
		if (before) {
			this.#known = [before, ...this.#known.filter((known) => known !== before)];
			return { key: before.key };
		}
		const key = this.#next++;
		this.#known = [{ key, list }, ...this.#known].slice(0, KEPT);
		return { key, list };
	}
}

/** The worker's side. */
export class AllowedLists {
	#known: { readonly key: number; readonly allowed: Allowed }[] = [];

	of({ key, list }: Among): Allowed {
		const before = this.#known.find((known) => known.key === key);
		const allowed = before?.allowed ?? (list && allowedOf(list));
		if (!allowed) throw new Error('search worker: a list it was never told');
		this.#known = [{ key, allowed }, ...this.#known.filter((known) => known !== before)].slice(0, KEPT);
		return allowed;
	}
}

export function allowedOf(list: List): Allowed {
	const { count } = list;
	if ('only' in list) {
		const only = new Set(list.only);
		return { count, has: (id) => only.has(id) };
	}
	const except = new Set(list.except);
	return { count, has: (id) => !except.has(id) };
}

function isSame(one: List, other: List): boolean {
	const [a, b] =
		'only' in one
			? [one.only, 'only' in other && other.only]
			: [one.except, 'except' in other && other.except];
	return b !== false && one.count === other.count && a.length === b.length && a.every((id, n) => id === b[n]);
}
