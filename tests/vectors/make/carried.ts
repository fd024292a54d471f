/** What is carried inside other messages: seeks, the way probes say they came, offers, attestations, gossip. */
import type { Writing } from '#lib/protocol/envelope.ts';
import { attestationBody, cardOf, CELLS, kept, QUESTION, seekBody } from './routing.ts';
import { DAY, NOW, SECOND, type Somebody } from './people.ts';

export type CarriedCase = {
	readonly name: string;
	readonly now: number;
	readonly rejected?: string;
	/** Ids of the envelopes that are heard, and why the others are not. */
	readonly heard?: { readonly cards: readonly string[]; readonly attestations: readonly string[] };
	readonly refused?: readonly string[];
} & (
	| { readonly opens: 'seek' | 'attestation'; readonly text: string }
	| { readonly opens: 'probe'; readonly sender: string; readonly reader: string; readonly body: Probe }
	| {
			readonly opens: 'offer';
			readonly sender: string;
			readonly asked: { readonly asker: string; readonly cells: readonly number[] };
			readonly body: Writing<'offer'>['body'];
	  }
	| {
			readonly opens: 'gossip';
			readonly sender: string;
			readonly reader: string;
			readonly body: Writing<'gossip'>['body'];
	  }
);

type Probe = Writing<'probe'>['body'];
type People = readonly [alice: Somebody, bob: Somebody, carol: Somebody];

const SLACK = 120 * SECOND;

export async function carriedVectors(people: People) {
	const all = [
		...(await seeks(people)),
		...(await probes(people)),
		...(await offers(people)),
		...(await attestations(people)),
		...(await gossip(people))
	];
	return {
		about:
			'What stands inside other messages, opened by itself at `now` (README, "Envelopes inside others" and "Looking for somebody who knows"). `opens` says which; `rejected`: the whole is refused so. Of gossip the parts named in `heard` are heard, by their envelope ids; the others are refused as `refused` says or tell the reader nothing.',
		valid: all.filter(({ rejected }) => rejected === undefined),
		invalid: all.filter(({ rejected }) => rejected !== undefined)
	};
}

async function seeks([alice]: People): Promise<CarriedCase[]> {
	const good = seekBody(alice);
	const at = async (name: string, fields: Partial<typeof good>, rejected?: string, now = NOW) => {
		const text = await kept(`seek ${name}`, 'seek', alice, { ...good, ...fields });
		return { name: `seek: ${name}`, opens: 'seek', text, now, ...(rejected && { rejected }) } as const;
	};
	const { until } = good;
	return [
		await at('as it is written', {}),
		await at('at the end of the slack', {}, undefined, until + SLACK),
		await at('a moment after the slack', {}, 'expired', until + SLACK + 1),
		await at('for a moment', { until: NOW + 1 }),
		await at('for longer than a minute', { until: until + 1 }, 'malformed'),
		await at('ends as it begins', { until: NOW }, 'malformed'),
		await at('of one who is found nowhere', { relays: [] }),
		await at('read before it was written', {}, 'not-yet', NOW - SLACK - 1),
		{
			...{ name: 'seek: a card where a seek should be', opens: 'seek', now: NOW },
			...{ text: await cardOf(alice), rejected: 'malformed' }
		},
		{
			...{ name: 'seek: badly signed', opens: 'seek', now: NOW },
			...{ text: spoilt(await kept('seek badly signed', 'seek', alice, good)), rejected: 'signature' }
		}
	];
}

/** The same letters of a signature in another order. */
function spoilt(text: string): string {
	const [head = '', tail = ''] = text.split('.');
	const end = `${tail.charAt(1)}${tail.charAt(0)}${tail.slice(2)}`;
	return `${head}.${end}`;
}

async function probes([alice, bob, carol]: People): Promise<CarriedCase[]> {
	const seek = await kept('seek on its way', 'seek', alice, seekBody(alice));
	const [d, e] = ['d'.repeat(64), 'e'.repeat(64)];
	const at = (
		name: string,
		sender: string,
		{ path = [], hops = 0 }: { path?: readonly string[]; hops?: number },
		rejected?: string,
		reader = bob.peer as string
	): CarriedCase => ({
		...{ name: `probe: ${name}`, opens: 'probe', now: NOW, sender, reader },
		body: { seek, hops, budget: 6, path: [...path] },
		...(rejected && { rejected })
	});
	return [
		at('from the asker', alice.peer, { hops: 2 }),
		at('passed on once', carol.peer, { hops: 1 }),
		at('passed on twice', carol.peer, { path: [d] }),
		at('from the asker, for too many hops', alice.peer, { hops: 3 }, 'malformed'),
		at('passed on once, for too many hops', carol.peer, { hops: 2 }, 'malformed'),
		at('passed on three times', carol.peer, { path: [d, e] }, 'malformed'),
		at('from the asker by way of others', alice.peer, { path: [d] }, 'malformed'),
		at('by way of one peer twice', carol.peer, { path: [d, d] }, 'malformed'),
		at('by way of its reader', carol.peer, { path: [bob.peer] }, 'malformed'),
		at('by way of its sender', carol.peer, { path: [carol.peer] }, 'malformed'),
		at('by way of its asker', carol.peer, { path: [alice.peer] }, 'malformed'),
		at('back at its asker', carol.peer, { path: [d] }, 'malformed', alice.peer)
	];
}

