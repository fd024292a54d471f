/**
 * The stock PeerJS client at our signaling server: loaded when first needed, its server's words guarded, made anew with
 * a fresh token whenever its socket drops (it does not come back by itself). Open links live on without it.
 */
import type { DataConnection, Peer, PeerJSOption } from 'peerjs';
import type { Clock } from '#lib/agent/ports.ts';
import type { Device, PeerId } from '#lib/protocol/identity.ts';
import { peerjsId } from '#lib/protocol/relay.ts';
import { backoffMs } from './backoff.ts';
import type { Direct } from './direct.ts';
import { configurationOf } from './ice.ts';
import { DialError } from './link.ts';
import { Listeners } from './listeners.ts';
import { peerjsToken } from './peerjs-token.ts';
import { overDoor } from './peerjs-door.ts';
import type { Door } from './server-line.ts';
import { SignalGuard } from './signal-guard.ts';
import { isHidden } from './sdp.ts';

const BACKOFF = { firstMs: 500, mostMs: 15_000 };
const OPEN_MS = 5_000;
/** A stay this long was a good one: the next wait starts small again. */
const GOOD_MS = 5_000;
/** What a timer can hold. */
const FOR_EVER_MS = 2 ** 31 - 1;
/** No servers, and no candidates of this device either. */
const NOBODY: RTCConfiguration = { iceServers: [], iceTransportPolicy: 'relay' };

export interface PeerJsSocketDeps {
	/** The signaling server: the page's origin. */
	readonly server: URL;
	readonly device: Device;
	/** What links are made with, now; undefined: none are made. */
	readonly direct: Pick<Direct, 'mayLink' | 'relayOnly' | 'told'>;
	/** To a server that the page itself may not contact. */
	readonly door?: Door;
	readonly clock: Clock;
	readonly chance: () => number;
	/** Whether an offer of this peer is welcome now. */
	readonly welcome: (peer: PeerId) => boolean;
	readonly onConnection: (connection: DataConnection) => void;
}

export class PeerJsSocket {
	/** A dialled id that the server does not know. */
	readonly absent = new Listeners<[id: string]>();
	readonly #deps: PeerJsSocketDeps;
	readonly #opened = new Listeners<[]>();
	readonly #life = new AbortController();
	#peer: Peer | undefined;
	#running = false;
	#resting = false;
	#nap: AbortController | undefined;

	constructor(deps: PeerJsSocketDeps) {
		this.#deps = deps;
	}

	/** Begins to be reachable, and stays so until closed. */
	listen(): void {
		if (this.#running || this.#life.signal.aborted) return;
		this.#running = true;
		void this.#keepOpen();
	}

	/** Tries again now instead of when the pause is over; ends a rest. */
	wake(): void {
		this.#resting = false;
		this.#nap?.abort();
	}

	/** Leaves the server until woken. */
	rest(): void {
		this.#resting = true;
		this.#peer?.disconnect();
	}

	/** The client while it is at the server; waits until it is. Throws DialError('stopped'). */
	async open(signal: AbortSignal): Promise<Peer> {
		this.listen();
		for (;;) {
			if (signal.aborted || this.#life.signal.aborted) throw new DialError('stopped');
			if (this.#peer?.open) {
				configure(this.#peer, this.#deps.direct);
				return this.#peer;
			}
			await new Promise<void>((resolve) => {
				const stop = this.#opened.add(() => (stop(), resolve()));
				signal.addEventListener('abort', () => (stop(), resolve()), { once: true });
			});
		}
	}

	close(): void {
		this.#life.abort();
		this.#peer?.disconnect();
		this.#opened.tell();
	}

	async #keepOpen(): Promise<void> {
		const { clock, chance } = this.#deps;
		const { signal } = this.#life;
		for (let attempt = 0; !signal.aborted; attempt++) {
			const connected = await this.#connect().catch(() => undefined);
			if (connected) {
				this.#opened.tell();
				const since = clock.now();
				await connected.gone;
				if (Math.abs(clock.now() - since) >= GOOD_MS) attempt = 0;
			}
			this.#nap = new AbortController();
			const waitMs = this.#resting ? FOR_EVER_MS : backoffMs(BACKOFF, attempt, chance());
			await clock.sleep(waitMs, AbortSignal.any([this.#nap.signal, signal]));
		}
	}

	/** Resolves when the server has let us in, with a promise for the end of that. */
	async #connect(): Promise<{ gone: Promise<void> }> {
		const { server, device, direct, door, clock } = this.#deps;
		const patience = new AbortController();
		void clock.sleep(OPEN_MS, patience.signal).then(() => patience.abort());
		const [{ Peer }, token] = await Promise.all([
			import('peerjs'),
			peerjsToken(server, device, AbortSignal.any([patience.signal, this.#life.signal]), door?.fetchText)
		]);
		if (this.#life.signal.aborted) throw new DialError('stopped');
		const secure = server.protocol === 'https:';
		const options: PeerJSOption = {
			host: server.hostname,
			port: Number(server.port) || (secure ? 443 : 80),
			path: '/',
			secure,
			token,
			// Never the library's own default, which asks strangers.
			config: configurationOf(direct) ?? NOBODY
		};
		// eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- the library types its plain options as a class it does not construct itself
		const make = () => new Peer(peerjsId(device.peer, device.dev), options);
		const peer = door ? overDoor(door, make) : make();
		this.#guard(peer);
		this.#hide(peer);
		peer.on('connection', (connection) => this.#deps.onConnection(connection));
		// Each of them also ends the client's socket or concerns one connection, which hears of it itself.
		peer.on('error', () => undefined);
		const gone = new Promise<void>((resolve) => {
			peer.once('disconnected', () => resolve());
			peer.once('close', () => resolve());
		});
		const stop = () => peer.disconnect();
		patience.signal.addEventListener('abort', stop);
		await Promise.race([new Promise<void>((resolve) => peer.once('open', () => resolve())), gone]);
		patience.signal.removeEventListener('abort', stop);
		patience.abort();
		if (!peer.open) throw new DialError('no-path');
		this.#peer = peer;
		if (this.#resting) peer.disconnect();
		return { gone };
	}

	/**
	 * Puts the guard before the client's own ear. Its socket is an event emitter that speaks only after this turn, so
	 * nothing slips by. An offer is answered with what holds for links at this moment.
	 */
	#guard(peer: Peer): void {
		const guard = new SignalGuard({
			welcome: this.#deps.welcome,
			known: (src, connectionId) => peer.getConnection(src, connectionId) !== null
		});
		const ears = peer.socket.listeners('message') as ((message: unknown) => void)[];
		peer.socket.removeAllListeners('message');
		peer.socket.on('message', (heard: unknown) => {
			const said = guard.pass(heard);
			if (!said) return;
			if (said.type === 'EXPIRE') return this.absent.tell(said.src);
			if (said.type === 'OFFER') configure(peer, this.#deps.direct);
			for (const ear of ears) ear(said);
		});
	}

	/** The second lock, after the browser's own policy: while addresses are hidden, nothing with one in it leaves. */
	#hide(peer: Peer): void {
		const send = peer.socket.send.bind(peer.socket);
		peer.socket.send = (said: unknown) => {
			if (!this.#deps.direct.relayOnly || isHidden(said)) send(said);
		};
	}
}

/** The library reads this whenever it makes a connection. */
function configure(peer: Peer, direct: PeerJsSocketDeps['direct']): void {
	peer.options.config = configurationOf(direct) ?? NOBODY;
}
