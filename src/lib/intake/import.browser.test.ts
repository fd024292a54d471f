import { expect, test } from 'vitest';
import { importFiles, type Imported, type ToImport } from './import.ts';

const createWorker = (url: string | URL) => new Worker(url, { type: 'module' });

const toImport = (...files: File[]): ToImport[] => files.map((file) => ({ file, name: file.name }));

/** A file like a long book, made of one block repeated: Blobs share it, so that the test itself needs little memory. */
function aBook(megabytes: number): File {
	const paragraph = `${'The quiet harbour lay under a thin mist. Nobody spoke of the letter any more. '.repeat(12)}\n\n`;
	const block = `# Chapter\n\n${paragraph.repeat(Math.ceil(1_000_000 / paragraph.length))}`;
	return new File(Array<string>(megabytes).fill(block), 'book.md');
}

test('a real worker reads files, and passages point into the text', async () => {
	const steps: Imported[] = [];
	const files = [new File(['# Wifi\n\nThe password is hunter22.'], 'wifi.md'), new File(['PNG'], 'scan.png')];
	for await (const step of importFiles(toImport(...files), {
		createWorker,
		signal: new AbortController().signal
	}))
		if (step.hash === undefined) steps.push(step);
	expect(steps[0]!.item).toMatchObject({ title: 'Wifi', spans: [{ start: 0, end: 33 }] });
	expect(steps.slice(1).map((step) => step.refused ?? step.done)).toEqual([true, 'kind']);
});

test('a 50 MB text is imported in parts, with progress, while the page goes on drawing', async () => {
	const file = aBook(50);
	const progress: number[] = [];
	let passages = 0;
	let items = 0;
	let largest = 0;
	let frames = 0;
	let reading = true;
	const draw = () => {
		frames++;
		if (reading) requestAnimationFrame(draw);
	};
	requestAnimationFrame(draw);
	const signal = new AbortController().signal;
	const onProgress = (bytes: number) => progress.push(bytes);
	for await (const { item } of importFiles(toImport(file), { createWorker, signal, onProgress })) {
		if (!item) continue;
		items++;
		passages += item.spans.length;
		largest = Math.max(largest, item.text.length);
	}
	reading = false;
	expect(items).toBeGreaterThan(49);
	expect(largest).toBeLessThanOrEqual(1_000_000);
	expect(passages).toBeGreaterThan(50_000);
	expect(progress.length).toBeGreaterThan(20);
	expect(progress.at(-1)).toBe(file.size);
	expect(frames).toBeGreaterThan(items);
});

test('cancelled in the middle of a large file, the import ends though the worker is busy', async () => {
	const stop = new AbortController();
	let items = 0;
	for await (const { hash, item, done } of importFiles(toImport(aBook(20)), {
		createWorker,
		signal: stop.signal
	})) {
		if (hash !== undefined) continue;
		expect(done).toBeUndefined();
		if (item) items++;
		stop.abort();
	}
	expect(items).toBe(1);
});

test('a worker that cannot start is an error, not a silence', async () => {
	const broken = () => new Worker('data:text/javascript,throw new Error("no")', { type: 'module' });
	const run = async () => {
		for await (const _ of importFiles(toImport(aBook(1)), {
			createWorker: broken,
			signal: new AbortController().signal
		}));
	};
	await expect(run()).rejects.toThrow('intake worker');
});
