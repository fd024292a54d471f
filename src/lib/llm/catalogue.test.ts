import { beforeAll, describe, expect, test } from 'vitest';
import {
	addressOf,
	hostsOf,
	models,
	readMirror,
	recommendedIds,
	roomFor,
	smallerThan,
	verdictOf
} from './catalogue.ts';
import type { DeviceReport, ModelRecord } from './models.ts';

const GIB = 2 ** 30;
const LAPTOP: DeviceReport = {
	secure: true,
	gpu: { name: 'a GPU', isFallback: false, f16: true, storageBufferBytes: 2 * GIB },
	wasm: 'fast',
	builtIn: 'none',
	memoryBytes: 8 * GIB,
	roomBytes: 20 * GIB,
	persisted: false,
	cores: 8,
	camera: true,
	phone: false
};
const gpu = LAPTOP.gpu!;
const named = (id: string): ModelRecord => models.find((record) => record.id === id)!;
const LLAMA = named('Llama-3.2-1B-Instruct-q4f16_1-MLC');

describe('records of WebLLM', () => {
	const records = models.filter(({ engine }) => engine === 'webllm');
	let theirs: typeof import('@mlc-ai/web-llm').prebuiltAppConfig.model_list;
	beforeAll(async () => {
		// The library asks for a window at its start, and for nothing of it.
		(globalThis as { window?: unknown }).window ??= globalThis;
		theirs = (await import('@mlc-ai/web-llm')).prebuiltAppConfig.model_list;
	});

	test.each(records.map((record) => [record.id, record] as const))(
		'%s says what the library says',
		(id, ours) => {
			const known = theirs.find(({ model_id }) => model_id === id)!;
			expect(ours.files).toEqual({ kind: 'mlc', base: known.model, lib: known.model_lib });
			expect(ours.memoryBytes).toBe(Math.round(known.vram_required_MB! * 2 ** 20));
			expect(ours.purpose).toBe(Number(known.model_type) === 1 ? 'embeds' : 'writes');
			expect(ours.needs?.f16 === true).toBe(/q\df16/.test(id));
			const window = known.overrides?.context_window_size;
			if (window !== undefined) expect(ours.contextTokens).toBe(window);
		}
	);
});

