import { describe, expect, test, vi } from 'vitest';
import { importFiles, MAX_FILE_BYTES, type Imported, type ToImport } from './import.ts';
import { readFile } from './read.ts';
import { serve, type FromWorker, type ToWorker } from './serve.ts';

/** The worker's side in this thread: messages are copied and arrive later, as with a real one. */
function aWorker(log: { terminated: number; itemsPosted: number } = { terminated: 0, itemsPosted: 0 }) {
	return () => {
		let alive = true;
		const worker = {
			onmessage: null as ((event: MessageEvent<FromWorker>) => void) | null,
			onerror: null,
			postMessage(message: ToWorker) {
				queueMicrotask(() => alive && take(message));
			},
			terminate() {
				alive = false;
				log.terminated++;
			}
		};
		const take = serve((message) => {
			if (!alive) return;
			if (message.kind === 'item') log.itemsPosted++;
			queueMicrotask(
				() => alive && worker.onmessage?.(new MessageEvent('message', { data: structuredClone(message) }))
			);
		});
		return worker as unknown as Worker;
	};
}

const toImport = (...files: File[]): ToImport[] => files.map((file) => ({ file, name: file.name }));

async function imported(files: File[], signal = new AbortController().signal): Promise<Imported[]> {
	const steps: Imported[] = [];
	for await (const step of importFiles(toImport(...files), { createWorker: aWorker(), signal }))
		if (step.hash === undefined) steps.push(step);
	return steps;
}

const reason = async (name: string, ...bytes: BlobPart[]) =>
	(await imported([new File(bytes, name)]))[0]?.refused;
const textOf = async (name: string, ...bytes: BlobPart[]) =>
	(await imported([new File(bytes, name)]))[0]?.item?.text;

