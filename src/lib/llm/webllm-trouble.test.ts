import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runInThisContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { NodeError, type EngineTrouble } from '#lib/agent/ports.ts';
import { detailOf, troubleOf, type Moment } from './webllm-trouble.ts';

type ErrorClass = new (...args: unknown[]) => Error;

/** The library's own error classes: it exports but one of them, so they are cut out of its source. */
function libraryErrors(): Map<string, ErrorClass> {
	const path = createRequire(import.meta.url).resolve('@mlc-ai/web-llm');
	const source = readFileSync(path, 'utf8');
	const part = source.slice(source.indexOf('class ModelNotFoundError'), source.indexOf('\nvar Role;'));
	const names = [...part.matchAll(/^(?:let (\w+\$\d) = )?class (\w+) extends/gm)].map(
		([, alias, name]) => alias ?? name
	);
	const classes = runInThisContext(`(() => { ${part}; return { ${names.join(', ')} }; })()`) as Record<
		string,
		ErrorClass
	>;
	return new Map(Object.entries(classes));
}

const errors = libraryErrors();

function made(name: string): Error {
	const Made = errors.get(name);
	if (!Made) throw new Error(`the library has no ${name}`);
	return new Made(['first'], ['second'], 'third');
}

const meanings: readonly (readonly [string, EngineTrouble])[] = [
	['DeviceLostError', 'gpu-lost'],
	['ModelNotLoadedError', 'gpu-lost'],
	['WorkerEngineModelNotLoadedError', 'gpu-lost'],
	['WebGPUNotAvailableError', 'no-gpu'],
	['WebGPUNotFoundError', 'no-gpu'],
	['ShaderF16SupportError', 'no-f16'],
	['FeatureSupportError', 'unsupported'],
	['ContextWindowSizeExceededError', 'too-long'],
	['EmbeddingExceedContextWindowSizeError', 'too-long'],
	['IntegrityError', 'damaged'],
	['ArtifactManifestError', 'damaged'],
	['UnsupportedTokenizerFilesError', 'damaged']
];

/** The model's configuration is a file like the others: what it cannot mean is a wrong file. */
const wrongConfiguration = [
	'MinValueError',
	'WindowSizeConfigurationError',
	'WindowSizeSpecificationError',
	'AttentionSinkSizeError',
	'EmbeddingSlidingWindowError',
	'EmbeddingChunkingUnsupportedError',
	'ConfigurationNotInitializedError'
];

describe('what WebLLM’s errors mean', () => {
	test.each(meanings)('%s is "%s", thrown or told as a string', (name, trouble) => {
		const error = made(name);
		expect(troubleOf(error, 'working')).toBe(trouble);
		expect(troubleOf(error, 'loading')).toBe(trouble);
		// As the library's worker handler sends it.
		expect(troubleOf(error.toString(), 'working')).toBe(trouble);
	});

	test.each(wrongConfiguration)('%s while loading is a damaged file', (name) => {
		expect(troubleOf(made(name), 'loading')).toBe('damaged');
		expect(troubleOf(made(name).toString(), 'loading')).toBe('damaged');
		expect(troubleOf(made(name), 'working')).toBe('crashed');
	});

	test('every other error class of the library is our own mistake: "crashed"', () => {
		const told = new Set([...meanings.map(([name]) => name), ...wrongConfiguration]);
		// These two are about the quality of numbers that we set ourselves, and about which model is meant.
		const others = [...errors.keys()].filter((name) => !told.has(name));
		expect(others.length).toBeGreaterThan(30);
		const wrong = others.filter((name) => troubleOf(made(name), 'working') !== 'crashed');
		expect(wrong).toEqual([]);
	});

	const texts: readonly (readonly [unknown, Moment, EngineTrouble])[] = [
		['Engine.unload() is called.', 'loading', 'cancelled'],
		[new DOMException('Engine.unload() is called.', 'AbortError'), 'loading', 'cancelled'],
		[new DOMException('The quota has been exceeded.', 'QuotaExceededError'), 'loading', 'no-room'],
		['QuotaExceededError: The quota has been exceeded.', 'loading', 'no-room'],
		[
			"Error: Unable to find a compatible GPU. This issue might be because your computer doesn't have a GPU",
			'loading',
			'no-gpu'
		],
		[
			'Error: Cannot initialize runtime because of requested maxBufferSize exceeds limit. requested=256MB, limit=64MB. ',
			'loading',
			'gpu-limits'
		],
		[
			'OperationError: Required limit (1073741824) is greater than the supported limit, exceeds the limit',
			'loading',
			'gpu-limits'
		],
		[new RangeError('WebAssembly.Memory(): could not allocate memory'), 'loading', 'memory'],
		[new RangeError('Array buffer allocation failed'), 'working', 'memory'],
		['RangeError: Invalid array buffer length', 'loading', 'memory'],
		['Error: Out of memory', 'working', 'memory'],
		['OperationError: The device is lost', 'working', 'gpu-lost'],
		['AbortError: A valid external Instance reference no longer exists.', 'working', 'cancelled'],
		['OperationError: A valid external Instance reference no longer exists.', 'working', 'gpu-lost'],
		['Error: Module has already been disposed', 'working', 'gpu-lost'],
		['Error: Cannot fetch https://models.example/params_shard_0.bin', 'loading', 'damaged'],
		['Error: Tensor-cache record range [0, 400) exceeds shard size 100', 'loading', 'damaged'],
		[
			'CompileError: WebAssembly.instantiate(): expected magic word 00 61 73 6d, found 3c 21 64 6f @+0',
			'loading',
			'damaged'
		],
		[new WebAssembly.LinkError('import object field'), 'loading', 'damaged'],
		[new SyntaxError('Unexpected token < in JSON at position 0'), 'loading', 'damaged'],
		[new WebAssembly.RuntimeError('unreachable'), 'loading', 'damaged'],
		[new WebAssembly.RuntimeError('unreachable'), 'working', 'crashed'],
		[5_243_928, 'loading', 'damaged'],
		[5_243_928, 'working', 'crashed'],
		[undefined, 'working', 'crashed'],
		[{ reason: 'none' }, 'working', 'crashed'],
		[new NodeError('engine-unavailable', { trouble: 'no-f16' }), 'loading', 'no-f16']
	];
	test.each(texts)('%s while %s is "%s"', (error, moment, trouble) => {
		expect(troubleOf(error, moment)).toBe(trouble);
	});

	test('what the library said is kept, its name with it', () => {
		expect(detailOf(made('DeviceLostError'))).toMatch(/^DeviceLostError: The WebGPU device was lost/);
		expect(detailOf('Engine.unload() is called.')).toBe('Engine.unload() is called.');
		expect(detailOf(new Error('plain'))).toBe('plain');
	});
});