test('every id stands once, every address is https, and a hash means a pinned revision', () => {
	expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
	for (const { files } of models) {
		const urls = files.kind === 'mlc' ? [files.base, files.lib] : 'url' in files ? [files.url] : [];
		for (const url of urls) expect(new URL(url).protocol).toBe('https:');
		if (files.kind === 'gguf' && files.sha256 !== undefined) {
			expect(files.sha256).toMatch(/^[0-9a-f]{64}$/);
			expect(files.url).toMatch(/\/resolve\/[0-9a-f]{40}\//);
		}
	}
});

describe('verdicts, before anything is downloaded', () => {
	const without = (change: Partial<DeviceReport>): DeviceReport => ({ ...LAPTOP, ...change });
	test.each([
		['runs', LAPTOP],
		['no-gpu', without({ gpu: null })],
		['no-f16', without({ gpu: { ...gpu, f16: false } })],
		['gpu-limits', without({ gpu: { ...gpu, storageBufferBytes: 64 * 2 ** 20 } })],
		['memory', without({ memoryBytes: GIB })],
		['no-room', without({ roomBytes: 700e6 })],
		['unsupported', without({ secure: false })],
		['runs', { ...without({}), memoryBytes: undefined, roomBytes: undefined } as unknown as DeviceReport]
	] as const)('%s', (verdict, device) => {
		expect(verdictOf(LLAMA, device)).toBe(verdict);
	});

	test('f16 is told from the name where a record forgot to say it', () => {
		const { needs: _, ...forgot } = LLAMA;
		expect(verdictOf(forgot, { ...LAPTOP, gpu: { ...gpu, f16: false } })).toBe('no-f16');
	});

	test('a word table of 148 MiB does not fit into a buffer of 128', () => {
		const small = { ...LAPTOP, gpu: { ...gpu, storageBufferBytes: 128 * 2 ** 20 } };
		expect(verdictOf(named('Qwen3-1.7B-q4f16_1-MLC'), small)).toBe('gpu-limits');
		expect(verdictOf(LLAMA, small)).toBe('runs');
	});

	test('what lies here already needs no more room', () => {
		const full = { ...LAPTOP, roomBytes: 10e6 };
		expect(verdictOf(LLAMA, full)).toBe('no-room');
		expect(verdictOf(LLAMA, full, LLAMA.bytes)).toBe('runs');
		expect(verdictOf(LLAMA, { ...LAPTOP, roomBytes: roomFor(11e6) }, LLAMA.bytes - 11e6)).toBe('runs');
	});

	test('the processor needs no GPU but WebAssembly, and words become vectors without either', () => {
		const bare = without({ gpu: null, wasm: 'none' });
		expect(verdictOf(named('Qwen3-0.6B-Q8_0'), without({ gpu: null }))).toBe('runs');
		expect(verdictOf(named('Qwen3-0.6B-Q8_0'), bare)).toBe('unsupported');
		expect(verdictOf(named('potion-base-2M'), bare)).toBe('runs');
	});
});

describe('recommendations', () => {
	const PHONE: DeviceReport = { ...LAPTOP, phone: true, memoryBytes: 4 * GIB };

	test('a laptop: one for the GPU, one for the processor, one for search', () => {
		expect(recommendedIds(LAPTOP)).toEqual([LLAMA.id, 'SmolLM2-360M-Instruct-Q8_0', 'potion-base-8M']);
	});
	test('without f16 the wider numbers', () => {
		expect(recommendedIds({ ...LAPTOP, gpu: { ...gpu, f16: false } })[0]).toBe(
			'Llama-3.2-1B-Instruct-q4f32_1-MLC'
		);
	});
	test('a phone gets what was made for phones', () => {
		expect(recommendedIds(PHONE).slice(0, 2)).toEqual([
			'SmolLM2-360M-Instruct-q4f16_1-MLC',
			'SmolLM2-135M-Instruct-Q8_0'
		]);
	});
	test('a GPU that is only software is never recommended', () => {
		expect(recommendedIds({ ...LAPTOP, gpu: { ...gpu, isFallback: true } })).toEqual([
			'SmolLM2-360M-Instruct-Q8_0',
			'potion-base-8M'
		]);
	});
	test('nothing that the device cannot run', () => {
		expect(recommendedIds({ ...LAPTOP, roomBytes: 0 })).toEqual([]);
	});
});

describe('a smaller one', () => {
	test('is the next below that runs, of the same engine first', () => {
		expect(smallerThan('Qwen3-1.7B-q4f16_1-MLC', LAPTOP)).toBe('Qwen2.5-1.5B-Instruct-q4f16_1-MLC');
		expect(smallerThan('Llama-3.2-1B-Instruct-Q4_K_M', LAPTOP)).toBe('Qwen3-0.6B-Q8_0');
	});
	test('where there is f16 it is not the wider build of a model that runs in f16 too', () => {
		const wide = { ...LAPTOP, gpu: { ...gpu, f16: false } };
		expect(smallerThan('Qwen2.5-1.5B-Instruct-q4f16_1-MLC', LAPTOP)).toBe(LLAMA.id);
		expect(smallerThan(LLAMA.id, LAPTOP)).toBe('SmolLM2-360M-Instruct-q4f16_1-MLC');
		expect(smallerThan(LLAMA.id, wide)).toBe('SmolLM2-360M-Instruct-q4f32_1-MLC');
	});
	test("of the processor's, when the GPU has none or there is no GPU", () => {
		expect(smallerThan(LLAMA.id, { ...LAPTOP, gpu: null })).toBe('SmolLM2-360M-Instruct-Q8_0');
		expect(smallerThan('SmolLM2-360M-Instruct-q4f16_1-MLC', LAPTOP)).toBe('SmolLM2-135M-Instruct-Q8_0');
	});
	test('the smallest has none below; an embedder is not replaced by a model that writes', () => {
		expect(smallerThan('SmolLM2-135M-Instruct-Q8_0', LAPTOP)).toBeUndefined();
		expect(smallerThan('potion-base-2M', LAPTOP)).toBeUndefined();
		expect(smallerThan('snowflake-arctic-embed-s-q0f32-MLC-b4', LAPTOP)).toBe('potion-base-8M');
	});
	test('for a file that a person opened: the smallest there is', () => {
		expect(smallerThan('opened-1', LAPTOP)).toBe('SmolLM2-135M-Instruct-Q8_0');
	});
});

describe('mirrors and hosts', () => {
	test('a mirror stands in the place of every public host, the path stays', () => {
		expect(addressOf('https://huggingface.co/a/b?c=1', 'http://mirror.example:81/models/')).toBe(
			'http://mirror.example:81/models/a/b?c=1'
		);
		expect(addressOf('https://huggingface.co/a/b', '')).toBe('https://huggingface.co/a/b');
	});
	test.each(['', 'mirror', 'ftp://a.example', 'javascript:alert(1)', 'https://u:p@a.example'])(
		'%s is no mirror',
		(text) => expect(readMirror(text)).toBeUndefined()
	);
	test('a mirror at [::1] is one at localhost, which a policy can name', () => {
		expect(readMirror('http://[::1]:9000/m/')).toBe('http://localhost:9000/m');
		expect(addressOf('https://huggingface.co/a', 'http://[::1]:9000')).toBe('http://localhost:9000/a');
		expect(hostsOf(LLAMA, 'http://[::1]:9000')).toEqual({
			to: ['http://localhost:9000'],
			names: ['localhost:9000']
		});
		expect(readMirror('http://[::2]:9000')).toBe('http://[::2]:9000');
	});
	test('who is contacted is named, and nobody else may be', () => {
		expect(hostsOf(LLAMA, '')).toEqual({
			to: ['https://huggingface.co', 'https://*.hf.co', 'https://raw.githubusercontent.com'],
			names: ['huggingface.co', '*.hf.co', 'raw.githubusercontent.com']
		});
		expect(hostsOf(named('potion-base-2M'), '').names).toEqual(['huggingface.co', '*.hf.co']);
		expect(hostsOf(LLAMA, 'http://localhost:9000/m')).toEqual({
			to: ['http://localhost:9000'],
			names: ['localhost:9000']
		});
		expect(hostsOf({ files: { kind: 'opened' } }, '')).toEqual({ to: [], names: [] });
	});
});
