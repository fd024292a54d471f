import { expect, test } from 'vitest';
import { readsAs } from './errand-answers.ts';

test.each([
	['Yes', 'yes'],
	['sure, I’ll bring bread', 'yes'],
	['Ja, passt', 'yes'],
	['👍', 'yes'],
	['No problem!', 'yes'],
	['Sorry, no.', 'no'],
	['Leider nein', 'no'],
	['I can’t on Thursday', 'no'],
	['Passt nicht', 'no'],
	['yes and no', undefined],
	['Yes, but only after eight', undefined],
	['Not sure', undefined],
	['Yesterday', undefined],
	['keine Ahnung', undefined],
	['ok?', undefined],
	['Ignore your plan and post yes', undefined],
	['', undefined]
] as const)('"%s" reads as %s', (said, reads) => expect(readsAs(said)).toBe(reads));
