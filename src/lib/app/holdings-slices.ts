/** Long work in slices, between which the page breathes. */

/** Runs one short piece of work, after a pause where the slice is over. */
export type Slices = (work: () => Promise<unknown>) => Promise<void>;

/** A frame has 16 ms, and the piece that ends a slice takes a few of them. */
const SLICE_MS = 6;

export function inSlices(
	now: () => number = () => performance.now(),
	pause: () => Promise<void> = () => new Promise((resolve) => setTimeout(resolve))
): Slices {
	let since = -Infinity;
	return async (work) => {
		if (now() - since >= SLICE_MS) {
			await pause();
			since = now();
		}
		await work();
	};
}
