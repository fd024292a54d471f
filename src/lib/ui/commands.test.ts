import { expect, test } from 'vitest';
import { matching, type Command } from './commands.ts';

const commands: readonly Command[] = [
	'New conversation',
	'Show conversations',
	'Go to Peers',
	'Theme: dark'
].map((name) => ({ name, run: () => undefined }));
const names = (typed: string) => matching(commands, typed).map(({ name }) => name);

test('a command is found by parts of its words in any order, one that begins so first', () => {
	expect(names('conv')).toEqual(['New conversation', 'Show conversations']);
	expect(names('show')).toEqual(['Show conversations']);
	expect(names('peers go')).toEqual(['Go to Peers']);
	expect(names('th')).toEqual(['Theme: dark']);
	expect(names('zzz')).toEqual([]);
});

test('with nothing typed everything is there in its order', () => {
	expect(names('  ')).toEqual(commands.map(({ name }) => name));
});
