/** Somebody who is no contact and speaks by hand: what they look for, what they ask with an offer, and all they are told. */
import { open, write, type Said, type SaidOf, type Writing } from '../protocol/envelope.ts';
import { SEEK_LIFETIME_MS } from '../protocol/limits.ts';
import type { Kind } from '../protocol/messages.ts';
import { unseal } from '../protocol/sealed.ts';
import { base64url } from '../protocol/bytes.ts';
import type { Received } from './agent.ts';
import type { World, Node } from './world.fixture.ts';

/** Signed by `from`: what they look for, and where offers go. */
export async function aSeek(
	from: Node,
	world: World,
	change: Partial<Writing<'seek'>['body']> = {}
): Promise<string> {
	const { id, key, exp } = await from.deps.keyring.inbox();
	const now = world.clock.now();
	const question = base64url(from.deps.random(16));
	const body = {
		...{ question, cells: [7, 8], until: now + SEEK_LIFETIME_MS },
		...{ inbox: { id, key, exp }, relays: ['https://elm.example'], ...change }
	};
	const { text } = await write({
		...{ kind: 'seek', body, from: from.device, travel: 'kept', now, random: from.deps.random }
	});
	return text;
}

/** `from`'s own card, as they would show it to anybody. */
export async function aCard(
	from: Node,
	now: number,
	change: Partial<Writing<'card'>['body']> = {}
): Promise<string> {
	const { id, key, exp } = await from.deps.keyring.inbox();
	const body = { version: 1, name: from.name, inbox: { id, key, exp }, relays: [], ...change };
	const { text } = await write({
		...{ kind: 'card', body, from: from.device, travel: 'kept', now, random: from.deps.random }
	});
	return text;
}

/** Says it to `to` through the server, where nobody is known by a link. */
export async function says<K extends Kind>(
	from: Node,
	to: Node,
	kind: K,
	body: Writing<K>['body'],
	world: World,
	change: Partial<Writing<K>> = {}
): Promise<Received> {
	const { box } = await world.box(from, to, kind, body, change);
	const received = await to.agent.receive(box, { over: 'relay' });
	await world.idle();
	return received;
}

/** Everything on its way to `node`, taken from the way and opened. */
export async function toldTo(node: Node, world: World): Promise<readonly Said[]> {
	const told: Said[] = [];
	for (const parcel of world.pending.splice(0)) {
		if (parcel.to !== node.peer) continue;
		const bytes = await unseal(parcel.box, node.peer, (id) => node.deps.keyring.inboxSecret(id));
		const said = 'rejected' in bytes ? bytes : await open(bytes, world.clock.now());
		if ('rejected' in said) throw new Error(`what was sent does not open: ${said.rejected}`);
		told.push(said);
	}
	return told;
}

const isOf = <K extends Kind>(said: Said, kind: K): said is SaidOf<K> & Said => said.kind === kind;

/** `from` looks for something at `to` alone; the offer that comes, if one does. */
export async function offerTo(
	from: Node,
	to: Node,
	world: World,
	change: Partial<Writing<'seek'>['body']> = {}
): Promise<SaidOf<'offer'> | undefined> {
	const seek = await aSeek(from, world, change);
	await says(from, to, 'probe', { seek, hops: 0, budget: 0, path: [] }, world);
	return (await toldTo(from, world)).find((said) => isOf(said, 'offer'));
}

/** `from` asks `to` with an offer of theirs; what they are told, and nothing where they are offered nothing. */
export async function askedByStranger(
	from: Node,
	to: Node,
	text: string,
	world: World
): Promise<readonly Said[]> {
	const offer = await offerTo(from, to, world);
	if (!offer) return [];
	await says(from, to, 'query', { text, most: 8, offer: offer.id }, world);
	return toldTo(from, world);
}
