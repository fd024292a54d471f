/** Two sources of two peers, and what comes of pieces that a model writes about them. */
import type { PeerId } from '../protocol/identity.ts';
import type { Found } from './compose.ts';
import { seeded } from './means.fixture.ts';
import { promptFor } from './prompt.ts';
import { proseOf, type Verdict } from './prose.ts';

export const [anna, ben] = ['a'.repeat(64) as PeerId, 'b'.repeat(64) as PeerId];
export const aFound = (text: string, change: Partial<Found> = {}): Found => ({
	...{ author: ben, authorName: 'Ben', title: 'Note', text, hash: text, madeAt: 1 },
	...{ verification: 'verified', relevance: 1, quotes: [] },
	...change
});
export const bakery = aFound('The bakery opens at 7:30 on weekdays. It is closed on Sundays.');
export const bread = aFound('The rye bread costs 4.50 euros. See https://bakery.example/bread for more.', {
	author: anna,
	authorName: 'Anna',
	relevance: 0.1
});
export const engine = { contextTokens: 4_096 };
/** The bakery is source 1, the bread source 2. */
export const promised = promptFor(
	'When does the bakery open and what is the rye bread?',
	[bakery, bread],
	engine,
	seeded('p')
);

export const reading = (
	pieces: readonly string[],
	how: 'ended' | 'stopped' | 'broken' = 'ended'
): Verdict => {
	const prose = proseOf(promised);
	for (const piece of pieces) if (!prose.add(piece)) break;
	return prose.verdict(how);
};
export const said = (...pieces: string[]) => {
	const verdict = reading(pieces);
	if (verdict.kind !== 'stands') return verdict.kind === 'fell' ? verdict.why : verdict.kind;
	return verdict.said.map(
		({ text, own, cites }) => text + (own ? ' (own)' : '') + cites.map(({ source }) => `[${source}]`).join('')
	);
};
export const opens = 'The bakery opens at 7:30 on weekdays.';
