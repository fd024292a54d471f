/** Run again where it was asked for while it ran, once. What fails is done the next time. */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
	let running: Promise<void> | undefined;
	let isDue = false;
	const run = async (): Promise<void> => {
		do {
			isDue = false;
			await work().catch(() => undefined);
		} while (isDue);
		running = undefined;
	};
	return () => {
		isDue = true;
		return (running ??= run());
	};
}
