import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NodeError } from '#lib/agent/ports.ts';
import {
	SMALL,
	aGguf,
	aNumber,
	aTensor,
	aText,
	ascii,
	bytesOf,
	text,
	u32,
	u64,
	withBytes,
	withKeys,
	type Key
} from './gguf.fixture.ts';
import { readGguf } from './gguf.ts';

const folder = resolve(process.env['ELMNET_TEST_DATA'] ?? '../shared/data');
const stories = async (): Promise<Blob> =>
	new Blob([Uint8Array.from(await readFile(`${folder}/models/stories260K/stories260K.gguf`))]);

const troubleOf = (file: Blob): Promise<unknown> =>
	readGguf(file).then(
		() => 'none',
		(error: unknown) => (error instanceof NodeError ? error.trouble : error)
	);

describe('a model file that is whole', () => {
	test('a real one says what it is', async () => {
		expect(await readGguf(await stories())).toEqual({
			name: 'stories260K',
			architecture: 'llama',
			contextTokens: 512,
			hasChatTemplate: false,
			parameters: 259_904 + 128,
			bytesPerToken: 640
		});
	});

	test('with a chat template it knows roles', async () => {
		const file = await withKeys(await stories(), [aText('tokenizer.chat_template', '{{ messages }}')]);
		expect(await readGguf(file)).toMatchObject({ contextTokens: 512, hasChatTemplate: true });
	});

	test('its name becomes one short line without marks that turn text around', async () => {
		const name = `  Model\u202e\n\u0000${'x'.repeat(500)}  `;
		const { name: shown } = await readGguf(aGguf({ keys: [...SMALL, aText('general.name', name)] }));
		expect(shown).toBe(`Model ${'x'.repeat(74)}`);
		expect((await readGguf(aGguf({ keys: [SMALL[0]!, SMALL[2]!] }))).name).toBe('');
	});

	test('a vocabulary of 250,000 words is skipped and the tensors are not read', async () => {
		const thousand = bytesOf(...Array<Uint8Array>(1_000).fill(text('word')));
		const words = bytesOf(u32(8), u64(250_000), ...Array<Uint8Array>(250).fill(thousand));
		const tensor = aTensor([16, 1_000_000]);
		const file = aGguf({ keys: [...SMALL, ['tokens', 9, words]], tensors: [tensor], data: 64_000_100 });
		let read = 0;
		const slice = file.slice.bind(file);
		file.slice = (from = 0, to = 0) => {
			read += Math.min(to, file.size) - from;
			return slice(from, to);
		};
		expect(await readGguf(file)).toMatchObject({ name: 'Small', parameters: 16_000_000 });
		expect(read).toBeLessThan(2.5 * words.length);
	});
});

const list = (...inner: Uint8Array[]): Key => ['list', 9, bytesOf(...inner)];
/** A list in a list in a list, without an end. */
const nested = bytesOf(...Array.from({ length: 1_000 }, () => bytesOf(u32(9), u64(1))));

