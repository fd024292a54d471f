/**
 * `WS /elm`, all sockets of it: who is there by mailbox name, and pushing stored mail to those who are, at this process
 * and, over the bus, at the others. One socket's talk is session.ts.
 */
import { Session } from './session.ts';
import type { Client } from './client.ts';
import { MAX_SERVER_FRAME_BYTES } from '#lib/protocol/limits.ts';
import type { Config } from './config.ts';
import type { Counts } from './counts.ts';
import type { Guard } from './guard.ts';
import type { CardStores } from './directory.ts';
import type { Federation } from './federation.ts';
import type { Log } from './log.ts';
import { alone, type Bus, type Storage } from './ports.ts';
import type { Presence } from './presence.ts';
import type { Waker } from './push.ts';
import type { Secret } from './secret.ts';
import type { Hello } from './sockets.ts';

/** A reader further behind than this gets no live boxes; its senders are told to come again. */
const BEHIND_BYTES = 1024 * 1024;
/** On the channel of a mailbox: something new is in it. Anything else is a live box, `<from> <box>`. */
const LOOK = 'mail';
const channelOf = (mailbox: string): string => `mailbox ${mailbox}`;

/** What became of a live box here. */
export type Handed = 'taken' | 'behind' | 'absent';

interface Readers {
	/** Few; a new list with each change, so that whoever goes through it is not disturbed. */
	sessions: readonly Session[];
	/** Ends listening to the other processes. */
	readonly deafen: () => void;
}

export interface ElmParts {
	readonly bus: Bus;
	readonly config: Config;
	readonly clock: () => number;
	readonly counts: Counts;
	readonly directory: CardStores;
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
	readonly #readers = new Map<string, Readers>();

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
		const readers = this.#readers.get(name) ?? this.#open(name, owner);
		readers.sessions = [...readers.sessions, session];
	}

	#open(name: string, owner: Buffer): Readers {
		const { bus } = this.parts;
		const deafen = bus.listen(channelOf(name), (text) => this.#hear(owner, text));
		const readers: Readers = { sessions: [], deafen };
		this.#readers.set(name, readers);
		// What came in at another process before this one was told of it would lie there unseen.
		if (bus !== alone) void bus.ready(channelOf(name)).then(() => this.#deliver(owner));
		return readers;
	}

	leave(owner: Buffer, session: Session): void {
		const name = owner.toString('hex');
		const readers = this.#readers.get(name);
		if (!readers) return;
		readers.sessions = readers.sessions.filter((one) => one !== session);
		if (readers.sessions.length > 0) return;
		readers.deafen();
		this.#readers.delete(name);
	}

	readersOf(owner: Buffer): readonly Session[] {
		return this.#readers.get(owner.toString('hex'))?.sessions ?? [];
	}

	/** Something new is in this mailbox: whoever reads it gets it now, and where nobody does its devices are woken. */
	push(owner: Buffer): void {
		const { bus, waker } = this.parts;
		const here = this.#deliver(owner);
		const isAway = () => this.readersOf(owner).length === 0;
		if (bus === alone) {
			if (here === 0) waker.wake(owner, isAway);
			return;
		}
		void bus.say(channelOf(owner.toString('hex')), LOOK).then((others) => {
			if (here + others === 0) waker.wake(owner, isAway);
		});
	}

	#deliver(owner: Buffer): number {
		const readers = this.readersOf(owner);
		for (const session of readers) void session.deliver();
		return readers.length;
	}

	/** Hands a box to whoever reads this mailbox here. */
	hand(owner: Buffer, from: string, box: string): Handed {
		const readers = this.readersOf(owner);
		if (readers.length === 0) return 'absent';
		const reading = readers.filter(({ client }) => client.buffered() < BEHIND_BYTES);
		for (const reader of reading) reader.tellForwarded(from, box);
		return reading.length > 0 ? 'taken' : 'behind';
	}

	/** Hands it to those at the other processes; false when nobody reads it there. */
	async handElsewhere(owner: Buffer, from: string, box: string): Promise<boolean> {
		return (await this.parts.bus.say(channelOf(owner.toString('hex')), `${from} ${box}`)) > 0;
	}

	#hear(owner: Buffer, text: string): void {
		const space = text.indexOf(' ');
		if (text === LOOK) this.#deliver(owner);
		else this.hand(owner, text.slice(0, space), text.slice(space + 1));
	}

	/** The other processes could not be heard for a while: every mailbox that is read here is looked into again. */
	lookAgain(): void {
		for (const { sessions } of this.#readers.values()) for (const session of sessions) void session.deliver();
	}
}
