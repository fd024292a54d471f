/**
 * Direct links over WebRTC. The PeerJS client makes the introduction and the data channel; framing, back-pressure,
 * proof of who is there and signs of life are ours.
 */
import type { DataConnection } from 'peerjs';
import type { RandomBytes } from '#lib/agent/ports.ts';
import type { Role } from '#lib/protocol/binding.ts';
import type { Certificate, PeerId } from '#lib/protocol/identity.ts';
import { DialError, type DialFailure, type Link } from './link.ts';
import { PeerJsSocket, type PeerJsSocketDeps } from './peerjs-socket.ts';
import { provenLink } from './rtc-link.ts';
import { peerOf } from './signal-guard.ts';

/** From an offer to an open channel, before the proof. */
const OPEN_MS = 10_000;
/** Offers being answered at once, of everybody and of one peer: each costs a third of a megabyte. */
const MAX_ARRIVING = 32;
const MAX_ARRIVING_OF_ONE = 3;

export interface DirectDeps extends Omit<PeerJsSocketDeps, 'welcome' | 'onConnection'> {
	readonly random: RandomBytes;
	/** Corrected by the server's clock. */
	readonly now: () => number;
	/** Whether to have a link with this peer; with its certificate once that was read. */
	readonly admit: (peer: PeerId, certificate?: Certificate) => boolean;
	/** Somebody dialled and proved who they are. */
	readonly onLink: (link: Link) => void;
	/** Somebody dialled under this peer's name and could not prove it, or was told that we cannot. */
	readonly onFailure: (peer: PeerId, failure: DialFailure) => void;
}

export class PeerJsDialer {
	readonly #deps: DirectDeps;
	readonly #socket: PeerJsSocket;
	readonly #life = new AbortController();
	/** PeerJS ids whose offers are being answered. */
	readonly #arriving: string[] = [];

	constructor(deps: DirectDeps) {
		this.#deps = deps;
		this.#socket = new PeerJsSocket({
			...deps,
			welcome: (peer) => this.#welcome(peer),
			onConnection: (connection) => void this.#accept(connection)
		});
	}

	listen(): void {
		this.#socket.listen();
	}

	wake(): void {
		this.#socket.wake();
	}

	rest(): void {
		this.#socket.rest();
	}

	/** A proven link to the peer that the PeerJS id names. Throws DialError. */
	async dial(id: string, signal: AbortSignal): Promise<Link> {
		const expected = peerOf(id);
		if (!expected) throw new DialError('absent');
		const both = AbortSignal.any([signal, this.#life.signal]);
		const peer = await this.#socket.open(both);
		const connection = peer.connect(id, { reliable: true, serialization: 'raw' }) as
			DataConnection | undefined;
		if (!connection) throw new DialError('no-path');
		return this.#prove(connection, 'A', expected, both);
	}

	close(): void {
		this.#life.abort();
		this.#socket.close();
	}

	#welcome(peer: PeerId): boolean {
		return (
			this.#arriving.length < MAX_ARRIVING &&
			this.#arriving.filter((id) => peerOf(id) === peer).length < MAX_ARRIVING_OF_ONE &&
			this.#deps.admit(peer)
		);
	}

	async #accept(connection: DataConnection): Promise<void> {
		const peer = peerOf(connection.peer);
		if (!peer) return connection.close();
		const { clock, onLink, onFailure } = this.#deps;
		const patience = new AbortController();
		void clock.sleep(OPEN_MS, patience.signal).then(() => patience.abort());
		this.#arriving.push(connection.peer);
		try {
			onLink(await this.#prove(connection, 'B', peer, AbortSignal.any([patience.signal, this.#life.signal])));
		} catch (error) {
			if (error instanceof DialError) onFailure(peer, error.failure);
			else throw error;
		} finally {
			patience.abort();
			this.#arriving.splice(this.#arriving.indexOf(connection.peer), 1);
		}
	}

	async #prove(connection: DataConnection, role: Role, expected: PeerId, signal: AbortSignal): Promise<Link> {
		const { device, clock, admit, now, random } = this.#deps;
		const parts = await this.#opened(connection, signal);
		const release = (): void => connection.close();
		signal.addEventListener('abort', release, { once: true });
		try {
			const hands = { device, role, expected, admit, now, clock, random };
			const link = await provenLink({ ...parts, release }, hands);
			if (signal.aborted) link.close();
			else return link;
		} catch (error) {
			if (!signal.aborted) throw error;
		} finally {
			signal.removeEventListener('abort', release);
		}
		throw new DialError('stopped');
	}

	#opened(
		connection: DataConnection,
		signal: AbortSignal
	): Promise<{ dataChannel: RTCDataChannel; peerConnection: RTCPeerConnection }> {
		return new Promise((resolve, reject) => {
			const settled = new AbortController();
			const fail = (failure: DialFailure) => {
				settled.abort();
				connection.close();
				reject(new DialError(failure));
			};
			const forget = this.#socket.absent.add((id) => id === connection.peer && fail('absent'));
			settled.signal.addEventListener('abort', forget);
			signal.addEventListener('abort', () => fail('stopped'), { signal: settled.signal });
			connection.once('open', () => {
				settled.abort();
				const { dataChannel, peerConnection } = connection;
				resolve({ dataChannel, peerConnection });
			});
			connection.once('close', () => fail('no-path'));
			connection.on('error', () => fail('no-path'));
			if (signal.aborted) fail('stopped');
		});
	}
}
