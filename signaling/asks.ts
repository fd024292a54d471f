/** What a node may ask of `WS /elm`, one function each. Whoever calls has settled who asks. */
import { MAIL_LIFETIME_MS } from '#lib/protocol/limits.ts';
import { placeOf, type FromNode, type RelayRefusal } from '#lib/protocol/relay.ts';
import type { Elm, Handed } from './elm.ts';
import { alone } from './ports.ts';
import { iceServers, type IceServer } from './turn.ts';

type Ask<K extends FromNode['ask']> = Extract<FromNode, { ask: K }>;
export type Reply =
	| {
			readonly uses?: number;
			readonly ice?: readonly IceServer[];
			readonly cards?: readonly string[];
	  }
	| { readonly why: RelayRefusal; readonly retryMs?: number };

const COME_AGAIN_MS = 1_000;

/** At least one byte in canonical base64url. */
function bytesOf(text: string): Buffer | undefined {
	const bytes = Buffer.from(text, 'base64url');
	return bytes.length > 0 && bytes.toString('base64url') === text ? bytes : undefined;
}

export async function mail(elm: Elm, ask: Ask<'mail'>, peer: string, address: string): Promise<Reply> {
	const { clock, federation, guard } = elm.parts;
	const now = clock();
	const { peer: to, server } = placeOf(ask.to);
	const { exp, box } = ask;
	if (!bytesOf(box) || exp <= now) return { why: 'malformed' };
	const wait = guard.mail(peer, address, now);
	if (wait > 0) return { why: 'rate', retryMs: wait };
	if (server !== undefined && server !== federation.host)
		return federation.mail(server, { to, from: peer, exp, box });
	return keep(elm, { to, exp, box }, peer);
}

/** Into a mailbox of ours. `sender` is who proved it: a peer, or one at another server by its address. */
export async function keep(
	elm: Elm,
	letter: { readonly to: string; readonly exp: number; readonly box: string },
	sender: string
): Promise<Reply> {
	const { clock, counts, storage, secret } = elm.parts;
	const box = bytesOf(letter.box);
	const now = clock();
	if (!box || letter.exp <= now) return { why: 'malformed' };
	const owner = elm.mailboxOf(letter.to);
	const exp = Math.min(letter.exp, now + MAIL_LIFETIME_MS);
	const stored = await storage.mail.put({ owner, sender: secret.name('sender', sender), exp, box });
	if (typeof stored === 'object') return { why: 'rate', ...stored };
	if (stored === 'full' || stored === 'full-of-sender') return { why: 'quota' };
	if (stored === 'stored') {
		counts.add('mail_stored');
		elm.push(owner);
	}
	return {};
}

/** Answers at once where the reader is at home here. */
export function forward(
	elm: Elm,
	{ to: address, box }: Pick<Ask<'forward'>, 'to' | 'box'>,
	peer: string
): Reply | Promise<Reply> {
	const { federation } = elm.parts;
	const { peer: to, server } = placeOf(address);
	if (!bytesOf(box)) return { why: 'malformed' };
	if (server !== undefined && server !== federation.host)
		return federation.forward(server, { to, from: peer, box });
	const owner = elm.mailboxOf(to);
	const handed = elm.hand(owner, peer, box);
	if (elm.parts.bus === alone) return forwarded(elm, handed);
	return elm.handElsewhere(owner, peer, box).then((taken) => forwarded(elm, taken ? 'taken' : handed));
}

function forwarded(elm: Elm, handed: Handed): Reply {
	if (handed === 'absent') return { why: 'absent' };
	if (handed === 'behind') return { why: 'rate', retryMs: COME_AGAIN_MS };
	elm.parts.counts.add('forwarded');
	return {};
}

export async function received(elm: Elm, ask: Ask<'received'>, owner: Buffer): Promise<Reply> {
	const ids = ask.mail.map((id) => Buffer.from(id, 'base64url'));
	elm.parts.counts.add('mail_received', await elm.parts.storage.mail.received(owner, ids));
	return {};
}