async function offers([alice, bob, carol]: People): Promise<CarriedCase[]> {
	const [card, other] = [await cardOf(bob), await cardOf(carol)];
	const asked = { asker: alice.peer, cells: CELLS };
	const good = { re: QUESTION, cells: [37], card, path: [carol.peer as string] };
	const at = (name: string, fields: Partial<typeof good>, rejected?: string): CarriedCase => ({
		...{ name: `offer: ${name}`, opens: 'offer', now: NOW, sender: bob.peer, asked },
		body: { ...good, ...fields },
		...(rejected && { rejected })
	});
	return [
		at('as it is written', {}),
		at('straight from one who was asked', { path: [] }),
		at('with the card of another', { card: other }, 'malformed'),
		at('with a card that is badly signed', { card: spoilt(card) }, 'signature'),
		at('of a cell that was not asked for', { cells: [37, 39] }, 'malformed'),
		at('by way of its sender', { path: [carol.peer, bob.peer] }, 'malformed'),
		at('by way of the asker', { path: [alice.peer] }, 'malformed'),
		at('by way of one peer twice', { path: [carol.peer, carol.peer] }, 'malformed')
	];
}

async function attestations([alice, bob]: People): Promise<CarriedCase[]> {
	const of = (name: string, about: Somebody) =>
		kept(`attestation ${name}`, 'attestation', alice, attestationBody(about));
	const good = await of('of another', bob);
	return [
		{ name: 'attestation: of another', opens: 'attestation', now: NOW, text: good },
		{
			...{ name: 'attestation: about oneself', opens: 'attestation', now: NOW },
			...{ text: await of('about oneself', alice), rejected: 'malformed' }
		},
		{
			...{ name: 'attestation: badly signed', opens: 'attestation', now: NOW },
			...{ text: spoilt(good), rejected: 'signature' }
		}
	];
}

/** Alice tells Bob; Carol is whom it is about. */
async function gossip([alice, bob, carol]: People): Promise<CarriedCase[]> {
	const [card, newer, own, readers] = [
		await cardOf(carol, 3),
		await cardOf(carol, 4),
		await cardOf(alice),
		await cardOf(bob)
	];
	const attested = (name: string, by: Somebody, about: Somebody, now = NOW) =>
		kept(`gossip ${name}`, 'attestation', by, attestationBody(about), now);
	const first = await attested('first', alice, carol, NOW - DAY);
	const second = await attested('second', alice, carol);
	const at = (
		name: string,
		{ cards = [], told = [] }: { cards?: readonly string[]; told?: readonly string[] },
		heard: { cards?: readonly string[]; told?: readonly string[] },
		refused: readonly string[] = []
	): CarriedCase => ({
		...{ name: `gossip: ${name}`, opens: 'gossip', now: NOW, sender: alice.peer, reader: bob.peer },
		body: { cards: [...cards], attestations: [...told] },
		heard: { cards: (heard.cards ?? []).map(idIn), attestations: (heard.told ?? []).map(idIn) },
		refused
	});
	const strange = await attested('of a third', carol, bob);
	const ofReader = await attested('about the reader', alice, bob);
	const ofItself = await attested('about itself', alice, alice);
	return [
		at('a card and an attestation', { cards: [card], told: [second] }, { cards: [card], told: [second] }),
		at('two versions of a card', { cards: [newer, card] }, { cards: [newer] }),
		at('two attestations about one', { told: [second, first] }, { told: [second] }),
		at('the sender’s own card', { cards: [own] }, { cards: [own] }),
		at('the reader’s card', { cards: [readers] }, {}),
		at('an attestation about the reader', { told: [ofReader] }, {}),
		at('an attestation of a third', { told: [strange, second] }, { told: [second] }, ['malformed']),
		at('an attestation about its sender', { told: [ofItself] }, {}, ['malformed']),
		at('one bad card among good parts', { cards: [spoilt(card), own] }, { cards: [own] }, ['signature']),
		at('an attestation for a card', { cards: [second] }, {}, ['malformed'])
	];
}

const idIn = (text: string): string => {
	const [head = ''] = text.split('.');
	return (JSON.parse(Buffer.from(head, 'base64url').toString('utf8')) as { id: string }).id;
};
