/**
 * One node's talk on `WS /elm`, as written in protocol/relay.ts. Before the proof only `prove`, `redeem` and `ping`
 * are heard; afterwards the sender of everything is who proved. Every answer to a change comes after its commit.
 */
import * as v from 'valibot';
import { MAX_BOX_BYTES } from '#lib/protocol/limits.ts';
import {
	CLOSE,
	fromNode,
	peerjsId,
	type FromNode,
	type FromServer,
	type RelayRefusal
} from '#lib/protocol/relay.ts';
import {
	publish,
	find,
	forward,
	ice,
	invite,
	list,
	mail,
	push,
	received,
	redeem,
	revoke,
	type Reply
} from './asks.ts';
import { numberOf } from './asked-number.ts';
import type { Client } from './client.ts';
import type { Elm } from './elm.ts';
import { reasonOf, short } from './log.ts';
import type { Cursor } from './ports.ts';
import type { Watcher } from './presence.ts';
import { checkProof, freshNonce, type Proved } from './proof.ts';
import { WORDS } from './words.ts';

type Ask<K extends FromNode['ask']> = Extract<FromNode, { ask: K }>;
type ProvedAsk = Exclude<FromNode, { ask: 'prove' | 'ping' | 'redeem' }>;
type Reader = Proved & { readonly owner: Buffer };

/** Boxes read from disk at a time: enough to fill a socket, little enough to hold for a thousand readers. */
const DELIVERY_BATCH = 8;
/** A proof that fails weighs as much as ten refusals: checking it costs. */
const BAD_PROOF_WEIGHT = 10;

/** Refusals a well-made node does not run into by the hundred; bad luck (absent, full, storage) is none. */
const OFFENCES: ReadonlySet<RelayRefusal> = new Set([
	'malformed',
	'not-proved',
	'bad-proof',
	'rate',
	'invite-unknown'
]);

const seatOf = ({ peer }: Proved): string => `elm ${peer}`;

export class Session implements Watcher {
	readonly client: Client;
	readonly #relay: string;
	readonly #elm: Elm;
	/** Until the proof. */
	#nonce: string | undefined;
	#deadline: NodeJS.Timeout | undefined;
	#proved: Reader | undefined;
	#turn: Promise<void> = Promise.resolve();
	/** Said when the socket goes, and what is held at the other processes given back. */
	#leave: (() => void) | undefined;
	#give: (() => void) | undefined;
	#delivered: Cursor | undefined;
	#delivering = false;
	#more = false;