describe('importFiles', () => {
	test('a Markdown file becomes an item named by its first heading, cut into passages', async () => {
		const text = '# Harbour walk\n\nStart at the **old** crane.';
		const steps = await imported([new File([text], 'walk.md')]);
		const marks = [{ start: 0, path: ['Harbour walk'] }];
		const spans = [{ start: 0, end: text.length }];
		expect(steps.map(({ file: _, ...rest }) => rest)).toEqual([
			{ name: 'walk.md', item: { title: 'Harbour walk', text, spans, marks, kind: 'file' } },
			{ name: 'walk.md', done: true }
		]);
	});

	test('a text file is named by its file name without the ending', async () => {
		const [first] = await imported([new File(['# not a heading here'], 'My notes.2025.txt')]);
		expect(first!.item!.title).toBe('My notes.2025');
	});

	test('what cannot be text is refused, and the next file is still read', async () => {
		const steps = await imported([
			new File([new Uint8Array([0x89, 0x50, 0, 0, 1])], 'a.txt'),
			new File(['fine'], 'b.txt')
		]);
		expect(steps.map((step) => step.refused ?? step.item?.text ?? step.done)).toEqual([
			'not-text',
			'fine',
			true
		]);
	});

	test.each([
		['kind', 'a.png', ['%PDF']],
		['kind', 'a.constructor', ['x']],
		['empty', 'a.txt', []],
		['empty', 'a.md', [' \n\n\t ']],
		['empty', 'a.txt', [new Uint8Array([0xff, 0xfe])]],
		['not-text', 'a.txt', [new Uint8Array(400).map((_, i) => (i * 37) % 256 || 7)]]
	])('%s: %s', async (code, name, bytes) => {
		expect(await reason(name, ...bytes)).toBe(code);
	});

	test('a file over the limit is refused before a byte of it is read', async () => {
		const file = new File(['x'], 'big.txt');
		Object.defineProperty(file, 'size', { value: MAX_FILE_BYTES + 1 });
		const stream = vi.spyOn(file, 'stream');
		const steps = [];
		for await (const step of readFile(file)) steps.push(step);
		expect(steps).toEqual([{ kind: 'refused', name: 'big.txt', code: 'too-large' }]);
		expect(stream).not.toHaveBeenCalled();
	});

	test('a file that vanishes while it is read is unreadable', async () => {
		const file = new File(['x'], 'gone.txt');
		vi.spyOn(file, 'stream').mockImplementation(() => {
			throw new DOMException('gone', 'NotFoundError');
		});
		const steps = [];
		for await (const step of readFile(file)) steps.push(step);
		expect(steps).toEqual([{ kind: 'refused', name: 'gone.txt', code: 'unreadable' }]);
	});

	test('UTF-8, UTF-16 and old Windows text come out the same', async () => {
		const text = 'Café “Größe” – 5 €';
		const utf16 = (bigEndian: boolean) => {
			const view = new DataView(new ArrayBuffer(2 + text.length * 2));
			view.setUint16(0, 0xfeff, !bigEndian);
			for (let i = 0; i < text.length; i++) view.setUint16(2 + 2 * i, text.charCodeAt(i), !bigEndian);
			return view.buffer;
		};
		const old = Uint8Array.from('Caf\u00e9 \u0093Gr\u00f6\u00dfe\u0094 \u0096 5 \u0080', (char) =>
			char.charCodeAt(0)
		);
		expect(await textOf('a.txt', text)).toBe(text);
		expect(await textOf('a.txt', new Uint8Array([0xef, 0xbb, 0xbf]), text)).toBe(text);
		expect(await textOf('a.txt', utf16(false))).toBe(text);
		expect(await textOf('a.txt', utf16(true))).toBe(text);
		expect(await textOf('a.txt', old, ' and a good deal of plain text around it '.repeat(9))).toContain(text);
	});

	test('what the wire would refuse is cleaned away: control characters, half characters, other line breaks', async () => {
		expect(await textOf('a.txt', `one\r\ntwo\rthree\u0007 ${'x'.repeat(200)}`)).toBe(
			`one\ntwo\nthree ${'x'.repeat(200)}`
		);
	});

	test('a long text becomes several items, nothing lost, cut between paragraphs, named by part', async () => {
		const text = Array.from(
			{ length: 400 },
			(_, i) => `Paragraph ${i} of a long book, with some words.`
		).join('\n\n');
		const items = [];
		for await (const step of readFile(new File([text], 'book.txt'), 'book.txt', 4_000))
			if (step.kind === 'item') items.push(step.item);
		expect(items.map((item) => item.title).slice(0, 3)).toEqual(['book', 'book (part 2)', 'book (part 3)']);
		expect(items.map((item) => item.text).join('')).toBe(text);
		expect(items.every((item) => item.text.length <= 4_000 && item.text.startsWith('Paragraph'))).toBe(true);
	});

	test('a character cut by the end of a part or of a read stays whole', async () => {
		const text = '😀'.repeat(9_999);
		const items = [];
		for await (const step of readFile(new File([text], 'a.txt'), 'a.txt', 1_001))
			if (step.kind === 'item') items.push(step.item);
		expect(items.every((item) => item.text.isWellFormed())).toBe(true);
		expect(items.map((item) => item.text).join('')).toBe(text);
	});

	test('progress grows to the size of all files, refused ones included', async () => {
		const files = [
			new File(['a'.repeat(300_000)], 'a.txt'),
			new File(['%'], 'b.png'),
			new File(['c'], 'c.md')
		];
		const seen: number[] = [];
		const onProgress = (bytes: number, total: number) => {
			expect(total).toBe(300_002);
			seen.push(bytes);
		};
		for await (const _ of importFiles(toImport(...files), {
			createWorker: aWorker(),
			signal: new AbortController().signal,
			onProgress
		}));
		expect(seen).toEqual([...seen].sort((a, b) => a - b));
		expect(seen.length).toBeGreaterThan(3);
		expect(seen.at(-1)).toBe(300_002);
	});

	test('the next item is not made before the last one was taken', async () => {
		const log = { terminated: 0, itemsPosted: 0 };
		const file = new File(['word '.repeat(900_000)], 'long.txt');
		let taken = 0;
		for await (const step of importFiles(toImport(file), {
			createWorker: aWorker(log),
			signal: new AbortController().signal
		})) {
			if (step.item) taken++;
			expect(log.itemsPosted).toBe(taken);
		}
		expect(taken).toBe(5);
		expect(log.terminated).toBe(1);
	});

	test('stopping ends the worker at once and yields nothing more', async () => {
		const log = { terminated: 0, itemsPosted: 0 };
		const stop = new AbortController();
		const steps: Imported[] = [];
		const file = new File(['word '.repeat(900_000)], 'long.txt');
		for await (const step of importFiles(toImport(file, file), {
			createWorker: aWorker(log),
			signal: stop.signal
		})) {
			if (step.hash !== undefined) continue;
			steps.push(step);
			stop.abort();
			expect(log.terminated).toBe(1);
		}
		expect(steps).toHaveLength(1);
		expect(steps[0]!.item).toBeDefined();
	});

	test('stopped before it began, it starts no worker', async () => {
		const createWorker = vi.fn();
		for await (const _ of importFiles(toImport(new File(['a'], 'a.txt')), {
			createWorker,
			signal: AbortSignal.abort()
		}));
		expect(createWorker).not.toHaveBeenCalled();
	});
});