const DAMAGED: Readonly<Record<string, Blob>> = {
	'an empty file': new Blob([]),
	'three bytes': new Blob(['GGU']),
	'a web page': new Blob(['<!doctype html><title>Not found</title>'.repeat(100)]),
	'another magic': aGguf({ magic: 'GGML' }),
	'version 1': aGguf({ version: 1 }),
	'the other byte order': aGguf({ version: 0x03_00_00_00 }),
	'2^63 tensors': aGguf({ tensorCount: 2n ** 63n }),
	'a million tensors that are not there': aGguf({ tensorCount: 60_000 }),
	'2^40 keys': aGguf({ keyCount: 2n ** 40n }),
	'more keys than there are': aGguf({ keyCount: 60_000 }),
	'a key of 2^60 bytes': aGguf({ keys: [], keyCount: 1, tensors: [u64(2n ** 60n)] }),
	'a key of 100,000 bytes': aGguf({ keys: [aText('k'.repeat(100_000), '')] }),
	'a text of 2^62 bytes': aGguf({ keys: [['text', 8, u64(2n ** 62n)]] }),
	'a value of a type there is not': aGguf({ keys: [['value', 77, u32(1)]] }),
	'a list of 2^61 numbers': aGguf({ keys: [list(u32(10), u64(2n ** 61n))] }),
	'a list of 2^50 texts': aGguf({ keys: [list(u32(8), u64(2n ** 50n))] }),
	'a list of a type there is not': aGguf({ keys: [list(u32(99), u64(2))] }),
	'lists in lists in lists': aGguf({ keys: [['list', 9, nested]] }),
	'no tensors': aGguf({ tensors: [] }),
	'a tensor of 9 dimensions': aGguf({ tensors: [aTensor([1, 1, 1, 1, 1, 1, 1, 1, 1])] }),
	'a tensor of 2^120 numbers': aGguf({ tensors: [aTensor([2n ** 40n, 2n ** 40n, 2n ** 40n])] }),
	'a tensor beyond the end': aGguf({ tensors: [aTensor([16], { offset: 2n ** 40n })] }),
	'a tensor longer than the file': aGguf({ tensors: [aTensor([4_096])] }),
	'no architecture': aGguf({ keys: SMALL.slice(1) }),
	'an architecture that is no name': aGguf({
		keys: [aText('general.architecture', '../..'), ...SMALL.slice(1)]
	}),
	'no context length': aGguf({ keys: SMALL.slice(0, 2) }),
	'a context of no tokens': aGguf({ keys: [...SMALL, aNumber('llama.context_length', 0)] }),
	'a context length in words': aGguf({ keys: [...SMALL, aText('llama.context_length', 'long')] }),
	'an alignment of nothing': aGguf({ keys: [...SMALL, aNumber('general.alignment', 0)] }),
	'an alignment of 2^31': aGguf({ keys: [...SMALL, aNumber('general.alignment', 2 ** 31)] })
};

describe('a model file that is damaged or lies', () => {
	test.each(Object.entries(DAMAGED))('%s is damaged', async (_, file) => {
		expect(await troubleOf(file)).toBe('damaged');
	});

	test('a real one cut anywhere is damaged', async () => {
		const file = await stories();
		const cuts = fc.asyncProperty(fc.integer({ min: 0, max: file.size - 1 }), async (cut) => {
			expect(await troubleOf(file.slice(0, cut))).toBe('damaged');
		});
		await fc.assert(cuts, { numRuns: 300 });
	});

	test('whatever stands there, it is read, or it is told what is wrong', async () => {
		const known = ['none', 'damaged', 'unsupported'];
		const bytes = fc.uint8Array({ maxLength: 400 });
		const anything = fc.asyncProperty(bytes, async (rest) => {
			expect(known).toContain(await troubleOf(new Blob([ascii('GGUF'), u32(3), bytesOf(rest)])));
		});
		await fc.assert(anything, { numRuns: 2_000 });
		const whole = new Uint8Array(await (await stories()).slice(0, 20_000).arrayBuffer());
		const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
		const changed = fc.asyncProperty(changes, async (places) => {
			const copy = whole.slice();
			for (const [at, byte] of places) copy[at] = byte;
			expect(known).toContain(await troubleOf(new Blob([copy])));
		});
		await fc.assert(changed, { numRuns: 1_000 });
	});
});

describe('a model file that is whole and of no use here', () => {
	test.each(['clip', 'bert', 'nomic-bert', 'gemma-embedding'])('%s does not write', async (architecture) => {
		const keys = [
			aText('general.architecture', architecture),
			aNumber(`${architecture}.context_length`, 512)
		];
		expect(await troubleOf(aGguf({ keys }))).toBe('unsupported');
	});

	test('one part of several is not the model', async () => {
		expect(await troubleOf(aGguf({ keys: [...SMALL, aNumber('split.count', 3)] }))).toBe('unsupported');
	});

	test('a file that went away after it was chosen is not found', async () => {
		const file = aGguf();
		const gone = new DOMException('the file could not be found', 'NotFoundError');
		file.slice = () => Object.assign(new Blob([]), { arrayBuffer: () => Promise.reject(gone) });
		expect(await troubleOf(file)).toBe('not-found');
	});

	test('bytes can be changed in a fixture', async () => {
		const file = await withBytes(await stories(), ascii('stories260K'), ascii('STORIES260K'));
		expect((await readGguf(file)).name).toBe('STORIES260K');
	});
});
