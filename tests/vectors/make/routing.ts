/** What routing says: envelopes of its kinds that open, and for each of their fields one that is refused. */
import { base64url } from '#lib/protocol/bytes.ts';
import { write, type Kind, type Writing } from '#lib/protocol/envelope.ts';
import { make, payloadOf, without, type EnvelopeCase, type Json } from './envelope-cases.ts';
import { bytesFor, DAY, NOW, SECOND, type Somebody } from './people.ts';

export const idOf = (name: string) => base64url(bytesFor(`id ${name}`, 16));
export const QUESTION = idOf('question');
export const CELLS = [37, 38, 40_961];

/** Signs what is kept as an honest node does; `id` is made of the name. */
export const kept = async <K extends 'card' | 'seek' | 'attestation'>(
	name: string,
	kind: K,
	by: Somebody,
	body: Writing<K>['body'],
	now = NOW
): Promise<string> => {
	const id = bytesFor(`id ${name}`, 16);
	return (await write<K>({ kind, body, travel: 'kept', from: by.device, now, random: () => id })).text;
};

export const cardBody = (of: Somebody, version = 3) => ({
	version,
	name: of.name,
	inbox: { ...of.inbox, exp: NOW + 7 * DAY },
	relays: ['https://relay.example']
});

export const cardOf = (of: Somebody, version = 3) =>
	kept(`card ${of.name} ${version}`, 'card', of, cardBody(of, version));

export const seekBody = (asker: Somebody) => ({
	question: QUESTION,
	cells: CELLS,
	until: NOW + 60 * SECOND,
	inbox: { ...asker.inbox, exp: NOW + 7 * DAY },
	relays: ['https://relay.example']
});

const fullCard = (of: Somebody) => ({
	...cardBody(of),
	topics: [
		{ cell: 37, weight: 15 },
		{ cell: 65_535, weight: 1 }
	],
	capabilities: ['answers', 'restaurant reviews'],
	languages: ['de', 'zh-Hant', 'pt-BR', 'es-419'],
	place: 'u33db'
});

export const attestationBody = (about: Somebody) => ({
	about: about.peer,
	trust: { good: 310, bad: 50 },
	topics: [{ cell: 37, good: 200, bad: 0 }]
});

export async function routingEnvelopes(
	alice: Somebody,
	bob: Somebody,
	carol: Somebody
): Promise<EnvelopeCase[]> {
	const cases: EnvelopeCase[] = [];
	const add = async <K extends Kind>(
		name: string,
		travel: Writing<K>['travel'],
		kind: K,
		body: Writing<K>['body']
	): Promise<void> => {
		const id = bytesFor(`id ${name}`, 16);
		const to = travel === 'kept' ? {} : { to: bob.peer };
		const seq = travel === 'mail' ? 100 + cases.length : 0;
		const envelope = await write<K>({
			...{ kind, body, travel, from: alice.device, now: NOW, random: () => id },
			...to,
			...(seq > 0 && { seq })
		});
		const said = { id: envelope.id, from: alice.peer, dev: alice.device.dev, ...to, kind, ts: NOW };
		const whole = { ...said, exp: envelope.exp, seq, body };
		cases.push({ name, text: envelope.text, now: NOW + SECOND, reader: bob.peer, said: whole });
	};
	const seek = seekBody(carol);
	const seekText = await kept('seek', 'seek', carol, seek);
	const [card, attestation] = [await cardOf(alice), attestationBody(carol)];
	await add('card with all that it may say', 'kept', 'card', fullCard(alice));
	await add('seek', 'kept', 'seek', { ...seekBody(alice), place: 'u33' });
	await add('seek of one who is found nowhere', 'kept', 'seek', { ...seekBody(alice), relays: [] });
	await add('probe', 'live', 'probe', { seek: seekText, hops: 1, budget: 6, path: [] });
	const path = [alice.peer, carol.peer, bob.peer];
	await add('probe that came a long way', 'live', 'probe', { seek: seekText, hops: 0, budget: 0, path });
	await add('offer', 'live', 'offer', { re: QUESTION, cells: [37], card, path: [] });
	await add('offer, mail', 'mail', 'offer', { re: QUESTION, cells: CELLS, card, path: path.slice(1) });
	const other = await cardOf(carol);
	await add('referral', 'live', 'referral', { re: QUESTION, card: other });
	await add('referral, mail', 'mail', 'referral', { re: QUESTION, card: other });
	await add('attestation', 'kept', 'attestation', attestation);
	const { topics: _none, ...short } = attestation;
	await add('attestation of trust alone', 'kept', 'attestation', short);
	const attested = await kept('attested', 'attestation', alice, attestation);
	await add('gossip', 'live', 'gossip', { cards: [other], attestations: [attested] });
	await add('gossip of nothing, mail', 'mail', 'gossip', { cards: [], attestations: [] });
	const introduction = idOf('introduction');
	await add('introduction', 'live', 'introduction', {
		introduction,
		card: other,
		words: 'You two\nboth hike.'
	});
	await add('introduction without words, mail', 'mail', 'introduction', { introduction, card: other });
	const versions = { oldest: 1, newest: 1 };
	await add('hello after an introduction', 'mail', 'hello', { versions, card, introduction });
	const query = { text: 'Which mushrooms grow under birches?', most: 8, offer: idOf('offer') };
	await add('query put to an offerer', 'live', 'query', query);
	await add('query near a place, mail', 'mail', 'query', { ...query, place: 'u33db' });
	const community = base64url(bytesFor('community', 32));
	await add('hello of a fellow member', 'mail', 'hello', { versions, card, community });
	return cases;
}

