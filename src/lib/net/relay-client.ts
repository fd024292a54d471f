/**
 * This node at its signaling server: stays connected (or says that it is not), leaves mail, hands on boxes to peers
 * whose tab is open, takes in its own mail, watches who is online, keeps invites. Knows nothing of what boxes say.
 */
import { NodeError, type Clock, type InviteDesk } from '#lib/agent/ports.ts';
import { base64url, fromBase64url, type Bytes } from '#lib/protocol/bytes.ts';
import type { Device } from '#lib/protocol/identity.ts';
import { MAX_BOX_BYTES } from '#lib/protocol/limits.ts';
import { CLOSE } from '#lib/protocol/relay.ts';
import { backoffMs } from './backoff.ts';
import { Listeners } from './listeners.ts';
import { MailIntake, type MailListener } from './mail-intake.ts';
import { RelayRefused, RelaySocket, type Ask, type Ok, type SocketLike } from './relay-socket.ts';

/** The most is what "back within ten seconds of the server's return" leaves room for. */
const BACKOFF = { firstMs: 500, mostMs: 8_000 };
/** A connection that held this long was a good one: the next wait starts small again. */
const GOOD_MS = 5_000;
/** The server told us to stay away. */
const BANNED_MS = 60_000;
/** What the server lets us wait for without giving up. */
const MOST_RETRY_MS = 5_000;
const RETRIES = 4;
/** What one watch may name. */
const MAX_WATCHED = 256;
/** Credentials for TURN hold for hours. */
const ICE_EVERY_MS = 60 * 60_000;
/** After waking up the server must answer this soon, else the connection is made anew. */
const CHECK_MS = 2_000;

export type ServerState = 'connecting' | 'online' | 'offline';
/**
 * Why a server let this node go, in its own close code. `not-proved` the proof did not come in time · `bad-proof` it was
 * refused · `too-many` too many tabs, or banned for a while · `id-taken` · `slow-reader` this device reads too slowly.
 */
export type ServerTrouble = 'not-proved' | 'bad-proof' | 'too-many' | 'id-taken' | 'slow-reader';

const TROUBLES: Readonly<Record<number, ServerTrouble>> = {
	[CLOSE.notProved]: 'not-proved',
	[CLOSE.badProof]: 'bad-proof',
	[CLOSE.tooMany]: 'too-many',
	[CLOSE.idTaken]: 'id-taken',
	[CLOSE.slowReader]: 'slow-reader'
};

const refusedAs = ({ why }: RelayRefused): ServerTrouble | undefined =>
	why === 'bad-proof' ? 'bad-proof' : why === 'rate' ? 'too-many' : undefined;

export type ToldIce = NonNullable<Ok['ice']>;

export interface RelayClientDeps {
	/** The server's origin; the WebSocket is `/elm` there. */
	readonly server: URL;
	readonly device: Device;
	/** The device's own, not corrected. */
	readonly clock: Clock;
	readonly chance: () => number;
	readonly openSocket: (url: string) => SocketLike;
}

export class RelayClient implements InviteDesk {
	readonly onState = new Listeners<[state: ServerState]>();
	/** A box handed over live; `from` is the address that the server vouches for. */
	readonly onForwarded = new Listeners<[from: string, box: Bytes]>();
	/** PeerJS ids of the open tabs of a watched address, none when it is offline. */
	readonly onPresence = new Listeners<[address: string, devices: readonly string[]]>();
	/** The STUN and TURN servers that this server has named, whenever it was asked. */
	readonly onIce = new Listeners<[ice: ToldIce]>();
	readonly #deps: RelayClientDeps;
	readonly #url: URL;
	readonly #life = new AbortController();
	readonly #mail: MailIntake;
	#state: ServerState = 'offline';
	#socket: RelaySocket | undefined;
	#nap: AbortController | undefined;
	#trouble: ServerTrouble | undefined;
	#watched: readonly string[] = [];
	#running = false;
	#resting = false;
	#offsetMs = 0;

