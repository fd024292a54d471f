import { expect, test } from 'vitest';
import { statementsOf } from './remember-said.ts';

test.each([
	['I am vegetarian.', 'I am vegetarian.'],
	["I'm vegetarian, where can I eat in Lyon?", "I'm vegetarian"],
	[
		'I am allergic to nuts and I live in Berlin. What can I cook?',
		'I am allergic to nuts and I live in Berlin.'
	],
	['By the way, my sister lives in Lyon.', 'My sister lives in Lyon.'],
	['Remember that the spare key hangs behind the oven', 'The spare key hangs behind the oven'],
	['Remember: Ben’s birthday is on 3 May', 'Ben’s birthday is on 3 May'],
	['Please remember my dentist is Dr Okafor', 'My dentist is Dr Okafor'],
	["Don't forget that I moved to Porto in June.", 'I moved to Porto in June.'],
	['I live in Porto. Any good noodle bars?', 'I live in Porto.'],
	['I have two cats, which vet is open on Sunday?', 'I have two cats'],
	["I don't eat pork.", "I don't eat pork."],
	['My daughter’s name is Ada.', 'My daughter’s name is Ada.'],
	['I am German.', 'I am German.'],
	['I am a teacher and what can I deduct?', 'I am a teacher'],
	['I never drink alcohol', 'I never drink alcohol'],
	['I prefer trains to planes', 'I prefer trains to planes']
])('%s teaches: %s', (question, statement) => {
	expect(statementsOf(question)).toEqual([statement]);
});

test.each([
	'Where does my sister live?',
	'Is my sister vegetarian?',
	'I am looking for a noodle bar.',
	"I'm a bit lost, where is the station?",
	'I am going to Lyon tomorrow.',
	'I like that.',
	'I would like a table for two.',
	'I have a question about my rent.',
	'My question is simple: where is it?',
	'If I am vegetarian, where do I eat?',
	'Do you remember that I am vegetarian?',
	'Remember to buy milk.',
	'Remember when we met?',
	'Am I vegetarian?',
	'She said “I am vegetarian”.',
	'My password is hunter2.',
	'Remember that my PIN is 4711.',
	'Ich bin Vegetarier.',
	'Je suis végétarien.',
	'What is it?',
	'Who teaches the guitar?',
	'Why is my phone hot?',
	'I am sure.',
	'I need a plumber.'
])('%s teaches nothing', (question) => {
	expect(statementsOf(question)).toEqual([]);
});

test('a letter is not a list of facts, and the same is said once', () => {
	const many = Array.from({ length: 10 }, (_, n) => `I have ${n} cats.`).join(' ');
	expect(statementsOf(many).length).toBeLessThanOrEqual(4);
	expect(statementsOf('I am vegetarian. I am vegetarian.')).toEqual(['I am vegetarian.']);
});