export async function refusedRouting(
	alice: Somebody,
	bob: Somebody,
	carol: Somebody
): Promise<EnvelopeCase[]> {
	const cases: EnvelopeCase[] = [];
	const base = payloadOf(alice, bob);
	/** One wrong field in an otherwise good body. */
	const wrong = (kind: Kind, good: Json, name: string, fields: Json, drop: readonly string[] = []) => {
		const body = { ...without(good, ...drop), ...fields };
		const isKept = kind === 'seek' || kind === 'card' || kind === 'attestation';
		const payload = { ...(isKept ? without(base, 'to') : base), kind, body };
		const made = make(`${kind}: ${name}`, alice, bob, base, { fields: payload });
		cases.push({ ...made, rejected: 'malformed' });
	};
	badCards(wrong, alice);
	await badSeeks(wrong, base, carol);
	await badOffers(wrong, alice, carol);
	await badHearsay(wrong, alice, carol);
	const probe = { ...base, kind: 'probe', exp: NOW + DAY, seq: 1 };
	const body = {
		seek: await kept('seek', 'seek', carol, seekBody(carol)),
		hops: 0,
		budget: 0,
		path: []
	};
	const mailed = make('probe: as mail', alice, bob, base, { fields: { ...probe, body } });
	const toSomebody = { ...base, kind: 'seek', body: seekBody(alice) };
	return [
		...cases,
		{ ...mailed, rejected: 'malformed' },
		{ ...make('seek: to somebody', alice, bob, base, { fields: toSomebody }), rejected: 'malformed' }
	];
}

type Wrong = (kind: Kind, good: Json, name: string, fields: Json, drop?: readonly string[]) => void;

const twice = <T>(one: T): T[] => [one, one];
const times = <T>(count: number, of: (at: number) => T): T[] =>
	Array.from({ length: count }, (_, at) => of(at));
const longText = (chars: number) => `${'A'.repeat(chars - 87)}.${'A'.repeat(86)}`;

function badCards(wrong: Wrong, alice: Somebody): void {
	const bad = (name: string, fields: Json) => wrong('card', fullCard(alice), name, fields);
	bad('a cell twice', { topics: twice({ cell: 37, weight: 1 }) });
	bad('seventeen cells', { topics: times(17, (cell) => ({ cell, weight: 1 })) });
	bad('a cell beyond the last', { topics: [{ cell: 65_536, weight: 1 }] });
	bad('a cell of no weight', { topics: [{ cell: 1, weight: 0 }] });
	bad('a weight of sixteen', { topics: [{ cell: 1, weight: 16 }] });
	bad('nine capabilities', { capabilities: times(9, (at) => `does ${at}`) });
	bad('a capability of two lines', { capabilities: ['a\nb'] });
	bad('a capability of 33 letters', { capabilities: ['x'.repeat(33)] });
	bad('nine languages', { languages: times(9, () => 'de') });
	bad('a language in capitals', { languages: ['DE'] });
	bad('a language with a variant', { languages: ['de-DE-1996'] });
	bad('a place of six letters', { place: 'u33dbc' });
	bad('a place with a letter geohashes have not', { place: 'u33da' });
	bad('a place in capitals', { place: 'U33' });
	bad('a place of no letters', { place: '' });
}

