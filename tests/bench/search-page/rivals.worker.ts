/** A rival in a worker, as ours is: whoever searches 100,000 passages on the page itself holds it up. */
import { rivals, type Document, type Rival } from './rivals.ts';
import { passages } from './scale.ts';

export type RivalRequest =
	| { readonly do: 'open'; readonly name: keyof typeof rivals }
	/** Passages of scale.ts, until they are all in or the time is up; how many are in, and how long it took. */
	| { readonly do: 'build'; readonly count: number; readonly withinMs: number }
	| { readonly do: 'add'; readonly documents: readonly Document[] }
	| { readonly do: 'search'; readonly words: readonly string[] }
	| { readonly do: 'restore' };

const BATCH = 500;
let rival: Rival | undefined;
let last: Promise<void> = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<RivalRequest & { readonly n: number }>) => {
	last = last.then(async () => {
		const { n } = data;
		await done(data).then(
			(result) => postMessage({ n, result }),
			(error: unknown) => postMessage({ n, failed: String(error) })
		);
	});
});

async function done(request: RivalRequest): Promise<unknown> {
	if (request.do === 'open') {
		rival = await rivals[request.name]();
		return undefined;
	}
	if (!rival) throw new Error('not open');
	switch (request.do) {
		case 'build':
			return build(rival, request.count, request.withinMs);
		case 'add':
			return rival.add(request.documents);
		case 'search':
			return rival.search(request.words);
		case 'restore':
			return rival.restore();
	}
}

/** The time to make up the passages is not counted. */
async function build(
	rival: Rival,
	count: number,
	withinMs: number
): Promise<{ readonly count: number; readonly ms: number }> {
	let ms = 0;
	let id = 0;
	let batch: Document[] = [];
	for (const { title, text } of passages(count)) {
		batch.push({ id: id++, title, text });
		if (batch.length < BATCH && id < count) continue;
		const begun = performance.now();
		await rival.add(batch);
		ms += performance.now() - begun;
		batch = [];
		if (ms > withinMs) break;
	}
	return { count: id, ms };
}
