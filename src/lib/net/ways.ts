/** By which servers a peer can be reached: the ones we share with it first, then by federation to where it is at home. */
import { NodeError } from '#lib/agent/ports.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { RelayRefused } from './relay-socket.ts';

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

/** At every server of ours that is the peer's; only where there is none, elsewhere, through one of ours. */
export function watchedWays<L>(ways: readonly Way<L>[]): readonly Way<L>[] {
	const shared = ways.filter(({ address }) => !address.includes('@'));
	return shared.length > 0 ? shared : ways.filter(({ line }) => line === ways[0]?.line);
}

/** One way after the other until one works; of several refusals the one that says most is thrown. */
export async function firstToTake<L>(
	ways: readonly Way<L>[],
	signal: AbortSignal | undefined,
	go: (way: Way<L>) => Promise<void>
): Promise<void> {
	let worst: unknown = new NodeError('unreachable');
	for (const way of ways) {
		try {
			return await go(way);
		} catch (error) {
			if (signal?.aborted || !(error instanceof NodeError) || error.code === 'too-large') throw error;
			if (!(worst instanceof RelayRefused) || worst.why === 'absent') worst = error;
		}
	}
	throw worst;
}
