/** Exchanges as an agent leaves them, for tests of how they are shown: four people, a price on which two differ. */
import type { CitedSource, Exchange, RouteStop } from '#lib/app/node-api.ts';
import type { PeerId } from '#lib/protocol/identity.ts';

export const [me, anna, ben, cleo, dana] = ['0', 'a', 'b', 'c', 'd'].map((one) => one.repeat(64)) as [
	PeerId,
	PeerId,
	PeerId,
	PeerId,
	PeerId
];

const names = new Map([
	[anna, 'Anna'],
	[ben, 'Ben'],
	[cleo, 'Cleo'],
	[dana, 'Dana']
]);

export const aSource = (n: number, author: PeerId, text: string, over: Partial<CitedSource> = {}) =>
	({
		...{ n, author, authorName: author === dana ? '' : (names.get(author) ?? ''), title: 'The ferry', text },
		...{ spans: [{ start: 0, end: text.length }], hash: `h${n}`, verification: 'verified', madeAt: 0 },
		...over
	}) as const satisfies CitedSource;

export const aStop = (peer: PeerId, over: Partial<RouteStop> = {}): RouteStop => ({
	...{ peer, name: names.get(peer) ?? '', why: 'contact', state: 'answered', over: 'direct' },
	...{ citations: 1, tookMs: 600, query: `q${peer.charAt(0)}` },
	...over
});

/** Anna and Cleo say eight euros, Ben says twelve; Dana, whom nobody here knows, says nothing of it. */
export const differing = (over: Partial<Exchange> = {}): Exchange => ({
	...{ id: 'x', conversation: 'here', question: 'What does the ferry cost?', askedAt: 0, tookMs: 1_300 },
	state: 'done',
	parts: [{ kind: 'quote', text: 'The ferry costs 8 €.', sources: [1, 2] }],
	sources: [
		aSource(1, anna, 'The ferry costs 8 €.'),
		aSource(2, cleo, 'I paid 8 € for the ferry.'),
		aSource(3, ben, 'The ferry is 12 € one way.')
	],
	route: [
		aStop(anna, { why: 'experience', topic: 'Ferries', useful: 9, of: 10 }),
		aStop(cleo),
		aStop(ben, { state: 'answered', over: 'relay' })
	],
	agreement: {
		groups: [
			{ by: [anna, cleo], sources: [1, 2] },
			{ by: [ben], sources: [3] }
		],
		against: [{ between: [0, 1], differs: 'number', said: ['8 €', '12 €'] }]
	},
	judgement: {
		...{ accepted: true, confidence: 0.7 },
		checks: {
			1: { verified: true, why: 'corroborated' },
			2: { verified: true, why: 'corroborated' },
			3: { verified: false, why: 'otherwise' }
		}
	},
	...{ askedOthers: true, messages: 18 },
	...over
});

/** Dana alone answers, found over Ben and somebody he knows; her name is on the card that came with her offer. */
export const strange = (over: Partial<Exchange> = {}): Exchange => ({
	...{ id: 'y', conversation: 'here', question: 'May I take aspirin with wine?', askedAt: 0, tookMs: 2_400 },
	state: 'done',
	parts: [{ kind: 'quote', text: 'Better not on the same evening.', sources: [1] }],
	sources: [aSource(1, dana, 'Better not on the same evening.')],
	route: [
		aStop(ben, { state: 'nothing', citations: 0 }),
		aStop(cleo, { state: 'nothing', citations: 0, refersTo: { peer: anna, name: 'Anna' } }),
		aStop(dana, {
			...{ why: 'offer', stranger: true, over: 'relay', tookMs: 1_900 },
			by: [
				{ peer: ben, name: 'Ben' },
				{ peer: 'e'.repeat(64) as PeerId, name: '' }
			]
		})
	],
	judgement: {
		...{ accepted: false, confidence: 0.3, needs: 'health' },
		checks: { 1: { verified: false, why: 'stranger' } }
	},
	...{ askedOthers: true, messages: 11 },
	...over
});