	constructor(client: Client, relay: string, elm: Elm) {
		this.client = client;
		this.#relay = relay;
		this.#elm = elm;
		elm.parts.guard.unproved.add(client.address);
		this.#deadline = setTimeout(
			() => client.close(CLOSE.notProved, 'No proof of key in time.'),
			elm.parts.config.limits.proofMs
		);
		const nonce = freshNonce();
		this.#nonce = nonce;
		this.#tell({ tell: 'challenge', nonce, relay, now: elm.parts.clock() });
	}

	/** One text frame. Never throws. */
	receive(text: string): void {
		const { clock, guard, counts } = this.#elm.parts;
		const now = clock();
		const name = this.#proved?.peer ?? this.client.address;
		const wait = guard.frame(this.#proved?.peer, this.client.address, Buffer.byteLength(text), now);
		let parsed: unknown;
		try {
			parsed = JSON.parse(text);
		} catch {
			counts.add('malformed');
			guard.refused(name, now, BAD_PROOF_WEIGHT);
			return this.client.close(CLOSE.malformed, 'That was not JSON.');
		}
		const message = v.safeParse(fromNode, parsed);
		if (wait > 0) return this.#refuse(numberOf(parsed), 'rate', wait);
		if (!message.success) {
			counts.add('malformed');
			return this.#refuse(numberOf(parsed), isTooLarge(parsed) ? 'too-large' : 'malformed');
		}
		// In order, so that what is said right after a proof is heard after it.
		this.#turn = this.#turn
			.then(() => this.#hear(message.output))
			.catch((error: unknown) => {
				this.#elm.parts.log.error('ask-failed', { ask: message.output.ask, reason: reasonOf(error) });
				this.#refuse(message.output.n, 'storage');
			});
	}

	gone(): void {
		const { guard, presence } = this.#elm.parts;
		const proved = this.#proved;
		this.#endWaiting();
		presence.unwatch(this);
		if (!proved) return;
		this.#leave?.();
		this.#give?.();
		this.#elm.leave(proved.owner, this);
		guard.proved.drop(this.client.address);
		guard.identities.drop(seatOf(proved));
	}

	/** A box handed over live. */
	tellForwarded(from: string, box: string): void {
		this.#tell({ tell: 'forwarded', from, box });
	}

	tellPresence(peer: string, devices: readonly string[]): void {
		this.#tell({ tell: 'presence', peer, devices });
	}

	/** Sends what waits in the mailbox behind what was sent already, as fast as it is read. */
	async deliver(): Promise<void> {
		this.#more = true;
		if (this.#delivering || !this.#proved) return;
		const { owner } = this.#proved;
		const { storage, counts, log } = this.#elm.parts;
		this.#delivering = true;
		try {
			while (this.#more && this.client.open) {
				// Said before it is looked: what comes in meanwhile is looked for again.
				this.#more = false;
				const boxes = await storage.mail.after(owner, this.#delivered, DELIVERY_BATCH);
				this.#more ||= boxes.length === DELIVERY_BATCH;
				for (const { cursor, id, box } of boxes) {
					this.#tell({ tell: 'mail', mail: id.toString('base64url'), box: box.toString('base64url') });
					this.#delivered = cursor;
					counts.add('mail_pushed');
				}
				await this.client.drained();
			}
		} catch (error) {
			// Not given up: the next box or the next proof reads on from here.
			log.error('mail-unreadable', { reason: reasonOf(error) });
		} finally {
			this.#delivering = false;
		}
	}

	async #hear(message: FromNode): Promise<void> {
		if (!this.client.open) return;
		const { n } = message;
		if (message.ask === 'prove') return this.#prove(message);
		if (message.ask === 'ping') return this.#reply(n, {});
		if (message.ask === 'redeem') return this.#after(n, redeem(this.#elm, message, this.client.address));
		return this.#proved ? this.#hearProved(message, this.#proved) : this.#refuse(n, 'not-proved');
	}

	#hearProved(message: ProvedAsk, reader: Reader): void {
		const [n, elm] = [message.n, this.#elm];
		switch (message.ask) {
			case 'mail':
				return this.#after(n, mail(elm, message, reader.peer, this.client.address));
			case 'forward':
				return this.#soon(n, forward(elm, message, reader.peer));
			case 'received':
				return this.#after(n, received(elm, message, reader.owner));
			case 'watch':
				elm.parts.presence.watch(this, message.peers);
				return this.#reply(n, {});
			case 'invite':
				return this.#after(n, invite(elm, message, reader.owner));
			case 'revoke':
				return this.#after(n, revoke(elm, message, reader.owner));
			case 'ice':
				return this.#reply(n, ice(elm, reader.peer));
			case 'publish':
				return this.#after(n, publish(elm, message, reader.peer));
			case 'list':
				return this.#after(n, list(elm, message, reader.peer));
			case 'find':
				return this.#after(n, find(elm, message, reader.peer));
			case 'push':
				return this.#after(n, push(elm, message, reader));
		}
	}

	async #prove({ n, certificate, signature }: Ask<'prove'>): Promise<void> {
		const { clock, counts, guard, log, presence, config } = this.#elm.parts;
		const { address } = this.client;
		if (this.#proved || this.#nonce === undefined) return this.#refuse(n, 'bad-proof');
		const proof = { certificate, signature, nonce: this.#nonce };
		const proved = await checkProof(proof, this.#relay, clock());
		if (!this.client.open) return;
		if (!proved) {
			counts.add('proofs_refused');
			this.#refuse(n, 'bad-proof', undefined, BAD_PROOF_WEIGHT);
			return this.client.close(CLOSE.badProof, WORDS['bad-proof']);
		}
		const { peer, dev } = proved;
		const seat = seatOf(proved);
		if (
			guard.strikes.banned(peer, clock()) > 0 ||
			guard.identities.of(seat) >= config.limits.socketsPerIdentity ||
			guard.proved.of(address) >= config.limits.provedSocketsPerAddress
		)
			return this.#tooMany(n);
		guard.proved.add(address);
		guard.identities.add(seat);
		if (guard.across) {
			this.#give = await guard.across.hold(seat, config.limits.socketsPerIdentity);
			if (!this.#give || !this.client.open) {
				this.#give?.();
				guard.proved.drop(address);
				guard.identities.drop(seat);
				return this.#tooMany(n);
			}
		}
		this.#endWaiting();
		this.#proved = { ...proved, owner: this.#elm.mailboxOf(peer) };
		this.#elm.join(this.#proved.owner, this);
		counts.add('proofs_accepted');
		log.debug('proved', { peer: short(peer) });
		this.#reply(n, {});
		this.#leave = presence.enter(peer, peerjsId(peer, dev));
		void this.deliver();
	}

	/** Nothing of waiting for a proof is kept behind it: there are ten thousand of these. */
	#endWaiting(): void {
		if (!this.#deadline) return;
		clearTimeout(this.#deadline);
		this.#deadline = this.#nonce = undefined;
		this.#elm.parts.guard.unproved.drop(this.client.address);
	}

	#tooMany(n: number): void {
		this.#tell({ tell: 'refused', n, why: 'rate', words: WORDS.rate });
		this.client.close(CLOSE.tooMany, 'Too many connections, or banned for a while.');
	}

	/** Answers when the disk has. Not awaited by the next request: that would make every burst wait for every commit. */
	#after(n: number, reply: Promise<Reply>): void {
		reply.then(
			(value) => this.#reply(n, value),
			() => this.#refuse(n, 'storage')
		);
	}

	/** At once where the answer is known at once. */
	#soon(n: number, reply: Reply | Promise<Reply>): void {
		if (reply instanceof Promise) this.#after(n, reply);
		else this.#reply(n, reply);
	}

	#reply(n: number, reply: Reply): void {
		if ('why' in reply) return this.#refuse(n, reply.why, reply.retryMs);
		this.#tell({ tell: 'ok', n, now: this.#elm.parts.clock(), ...reply });
	}

	#refuse(n: number, why: RelayRefusal, retryMs?: number, weight = 1): void {
		const { clock, counts, guard, log } = this.#elm.parts;
		const name = this.#proved?.peer ?? this.client.address;
		this.#tell({ tell: 'refused', n, why, words: WORDS[why], ...(retryMs === undefined ? {} : { retryMs }) });
		counts.add('refused');
		if (!OFFENCES.has(why) || !guard.refused(name, clock(), weight)) return;
		counts.add('bans');
		log.warn('banned', { who: this.#proved ? short(name) : 'an address' });
		this.client.close(CLOSE.tooMany, 'Too much, too often. Come back in a while.');
	}

	#tell(frame: FromServer): void {
		this.client.send(JSON.stringify(frame));
	}
}

/** A box beyond any class: its sender may try with less. */
const isTooLarge = (parsed: unknown): boolean =>
	typeof parsed === 'object' &&
	parsed !== null &&
	'box' in parsed &&
	typeof parsed.box === 'string' &&
	parsed.box.length > Math.ceil((MAX_BOX_BYTES * 4) / 3);
