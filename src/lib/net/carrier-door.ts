/**
 * The address at which y-webrtc finds the rooms of our server, with a token that proves this node's key. y-webrtc dials it
 * again by itself, for as long as the server remembers the token; one that the server has forgotten is replaced, and only
 * once the server answers again, for channels that stand need no server.
 */
import type { Device } from '#lib/protocol/identity.ts';
import type { Clock } from '#lib/agent/ports.ts';
import { Allowance } from './carrier-allowance.ts';
import { backoffMs } from './backoff.ts';
import { peerjsToken } from './peerjs-token.ts';

export interface CarrierDoorDeps {
	readonly server: URL;
	readonly device: Device;
	readonly clock: Clock;
	/** In [0, 1). */
	readonly chance: () => number;
}

const RETRY = { firstMs: 2_000, mostMs: 60_000 };
const TOKEN_MS = 10_000;
/** Below what the server takes of one key. */
const SAID_AT_ONCE = 150;
const SAID_PER_SECOND = 20;

/** y-webrtc's socket. */
interface Talker {
	send: (message: unknown) => void;
}

export class CarrierDoor {
	readonly #deps: CarrierDoorDeps;
	readonly #life = new AbortController();
	readonly #entered = new Map<string, Promise<void>>();
	readonly #bound = new WeakSet<Talker>();
	#address: Promise<string> | undefined;

	constructor(deps: CarrierDoorDeps) {
		this.#deps = deps;
	}

	/** Empty when it was closed meanwhile. Never rejects. */
	address(): Promise<string> {
		return (this.#address ??= this.#make());
	}

	/** True where the server answers and that address is no longer the one to dial: it opened nothing. */
	async renew(address: string): Promise<boolean> {
		if ((await this.address()) !== address) return true;
		const made = await this.#try();
		if (made === undefined) return false;
		this.#address = Promise.resolve(made);
		return true;
	}

	/** Resolves when nobody else is in that room here, with how to leave it. */
	async enter(name: string): Promise<() => void> {
		const before = this.#entered.get(name);
		let leave = (): void => undefined;
		const left = new Promise<void>((resolve) => (leave = resolve));
		const mine = Promise.resolve(before).then(() => left);
		this.#entered.set(name, mine);
		await before;
		return () => {
			leave();
			if (this.#entered.get(name) === mine) this.#entered.delete(name);
		};
	}

	/** So that nobody can make this node say more to the server than it takes. */
	bound(conn: Talker): void {
		if (this.#bound.has(conn)) return;
		this.#bound.add(conn);
		const send = conn.send.bind(conn);
		const { clock } = this.#deps;
		const said = new Allowance(SAID_AT_ONCE, SAID_PER_SECOND, clock.now());
		conn.send = (message) => {
			if (said.take(clock.now())) send(message);
		};
	}

	close(): void {
		this.#life.abort();
	}

	async #make(): Promise<string> {
		const { clock, chance } = this.#deps;
		const { signal } = this.#life;
		for (let attempt = 0; !signal.aborted; attempt++) {
			const made = await this.#try();
			if (made !== undefined) return made;
			await clock.sleep(backoffMs(RETRY, attempt, chance()), signal);
		}
		return '';
	}

	async #try(): Promise<string | undefined> {
		const { server, device } = this.#deps;
		const patience = AbortSignal.any([this.#life.signal, AbortSignal.timeout(TOKEN_MS)]);
		try {
			const token = await peerjsToken(server, device, patience);
			const address = new URL('/y-webrtc', server);
			address.protocol = server.protocol === 'https:' ? 'wss:' : 'ws:';
			address.searchParams.set('token', token);
			return address.href;
		} catch {
			return undefined;
		}
	}
}
