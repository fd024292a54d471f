/**
 * Writing, sealing and sending. A letter (mail) is stored before it is sent, goes by the best way there is and is tried
 * again until its reader has it or it expires; live words are handed over or not, and never tried again.
 * A letter is `sent` only when the server keeps it: over a link it stays `queued` until its reader says so.
 */
import { write, type Envelope, type Kind, type Writing } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import type { RelayRefusal } from '../protocol/relay.ts';
import { seal } from '../protocol/sealed.ts';
import type { Correspondents } from './correspondents.ts';
import type { Inside } from './inside.ts';
import { NodeError, type Contact, type DeliveryState, type Letter } from './ports.ts';

export interface Post {
	/** Over a link or forwarded to an open tab. Throws NodeError('unreachable'). */
	live<K extends Kind>(to: PeerId, kind: K, body: Writing<K>['body']): Promise<void>;
	/** Resolves when the letter is stored; what becomes of it is told by `delivery-changed`. */
	mail<K extends Kind>(to: PeerId, kind: K, body: Writing<K>['body'], exchange?: string): Promise<Letter>;
	/** Live where the peer can be reached now, else a letter. */
	best<K extends Kind>(to: PeerId, kind: K, body: Writing<K>['body']): Promise<void>;
	/** The signed words, not yet sent; for those who must know the id before the reply can come. */
	written<K extends Kind>(
		to: PeerId,
		kind: K,
		body: Writing<K>['body'],
		travel: 'live' | 'mail'
	): Promise<Envelope>;
	/** Seals a written live envelope and hands it over. Throws NodeError('unreachable'). */
	hand(to: PeerId, envelope: Uint8Array): Promise<void>;
	/** Stores a letter and sets out with it. */
	drop(letter: Letter): Promise<void>;
	/** Sets out again with what waits for `peer`, or for anybody. With `again`, also with what the server was given but nobody confirmed. */
	flush(peer?: PeerId, again?: boolean): Promise<void>;
	/** Moves a letter on and says so; `why`: because of what the server said. */
	mark(letter: Letter, state: DeliveryState, why?: RelayRefusal): Promise<void>;
}

type Uses = Pick<
	Inside,
	'keyring' | 'contacts' | 'outbox' | 'mesh' | 'clock' | 'random' | 'lanes' | 'emit' | 'log'
> & { readonly correspondents: () => Promise<Correspondents> };

export function createPost(deps: Uses): Post {
	const written: Post['written'] = async (to, kind, body, travel) => {
		const { clock, keyring, outbox, random } = deps;
		const words = { kind, body, from: keyring.device, to, travel, now: clock.now(), random };
		return write(travel === 'mail' ? { ...words, seq: await outbox.nextSeq(to) } : words);
	};

	const hand: Post['hand'] = async (to, envelope) => deps.mesh.send(to, await sealed(to, envelope, deps));

	const drop: Post['drop'] = async (letter) => {
		await deps.outbox.put(letter);
		if (letter.state === 'queued') setOut(letter, false);
	};

	// One lane per reader: letters leave in order, and none leaves twice at the same time.
	const setOut = (letter: Letter, again: boolean): void => {
		deps.lanes
			.run(`post/${letter.to}`, () => attempt(letter.id, again, deps, mark))
			.catch((cause: unknown) => deps.log('letter-failed', { why: String(cause) }));
	};

	const mark: Post['mark'] = async (letter, state, why) => {
		await deps.outbox.mark(letter.id, state);
		const { id, to, exchange } = letter;
		deps.emit({
			kind: 'delivery-changed',
			letter: id,
			to,
			state,
			...(exchange === undefined ? {} : { exchange }),
			...(why && { why })
		});
	};

	const live: Post['live'] = async (to, kind, body) => {
		if (!(await mayBeThere(to, deps))) throw new NodeError('unreachable');
		await hand(to, (await written(to, kind, body, 'live')).bytes);
	};

	const mail: Post['mail'] = async (to, kind, body, exchange) => {
		const envelope = await written(to, kind, body, 'mail');
		const letter = letterOf(envelope, to, kind, deps.clock.now(), exchange);
		await drop(letter);
		return letter;
	};

	return {
		live,
		mail,
		written,
		hand,
		drop,
		mark,
		async best(to, kind, body) {
			try {
				await live(to, kind, body);
			} catch (error) {
				if (!(error instanceof NodeError)) throw error;
				await mail(to, kind, body);
			}
		},
		async flush(peer, again = false) {
			for (const letter of await deps.outbox.waiting(peer)) {
				if (letter.expiresAt <= deps.clock.now()) await mark(letter, 'expired');
				else if (letter.state === 'queued' || again) setOut(letter, again);
			}
		}
	};
}

