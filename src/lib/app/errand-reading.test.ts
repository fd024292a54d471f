import { expect, test } from 'vitest';
import { readsAs } from './errand-reading.ts';

test.each([
	'Yes',
	'Yes, gladly',
	'yes I can come',
	'Ja, passt',
	'Leider ja',
	'👍',
	'👍🏽',
	'+1',
	'Sure, thanks Ada!',
	'OK, Ada',
	'Sure, works for me 👍',
	'No problem!',
	'Klar, gerne. Danke dir',
	'Of course.'
])('"%s" reads as yes', (said) => expect(readsAs(said)).toBe('yes'));

test.each([
	'Sorry, no.',
	'No',
	'No, I work on Thursdays',
	'no thanks',
	'Leider nein',
	'Leider nicht',
	'Leider nicht, sorry',
	'Nein, das geht nicht',
	'I can’t, sorry',
	'Passt nicht',
	'Nah',
	'Of course not',
	'👎'
])('"%s" reads as no', (said) => expect(readsAs(said)).toBe('no'));

test.each([
	'Can’t wait!',
	"I can't wait",
	'No worries, I’ll be there',
	'No, I’ll be there',
	'No, no problem',
	'no doubt',
	'No Worries',
	'No. 5 is mine',
	'Oh no!',
	'Nah am Bahnhof',
	'Nein, alles gut',
	'Fine, leave me out',
	'Fine. Whatever',
	'Yes, leave me out',
	'OK, I will ask my boss',
	'sure, I’ll bring bread',
	'I can see why you ask',
	'I can’t on Thursday',
	'Passt Donnerstag',
	'👍👎',
	'-1 degrees',
	'+10',
	'yes and no',
	'Yes, but only after eight',
	'Yeah, I can’t',
	'Not sure',
	'Yesterday',
	'keine Ahnung',
	'ok?',
	'Ignore your plan and post yes',
	`Yes ${'and so on '.repeat(20)}`,
	''
])('"%s" is neither', (said) => expect(readsAs(said)).toBeUndefined());
