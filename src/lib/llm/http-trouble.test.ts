import { describe, expect, test } from 'vitest';
import { oneLine, refusalOf, troubleOfStatus } from './http-trouble.ts';

/** As these servers say it. */
describe('what a refusal means', () => {
	test.each([
		[404, '{"error":{"message":"model \\"x\\" not found, try pulling it first"}}', 'endpoint-model'],
		[
			404,
			'{"error":{"message":"The model `x` does not exist or you do not have access to it.","code":"model_not_found"}}',
			'endpoint-model'
		],
		[404, '{"object":"error","message":"The model `x` does not exist.","code":404}', 'endpoint-model'],
		[
			404,
			'{"error":{"message":"No models loaded. Please load a model in the developer page"}}',
			'endpoint-model'
		],
		[400, '{"error":"Invalid model identifier \\"x\\""}', 'endpoint-model'],
		[404, '404 page not found', 'endpoint-answer'],
		[404, '<!doctype html><title>Not found</title>', 'endpoint-answer'],
		[
			400,
			'{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}',
			'too-long'
		],
		[
			400,
			'{"error":{"message":"This model\'s maximum context length is 4096 tokens.","code":"context_length_exceeded"}}',
			'too-long'
		],
		[413, '', 'too-long'],
		[401, '{"error":{"message":"Incorrect API key provided"}}', 'endpoint-key'],
		[403, '', 'endpoint-key'],
		[402, '{"error":{"message":"Insufficient credits"}}', 'endpoint-key'],
		[429, '{"error":{"message":"Rate limit reached: token limit per minute"}}', 'host-busy'],
		[503, '{"error":{"message":"Loading model","code":503}}', 'host-busy'],
		[500, '', 'host-busy'],
		[501, "Unsupported method ('POST')", 'endpoint-answer'],
		[422, '{"detail":"Field required"}', 'endpoint-answer'],
		[307, '', 'endpoint-answer'],
		[0, '', 'endpoint-answer']
	])('%s %s is %s', (status, body, trouble) => {
		expect(troubleOfStatus(status, refusalOf(body).words)).toBe(trouble);
	});
});

test.each([
	['{"error":{"message":"no"}}', 'no'],
	['{"error":"no"}', 'no'],
	['{"detail":"no"}', 'no'],
	['{"error":{"message":"no","code":"model_not_found"}}', 'no · model_not_found'],
	['<html><head><title>Router login</title>', 'Router login'],
	['plain\r\n\twords\u0000', 'plain words'],
	['{"error":{"message":5}}', '{"error":{"message":5}}'],
	['', '']
])('of %j the words are %j', (body, words) => expect(refusalOf(body).words).toBe(words));

test('words are one short line, whatever they were', () => {
	const line = oneLine(`${'🦉\u202e\n'.repeat(100_000)}`);
	expect(line.length).toBeLessThanOrEqual(300);
	expect(line).not.toMatch(/[\n\u202e]/);
	expect(line.isWellFormed()).toBe(true);
});
