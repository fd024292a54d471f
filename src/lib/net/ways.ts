/** By which servers a peer can be reached: the ones we share with it first, then by federation to where it is at home. */
import type { PeerId } from '#lib/protocol/identity.ts';

/** Tries for one box: beyond that the peer is away. */
const MAX_WAYS = 6;

/** A server of ours, and the peer's address there. */
export interface Way<Line> {
	readonly line: Line;
	readonly address: string;
}

/** Cards are written by others: only what is an http origin counts, in one spelling. */
export function origins(relays: readonly string[]): readonly string[] {
	const urls = relays.filter((relay) => URL.canParse(relay)).map((relay) => new URL(relay));
	return [...new Set(urls.filter(({ protocol }) => /^https?:$/.test(protocol)).map(({ origin }) => origin))];
}

export const hostOf = (origin: string): string => new URL(origin).host;

/** `homes` in one spelling, `lines` those that are there; both in order of preference. Unknown homes are taken for ours. */
export function waysTo<Line extends { readonly url: URL }>(
	peer: PeerId,
	homes: readonly string[],
	lines: readonly Line[]
): readonly Way<Line>[] {
	if (homes.length === 0) return lines.map((line) => ({ line, address: peer }));
	const shared = lines.filter(({ url }) => homes.includes(url.origin));
	const elsewhere = homes.filter((home) => !shared.some(({ url }) => url.origin === home));
	return [
		...shared.map((line) => ({ line, address: peer })),
		...lines.flatMap((line) => elsewhere.map((home) => ({ line, address: `${peer}@${hostOf(home)}` })))
	].slice(0, MAX_WAYS);
}

/** Those for which it holds first, otherwise in the same order. */
export const ahead = <T>(all: readonly T[], holds: (one: T) => boolean): readonly T[] => [
	...all.filter(holds),
	...all.filter((one) => !holds(one))
];
