/** The wire document names everything there is in code, with the same numbers. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as limits from './limits.ts';
import { acts } from './acts.ts';
import { citation, messages } from './messages.ts';
import { CLOSE, fromNode, fromServer, relayRefusals } from './relay.ts';

const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
/** The lines from a heading to the next of its rank. */
function sectionOf(heading: string): readonly string[] {
	const lines = readme.split('\n');
	const start = lines.indexOf(heading);
	const end = lines.findIndex((line, at) => at > start && line.startsWith('## '));
	return lines.slice(start, end);
}

const rows = readme.split('\n').filter((line) => line.startsWith('|'));

test.each(Object.entries(limits))('%s is in the table of limits with its value', (name, value) => {
	const row = rows.find((line) => line.startsWith(`| \`${name}\` |`));
	const written = row?.split('|')[2]?.trim();
	const numbers = typeof value === 'number' ? [value] : value;
	expect(written).toBe(numbers.map((number) => number.toLocaleString('en-US')).join(' / '));
});

test('the table of limits names none that is not in code', () => {
	const named = rows.map((line) => /^\| `([A-Z_]+)` \|/.exec(line)?.[1]).filter((name) => name !== undefined);
	expect(named.sort()).toEqual(Object.keys(limits).sort());
});

describe.each(Object.entries(messages))('%s', (kind, { travels, body }) => {
	// A frame of the server's may have the name of a kind.
	const said = sectionOf('## Messages').filter((line) => line.startsWith('|'));
	const start = said.findLastIndex((line) => line.startsWith(`| \`${kind}\` |`));
	const next = said.findIndex((line, at) => at > start && !line.startsWith('| |'));
	const own = said.slice(start, next < 0 ? undefined : next);

	test('travels as the table says', () => {
		const row = said.find((line) => line.startsWith(`| \`${kind}\` |`));
		expect(row?.split('|')[2]?.trim()).toBe(travels.join(', '));
	});

	test('has the fields that the table says', () => {
		const named = own.map((line) => /^`(\w+)`(\??)$/.exec(line.split('|')[2]?.trim() ?? '')?.slice(1));
		const fields = Object.entries(body.entries).map(([name, schema]) => [
			name,
			schema.type === 'optional' ? '?' : ''
		]);
		expect(named).toEqual(fields);
	});
});

test.each(Object.entries(acts))('the act %s has the fields that the table says', (kind, { entries }) => {
	const row = sectionOf('## Communities').find((line) => line.startsWith(`| \`${kind}\` |`));
	const named = [...(row?.split('|')[2] ?? '').matchAll(/`(\w+)`(\??)/g)].map((found) => found.slice(1));
	const fields = Object.entries(entries).map(([name, schema]) => [
		name,
		schema.type === 'optional' ? '?' : ''
	]);
	expect(named).toEqual(fields.filter(([name]) => name !== 'kind'));
});

test('a citation, the server’s frames, its refusals and close codes are all named', () => {
	expect(readme).toContain(`{${Object.keys(citation.entries).join(', ')}}`);
	for (const { entries } of fromNode.options)
		expect(rows.some((line) => line.startsWith(`| \`${entries.ask.literal}\` |`))).toBe(true);
	for (const { entries } of fromServer.options)
		expect(rows.some((line) => line.startsWith(`| \`${entries.tell.literal}\` |`))).toBe(true);
	for (const why of relayRefusals) expect(readme).toContain(`\`${why}\``);
	for (const code of Object.values(CLOSE)) expect(readme).toContain(String(code));
});