export async function invite(elm: Elm, ask: Ask<'invite'>, owner: Buffer): Promise<Reply> {
	const hash = bytesOf(ask.hash);
	if (!hash || ask.uses === 0 || ask.exp <= elm.parts.clock()) return { why: 'malformed' };
	const made = await elm.parts.storage.invites.make(owner, hash, ask.uses, ask.exp);
	if (made === 'quota') return { why: 'quota' };
	// Somebody else's: whoever can name its hash holds the link, and may redeem it but not own it.
	if (made === 'taken') return { why: 'invite-unknown' };
	elm.parts.counts.add('invites_made');
	return { uses: made };
}

export async function revoke(elm: Elm, ask: Ask<'revoke'>, owner: Buffer): Promise<Reply> {
	const gone = await elm.parts.storage.invites.revoke(owner, Buffer.from(ask.hash, 'base64url'));
	return gone ? { uses: 0 } : { why: 'invite-unknown' };
}

export async function redeem(elm: Elm, ask: Ask<'redeem'>, address: string): Promise<Reply> {
	const { clock, guard, storage, secret, counts } = elm.parts;
	const wait = guard.redeem(address, clock());
	if (wait > 0) return { why: 'rate', retryMs: wait };
	const token = bytesOf(ask.token);
	const box = bytesOf(ask.box);
	if (!token || !box) return { why: 'malformed' };
	// The guest may have proved nothing yet: the invite itself counts as the sender.
	const redeemed = await storage.invites.redeem(token, box, secret.name('invite', token));
	if (redeemed === 'unknown' || redeemed === 'spent' || redeemed === 'expired')
		return { why: `invite-${redeemed}` };
	if (redeemed === 'full' || redeemed === 'full-of-sender') return { why: 'quota' };
	if (redeemed.stored) {
		counts.add('invites_redeemed');
		elm.push(redeemed.owner);
	}
	return { uses: redeemed.uses };
}

/** TURN counts by a name that changes daily and says nothing of who. */
export function ice(elm: Elm, peer: string): Reply {
	const { clock, config, secret } = elm.parts;
	const day = Math.floor(clock() / 86_400_000);
	const name = secret.name('turn', `${peer} ${day}`).toString('hex');
	return { ice: iceServers(config, name, clock()) };
}

export async function publish(elm: Elm, { card, cells }: Ask<'publish'>, peer: string): Promise<Reply> {
	const { directory, clock } = elm.parts;
	return (await directory.people.put(peer, card, cells, clock())) ? {} : { why: 'quota' };
}

/** Whose community it is is no business of the server's: each peer lists beside the others. */
export async function list(elm: Elm, ask: Ask<'list'>, peer: string): Promise<Reply> {
	const { directory, clock } = elm.parts;
	const { community, card = '', cells } = ask;
	const shown = card === '' ? [] : cells;
	return (await directory.communities.put(peer, card, shown, clock(), community)) ? {} : { why: 'quota' };
}

export async function find(elm: Elm, { cells, kind }: Ask<'find'>, peer: string): Promise<Reply> {
	const { people, communities } = elm.parts.directory;
	const cards = kind === 'community' ? communities : people;
	return { cards: await cards.find(peer, cells, elm.parts.clock()) };
}

export async function push(
	elm: Elm,
	{ endpoint }: Ask<'push'>,
	reader: { owner: Buffer; dev: string }
): Promise<Reply> {
	const { secret, storage, waker } = elm.parts;
	const device = secret.name('push', reader.dev);
	if (endpoint === undefined) {
		await storage.push.remove(reader.owner, device);
		return {};
	}
	if (waker.publicKey === undefined) return { why: 'not-offered' };
	if (!waker.takes(endpoint)) return { why: 'malformed' };
	await storage.push.set(reader.owner, device, endpoint);
	return {};
}
