/**
 * `WS /elm`, all sockets of it: who is there by mailbox name, and pushing stored mail to those who are. One socket's
 * talk is session.ts.
 */
import { Session } from './session.ts';
import type { Client } from './client.ts';
import { MAX_SERVER_FRAME_BYTES } from '#lib/protocol/limits.ts';
import type { Config } from './config.ts';
import type { Counts } from './counts.ts';
import type { Guard } from './guard.ts';
import type { Directory } from './directory.ts';
import type { Federation } from './federation.ts';
import type { Log } from './log.ts';
import type { Bus, Storage } from './ports.ts';
import type { Presence } from './presence.ts';
import type { Waker } from './push.ts';
import type { Secret } from './secret.ts';
import type { Hello } from './sockets.ts';

export interface ElmParts {
	readonly bus: Bus;
	readonly config: Config;
	readonly clock: () => number;
	readonly counts: Counts;
	readonly directory: Directory;
	readonly federation: Federation;
	readonly guard: Guard;
	readonly log: Log;
	readonly presence: Presence;
	readonly secret: Secret;
	readonly storage: Storage;
	readonly waker: Waker;
}

export class Elm {
	readonly maxFrameBytes = MAX_SERVER_FRAME_BYTES;
	readonly parts: ElmParts;
	/** Mailbox name, hex → the proved sessions that read it. */
	readonly #readers = new Map<string, Set<Session>>();

	constructor(parts: ElmParts) {
		this.parts = parts;
	}

	/** Takes a new socket. `relay` is the name the proof must be made for. */
	accept(client: Client, { relay }: Pick<Hello, 'relay'>): Session {
		return new Session(client, relay, this);
	}

	mailboxOf(peer: string): Buffer {
		return this.parts.secret.name('mailbox', peer);
	}

	join(owner: Buffer, session: Session): void {
		const name = owner.toString('hex');
		this.#readers.set(name, (this.#readers.get(name) ?? new Set()).add(session));
	}

	leave(owner: Buffer, session: Session): void {
		const name = owner.toString('hex');
		const readers = this.#readers.get(name);
		readers?.delete(session);
		if (readers?.size === 0) this.#readers.delete(name);
	}

	readersOf(owner: Buffer): readonly Session[] {
		return [...(this.#readers.get(owner.toString('hex')) ?? [])];
	}

	/** Something new is in this mailbox: whoever reads it gets it now. */
	push(owner: Buffer): void {
		const readers = this.readersOf(owner);
		for (const session of readers) void session.deliver();
		if (readers.length === 0) this.parts.waker.wake(owner, () => this.readersOf(owner).length === 0);
	}
}