	constructor(deps: RelayClientDeps) {
		this.#deps = deps;
		this.#url = new URL('/elm', deps.server);
		this.#url.protocol = deps.server.protocol === 'https:' ? 'wss:' : 'ws:';
		this.#mail = new MailIntake(async (mail) => void (await this.#ask({ ask: 'received', mail })));
	}

	get state(): ServerState {
		return this.#state;
	}

	/** Why the server let us go last, where it said so; nothing while online. */
	get trouble(): ServerTrouble | undefined {
		return this.#trouble;
	}

	/** The server's time minus the device's; 0 until it was heard. */
	get offsetMs(): number {
		return this.#offsetMs;
	}

	/** Mail is deleted at the server after the listener's promise has resolved; when it rejects the mail comes again. */
	onMail(listener: MailListener): void {
		this.#mail.listen(listener);
	}

	/** Connects, and stays connected until closed. */
	open(): void {
		this.#resting = false;
		if (this.#running || this.#life.signal.aborted) return this.#nap?.abort();
		this.#running = true;
		void this.#stayConnected();
	}

	/** Something changed (network, page in front again): try now; doubt what is open. */
	wake(): void {
		if (this.#resting) return this.open();
		this.#nap?.abort();
		const socket = this.#socket;
		if (this.#state === 'online' && socket)
			void socket.answers(CHECK_MS).then((alive) => alive || socket.close());
	}

	/** Says goodbye and waits for `open` or `wake`: the page is going. */
	rest(): void {
		this.#resting = true;
		this.#socket?.close();
		this.#setState('offline');
	}

	close(): void {
		this.#life.abort();
		this.#socket?.close();
		this.#setState('offline');
	}

	/** Resolves when the server has the box on its disk. */
	async mail(to: string, box: Uint8Array, expiresAt: number, signal?: AbortSignal): Promise<void> {
		await this.#ask({ ask: 'mail', to, exp: expiresAt, box: boxText(box) }, signal);
	}

	/** Resolves when the server has handed the box to an open tab of `to`. */
	async forward(to: string, box: Uint8Array, signal?: AbortSignal): Promise<void> {
		await this.#ask({ ask: 'forward', to, box: boxText(box) }, signal);
	}

	/** Whose presence to tell; also after a reconnect. */
	watch(addresses: readonly string[]): void {
		this.#watched = addresses.slice(0, MAX_WATCHED);
		if (this.#state === 'online') void this.#tellWatched();
	}

	async register(hash: string, uses: number, expiresAt: number): Promise<void> {
		await this.#ask({ ask: 'invite', hash, uses, exp: expiresAt });
	}

	async revoke(hash: string): Promise<void> {
		try {
			await this.#ask({ ask: 'revoke', hash });
		} catch (error) {
			// One the server does not know is as good as revoked.
			if (!(error instanceof RelayRefused && error.why === 'invite-unknown')) throw error;
		}
	}

	async redeem(token: string, box: Uint8Array): Promise<void> {
		await this.#ask({ ask: 'redeem', token, box: boxText(box) });
	}

	/** Where this device can be woken when mail comes while it is away; nothing: no more. */
	async wakeAt(endpoint: string | undefined): Promise<void> {
		await this.#ask(endpoint === undefined ? { ask: 'push' } : { ask: 'push', endpoint });
	}

	/** Findable there by these cells, for an hour at most; no cells: no more. */
	async publish(card: string, cells: readonly number[]): Promise<void> {
		await this.#ask({ ask: 'publish', card, cells: [...cells] });
	}

	async list(community: string, card: string | undefined, cells: readonly number[]): Promise<void> {
		await this.#ask({ ask: 'list', community, ...(card !== undefined && { card }), cells: [...cells] });
	}

	/** Cards in text form as that server hands them out: unopened. Of peers, or of communities. */
	async find(cells: readonly number[], signal?: AbortSignal, kind?: 'community'): Promise<readonly string[]> {
		return (await this.#ask({ ask: 'find', cells: [...cells], ...(kind && { kind }) }, signal)).cards ?? [];
	}

	/** Asks, and asks again for as long as the server only says "slower". */
	async #ask(ask: Ask, signal?: AbortSignal): Promise<Ok> {
		for (let attempt = 0; ; attempt++) {
			const socket = this.#socket;
			if (this.#state !== 'online' || !socket) throw new NodeError('unreachable');
			try {
				return await socket.ask(ask, signal);
			} catch (error) {
				const waitMs = error instanceof RelayRefused && error.why === 'rate' ? error.retryMs : undefined;
				if (waitMs === undefined || waitMs > MOST_RETRY_MS || attempt >= RETRIES) throw error;
				await this.#deps.clock.sleep(waitMs, signal);
			}
		}
	}

	async #stayConnected(): Promise<void> {
		const { clock, chance } = this.#deps;
		const { signal } = this.#life;
		for (let attempt = 0; !signal.aborted; attempt++) {
			const began = clock.now();
			const code = this.#resting ? undefined : await this.#session();
			if (Math.abs(clock.now() - began) >= GOOD_MS) attempt = 0;
			if (code !== undefined && TROUBLES[code]) this.#trouble = TROUBLES[code];
			this.#setState('offline');
			const waitMs = code === CLOSE.tooMany ? BANNED_MS : backoffMs(BACKOFF, attempt, chance());
			this.#nap = new AbortController();
			await clock.sleep(this.#resting ? 2 ** 31 - 1 : waitMs, AbortSignal.any([this.#nap.signal, signal]));
		}
	}

	/** One connection from beginning to end; resolves with its close code. */
	async #session(): Promise<number> {
		this.#setState('connecting');
		const socket = new RelaySocket({
			...this.#deps,
			url: this.#url,
			onTold: (told) => {
				if (told.tell === 'mail') return this.#mail.take(told.mail, told.box);
				if (told.tell === 'presence') return this.onPresence.tell(told.peer, told.devices);
				const box = bytesOf(told.box);
				if (box) this.onForwarded.tell(told.from, box);
			},
			onOffset: (ms) => (this.#offsetMs = ms)
		});
		this.#socket = socket;
		await socket.proved.then(
			() => {
				this.#trouble = undefined;
				this.#setState('online');
				void this.#keepIce(socket);
				return this.#tellWatched();
			},
			// Said before the door is closed, by either side.
			(error: unknown) => (this.#trouble = error instanceof RelayRefused ? refusedAs(error) : undefined)
		);
		const code = await socket.closed;
		this.#mail.forget();
		return code;
	}

	/** For as long as this connection lasts. */
	async #keepIce(socket: RelaySocket): Promise<void> {
		const over = new AbortController();
		void socket.closed.then(() => over.abort());
		while (!over.signal.aborted) {
			// Without an answer what was known stays; the next connection asks again.
			const { ice } = await this.#ask({ ask: 'ice' }, over.signal).catch(() => ({ ice: undefined }));
			if (ice) this.onIce.tell(ice);
			await this.#deps.clock.sleep(ICE_EVERY_MS, over.signal);
		}
	}

	async #tellWatched(): Promise<void> {
		// A connection that ends meanwhile tells its successor at once.
		await this.#ask({ ask: 'watch', peers: this.#watched }).catch(() => undefined);
	}

	#setState(state: ServerState): void {
		if (this.#state === state) return;
		this.#state = state;
		this.onState.tell(state);
	}
}

function boxText(box: Uint8Array): string {
	if (box.length > MAX_BOX_BYTES) throw new NodeError('too-large', { detail: `${box.length} bytes` });
	return base64url(box);
}

function bytesOf(text: string): Bytes | undefined {
	try {
		return fromBase64url(text);
	} catch {
		return undefined;
	}
}