async function badSeeks(wrong: Wrong, base: Json, carol: Somebody): Promise<void> {
	const good = seekBody(carol);
	const seek = (name: string, fields: Json, drop?: readonly string[]) =>
		wrong('seek', good, name, fields, drop);
	for (const field of ['question', 'cells', 'until', 'inbox', 'relays'])
		seek(`without ${field}`, {}, [field]);
	seek('no cells', { cells: [] });
	seek('seven cells', { cells: times(7, (at) => at) });
	seek('a cell that is a text', { cells: ['37'] });
	seek('a question of 15 bytes', { question: base64url(bytesFor('short', 15)) });
	seek('an inbox without a key', { inbox: without(good.inbox, 'key') });
	seek('an inbox of 31 bytes', { inbox: { ...good.inbox, key: base64url(bytesFor('short', 31)) } });
	seek('an inbox by its key alone', { inbox: good.inbox.key });
	seek('five relays', { relays: times(5, (at) => `https://relay${at}.example`) });
	seek('a relay without https', { relays: ['http://relay.example'] });
	seek('a place of six letters', { place: 'u33dbc' });
	const text = await kept('seek', 'seek', carol, good);
	const path: readonly string[] = [];
	const probe = (name: string, fields: Json) => {
		wrong('probe', { seek: text, hops: 1, budget: 6, path }, name, fields);
	};
	probe('four hops', { hops: 4 });
	probe('less than no hops', { hops: -1 });
	probe('a budget of seventeen', { budget: 17 });
	probe('half a budget', { budget: 0.5 });
	probe('a path of four', { path: times(4, () => String(base['from'])) });
	probe('a path of names', { path: ['bob'] });
	probe('a seek longer than any', { seek: longText(3_001) });
}

async function badOffers(wrong: Wrong, alice: Somebody, carol: Somebody): Promise<void> {
	const [card, other] = [await cardOf(alice), await cardOf(carol)];
	const offer = (name: string, fields: Json, drop?: readonly string[]) => {
		wrong('offer', { re: QUESTION, cells: [37], card, path: [] }, name, fields, drop);
	};
	offer('of no cells', { cells: [] });
	offer('of seven cells', { cells: times(7, (at) => at) });
	offer('a path of five', { path: times(5, () => alice.peer) });
	offer('without a card', {}, ['card']);
	wrong('referral', { re: QUESTION, card: other }, 'without a card', {}, ['card']);
	wrong('referral', { re: QUESTION, card: other }, 'to a bare key', { card: carol.peer });
	const query = { text: 'x', most: 1, offer: idOf('offer') };
	wrong('query', query, 'near a place of six letters', { place: 'u33dbc' });
	wrong('query', query, 'near a place that is an object', { place: { lat: 53.87, lon: 10.69 } });
	wrong('query', query, 'invited by an offer of 15 bytes', { offer: base64url(bytesFor('short', 15)) });
	const versions = { oldest: 1, newest: 1 };
	wrong('hello', { versions, card }, 'introduced by a name', { introduction: 'Carol' });
	wrong('hello', { versions, card }, 'of a community by its name', { community: 'Mushrooms' });
}

async function badHearsay(wrong: Wrong, alice: Somebody, carol: Somebody): Promise<void> {
	const good = attestationBody(carol);
	const attestation = (name: string, fields: Json, drop?: readonly string[]) => {
		wrong('attestation', good, name, fields, drop);
	};
	attestation('about a name', { about: 'Carol' });
	attestation('without trust', {}, ['trust']);
	attestation('more evidence than is believed of anybody', { trust: { good: 100_001, bad: 0 } });
	attestation('negative evidence', { trust: { good: 0, bad: -1 } });
	attestation('evidence that is no whole number', { trust: { good: 0.5, bad: 0 } });
	attestation('a cell twice', { topics: twice({ cell: 1, good: 1, bad: 0 }) });
	attestation('seventeen cells', { topics: times(17, (cell) => ({ cell, good: 1, bad: 0 })) });
	const [card, text] = [await cardOf(carol), await kept('attested', 'attestation', alice, good)];
	const gossip = (name: string, fields: Json) => {
		wrong('gossip', { cards: [card], attestations: [text] }, name, fields);
	};
	gossip('nine cards', { cards: times(9, () => card) });
	gossip('25 attestations', { attestations: times(25, () => text) });
	gossip('an attestation longer than any', { attestations: [longText(2_049)] });
	gossip('a card longer than any', { cards: [longText(5_601)] });
	const introduction = { introduction: idOf('introduction'), card };
	wrong('introduction', introduction, 'without a card', {}, ['card']);
	wrong('introduction', introduction, 'without an id', {}, ['introduction']);
	wrong('introduction', introduction, 'too many words', { words: 'x'.repeat(281) });
}
