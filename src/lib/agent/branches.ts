/**
 * A conversation is a tree: each question stands after the one it was asked after, and several after the same one are
 * versions of one another. Pure functions over the stored exchanges; the screen shows one path through the tree.
 */
import type { Exchange } from './events.ts';

/** What these functions need to know of an exchange. */
type Standing = Pick<Exchange, 'id' | 'askedAt' | 'after'>;

/** From the first question to `leaf`, oldest first; to the newest one when `leaf` is undefined. Empty for an unknown leaf. */
export function pathTo<One extends Standing>(
	exchanges: readonly One[],
	leaf: string | undefined
): readonly One[] {
	const tree = treeOf(exchanges);
	const path: One[] = [];
	const seen = new Set<string>();
	let id = leaf ?? newestLeaf(exchanges, undefined) ?? null;
	// A damaged record may point at itself: nobody is visited twice.
	while (id !== null && !seen.has(id)) {
		seen.add(id);
		const exchange = tree.byId.get(id);
		if (!exchange) break;
		path.push(exchange);
		id = tree.parentOf(exchange);
	}
	return path.reverse();
}

/** All that stand in the place of `exchange`, itself among them, in the order in which they were asked. */
export function versionsOf<One extends Standing>(
	exchanges: readonly One[],
	exchange: Standing
): readonly One[] {
	const tree = treeOf(exchanges);
	const own = tree.byId.get(exchange.id);
	const place = own ? tree.parentOf(own) : (exchange.after ?? null);
	return tree.inOrder.filter((one) => tree.parentOf(one) === place);
}

/** The end of the branch that runs through `from`: the one asked last of all that followed it; of the whole tree when undefined. */
export function newestLeaf(exchanges: readonly Standing[], from: string | undefined): string | undefined {
	const { inOrder, byId, parentOf } = treeOf(exchanges);
	if (from === undefined) return inOrder.at(-1)?.id;
	if (!byId.has(from)) return undefined;
	const below = new Set([from]);
	// What follows was asked later, or is found in the next round where a clock went back.
	for (let size = 0; size !== below.size;) {
		size = below.size;
		for (const one of inOrder) if (below.has(parentOf(one) ?? '')) below.add(one.id);
	}
	return inOrder.findLast(({ id }) => below.has(id))?.id;
}

function treeOf<One extends Standing>(exchanges: readonly One[]) {
	const inOrder = [...exchanges].sort((a, b) => a.askedAt - b.askedAt);
	const byId = new Map(inOrder.map((one) => [one.id, one]));
	const before = new Map(inOrder.map((one, i) => [one.id, inOrder[i - 1]?.id ?? null]));
	const parentOf = ({ id, after }: Standing): string | null =>
		after === undefined ? (before.get(id) ?? null) : after;
	return { inOrder, byId, parentOf };
}