export const isLive = (reach: string): boolean => reach === 'direct' || reach === 'relay';

/** A letter as it begins. */
export const letterOf = (
	envelope: Envelope,
	to: PeerId,
	kind: Kind,
	madeAt: number,
	exchange?: string
): Letter => ({
	id: envelope.id,
	to,
	kind,
	envelope: envelope.bytes,
	state: 'queued',
	madeAt,
	expiresAt: envelope.exp,
	...(exchange === undefined ? {} : { exchange })
});

/** Whether a stranger's tab is open is the server's to know: it is tried. Of contacts it is known. */
async function mayBeThere(to: PeerId, { mesh, contacts }: Pick<Uses, 'mesh' | 'contacts'>): Promise<boolean> {
	const reach = mesh.reach(to);
	return isLive(reach) || (reach === 'mailbox' && isStranger(await contacts.get(to)));
}

const isStranger = (contact: Contact | undefined): boolean => !contact || contact.standing === 'removed';

/** Sealed afresh for each attempt: the reader's inbox key may have been renewed meanwhile. */
async function sealed(
	to: PeerId,
	envelope: Uint8Array,
	{ contacts, correspondents }: Pick<Uses, 'contacts' | 'correspondents'>
): Promise<Uint8Array> {
	const contact = await contacts.get(to);
	const reader = isStranger(contact) ? await (await correspondents()).of(to) : contact;
	if (!reader) throw new NodeError('unreachable', { detail: 'no inbox known' });
	return seal(envelope, to, reader.inbox);
}

/** One way after the other: a link, the server's forwarding, the mailbox. What cannot leave now waits for the next flush. */
async function attempt(id: string, again: boolean, deps: Uses, mark: Post['mark']): Promise<void> {
	const letter = await deps.outbox.get(id);
	if (!letter || !(letter.state === 'queued' || (again && letter.state === 'sent'))) return;
	const reach = deps.mesh.reach(letter.to);
	if (reach === 'none') return;
	try {
		const box = await sealed(letter.to, letter.envelope, deps);
		if (isLive(reach) && (await handed(letter.to, box, deps))) {
			// Receipts are not confirmed, so nothing more will be heard of one.
			if (letter.kind === 'ack') await mark(letter, 'delivered');
			return;
		}
		await deps.mesh.mail(letter.to, box, letter.expiresAt);
		if (letter.state === 'queued') await mark(letter, 'sent');
	} catch (error) {
		if (!(error instanceof NodeError)) throw error;
		// A full mailbox may be emptied, a busy server rests, one that is away comes back: it stays queued until it expires.
		deps.log('letter-waits', { code: error.code, kind: letter.kind });
		const isFinal = error.code === 'too-large' || error.why === 'malformed';
		if (error.why || isFinal) await mark(letter, isFinal ? 'refused' : letter.state, error.why);
	}
}

async function handed(to: PeerId, box: Uint8Array, { mesh }: Pick<Uses, 'mesh'>): Promise<boolean> {
	try {
		await mesh.send(to, box);
		return true;
	} catch (error) {
		if (error instanceof NodeError) return false;
		throw error;
	}
}
