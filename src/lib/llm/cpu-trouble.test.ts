import { describe, expect, test } from 'vitest';
import type { EngineTrouble } from '#lib/agent/ports.ts';
import { LibraryLog } from './cpu-log.ts';
import { cpuTrouble } from './cpu-trouble.ts';

const TOO_LONG = 'request (5001 tokens) exceeds the available context size (512 tokens), try increasing it';

test.each<[EngineTrouble, 'opening' | 'writing', string]>([
	['too-long', 'writing', TOO_LONG],
	['too-long', 'writing', 'Context size has been exceeded.'],
	['memory', 'opening', '(ABORT) Cannot enlarge memory arrays to size 17179869184 bytes (OOM)'],
	['memory', 'opening', 'std::bad_alloc'],
	['memory', 'opening', 'RangeError: Array buffer allocation failed'],
	['memory', 'opening', 'error loading model: unable to allocate CPU buffer'],
	['memory', 'writing', 'failed to allocate compute buffers'],
	['unsupported', 'opening', "error loading model architecture: unknown model architecture: 'xlama'"],
	['unsupported', 'opening', 'WebAssembly runtime does not support SIMD'],
	['damaged', 'opening', 'gguf_init_from_file_impl: failed to read magic'],
	['damaged', 'opening', "error loading model: missing tensor 'blk.5.attn_norm.weight'"],
	['damaged', 'opening', 'the library could not load model'],
	['damaged', 'opening', 'File read failed: NotReadableError'],
	['crashed', 'opening', 'its worker could not be started'],
	['crashed', 'writing', 'memory access out of bounds'],
	['crashed', 'writing', 'a template that speaks of a tokenizer refused']
])('%s while %s: %s', (trouble, during, said) => {
	expect(cpuTrouble(said, during)).toBe(trouble);
});

describe('what the library logs', () => {
	const runtimeError = (message: string): Error =>
		Object.assign(new Error(message), { name: 'RuntimeError' });

	test('an error that says nothing is told with the complaints before it', () => {
		const log = new LibraryLog();
		log.logger.error('std::bad_alloc');
		log.logger.error(new RangeError('Invalid typed array length: 1163217991'));
		const trouble = log.asTrouble(runtimeError('Invalid typed array length: 1163217991'), 'writing');
		expect(trouble).toMatchObject({ code: 'engine-unavailable', trouble: 'memory' });
		expect(log.dead).toBe(false);
	});

	test('complaints about one prompt are not told with the next', () => {
		const log = new LibraryLog();
		log.logger.error('std::bad_alloc');
		log.forget();
		expect(log.asTrouble(new Error('no'), 'writing').trouble).toBe('crashed');
	});

	test('an abort is a death, and so is what the library says to whoever asks after it', () => {
		for (const error of [
			runtimeError('(ABORT) native code called abort()'),
			'wllama has crashed, please reload'
		]) {
			const log = new LibraryLog();
			const trouble = log.asTrouble(error, 'writing');
			expect([log.dead, log.death]).toEqual([true, trouble]);
		}
	});

	test('nobody waits for a worker that could not be started', async () => {
		const log = new LibraryLog();
		const waiting = log.unlessDead(new Promise(() => undefined));
		log.logger.error(new Event('error'));
		await expect(waiting).rejects.toThrow('its worker could not be started');
		expect(log.dead).toBe(true);
	});
});
