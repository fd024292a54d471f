/**
 * Direct links over WebRTC. The PeerJS client makes the introduction and the data channel; framing, back-pressure,
 * proof of who is there and signs of life are ours.
 */
import type { DataConnection } from 'peerjs';
import type { RandomBytes } from '#lib/agent/ports.ts';
import type { Role } from '#lib/protocol/binding.ts';
import type { Certificate, PeerId } from '#lib/protocol/identity.ts';
import { FramedLink } from './framed-link.ts';
import { shakeHands } from './handshake.ts';
import { DialError, type DialFailure, type Link } from './link.ts';
import { PeerJsSocket, type PeerJsSocketDeps } from './peerjs-socket.ts';
import { rtcChannel } from './rtc-channel.ts';
import { fingerprintOf } from './sdp.ts';
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
		const { dataChannel, peerConnection } = await this.#opened(connection, signal);
		const channel = rtcChannel({ dataChannel, peerConnection, release: () => connection.close() });
		await settledDescriptions(peerConnection, signal);
		const local = fingerprintOf(peerConnection.localDescription?.sdp);
		const remote = fingerprintOf(peerConnection.remoteDescription?.sdp);
		const whole = dataChannel.ordered && dataChannel.maxRetransmits === null;
		if (local === undefined || remote === undefined || !whole) {
			channel.close();
			throw new DialError('no-proof');
		}
		const fingerprints = { local, remote };
		const hands = { device, role, fingerprints, expected, admit, now, clock, random };
		const certificate = await shakeHands(channel, hands);
		if (signal.aborted) {
			channel.close();
			throw new DialError('stopped');
		}
		const dialledBy = role === 'A' ? device.peer : certificate.root;
		return new FramedLink(
			channel,
			{ peer: certificate.root, dev: certificate.dev, over: 'direct', dialledBy },
			clock
		);
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

/** A channel can open before the page is told that the answer was taken; the fingerprints are known only then. */
async function settledDescriptions(connection: RTCPeerConnection, signal: AbortSignal): Promise<void> {
	if (connection.signalingState !== 'have-local-offer') return;
	await new Promise<void>((resolve) => {
		connection.addEventListener('signalingstatechange', () => resolve(), { once: true });
		signal.addEventListener('abort', () => resolve(), { once: true });
	});
}
