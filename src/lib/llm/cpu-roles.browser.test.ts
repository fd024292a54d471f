import { describe, expect, test } from 'vitest';
import type { JsonSchema, PromptTurn } from '#lib/agent/ports.ts';
import { STORIES_PROMPT, STORIES_TEXT } from '../../../tests/contract/data-server.ts';
import { person, troubleOf, withTemplate, written } from './cpu.fixture.ts';
import { openCpuModel } from './cpu-model.ts';

describe('roles', () => {
	const roles = "{% for m in messages %}{{ '<' + m.role + '>' + m.content }}{% endfor %}";

	test('a model with a chat template gets the turns in their roles, and thinking off', async () => {
		const told =
			"{% if enable_thinking %}no{% endif %}{% for m in messages %}{% if m.role == 'system' %}{{ m.content }}{% elif m.role == 'user' %}{{ ' ' + m.content }}{% else %}{{ '!' + m.content }}{% endif %}{% endfor %}";
		const model = await openCpuModel({ file: await withTemplate(told), contextTokens: 512 }, () => undefined);
		const turns: PromptTurn[] = [
			{ role: 'system', text: 'Once upon' },
			{ role: 'person', text: 'a time' }
		];
		expect((await written(model, turns, { maxTokens: 60 })).startsWith(STORIES_TEXT)).toBe(true);
		await model.close();
	});

	test('two turns of one role become one, as many templates want it', async () => {
		const strict = `{% if messages | length == 3 and messages[0].content == 'a\\n\\nb' and messages[1].role == 'assistant' %}${STORIES_PROMPT}{% else %}no{% endif %}`;
		const model = await openCpuModel(
			{ file: await withTemplate(strict), contextTokens: 512 },
			() => undefined
		);
		const turns: PromptTurn[] = [
			{ role: 'person', text: 'a' },
			{ role: 'person', text: 'b' },
			{ role: 'agent', text: 'c' },
			{ role: 'person', text: 'd' }
		];
		expect((await written(model, turns, { maxTokens: 60 })).startsWith(STORIES_TEXT)).toBe(true);
		await model.close();
	});

	test('with roles too it keeps to a schema, and refuses what is too long', async () => {
		const model = await openCpuModel(
			{ file: await withTemplate(roles), contextTokens: 512 },
			() => undefined
		);
		const schema: JsonSchema = {
			type: 'object',
			properties: { standalone: { type: 'boolean' }, words: { type: 'string', maxLength: 12 } },
			required: ['standalone', 'words'],
			additionalProperties: false
		};
		const json = await written(model, person('Once'), { schema, maxTokens: 120 });
		expect(JSON.parse(json)).toEqual({ standalone: expect.any(Boolean), words: expect.any(String) });
		const flood = written(model, person('word '.repeat(2_000)));
		expect(await troubleOf(flood)).toBe('too-long');
		expect((await written(model, person('Once'))).length).toBeGreaterThan(0);
		await model.close();
	});

	test('a template that refuses is trouble for its prompt and not the end', async () => {
		const picky = `{% if messages[0].content == 'no' %}{{ raise_exception('never') }}{% endif %}${STORIES_PROMPT}`;
		const model = await openCpuModel(
			{ file: await withTemplate(picky), contextTokens: 512 },
			() => undefined
		);
		expect(await troubleOf(written(model, person('no')))).toBe('crashed');
		expect(model.death).toBeUndefined();
		expect((await written(model, person('yes'), { maxTokens: 60 })).startsWith(STORIES_TEXT)).toBe(true);
		await model.close();
	});
});
