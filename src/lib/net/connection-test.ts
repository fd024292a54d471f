/**
 * The connection self-test: every part of the way to another person, one after the other, against the server itself, and
 * one cause in the end. Speaks through a socket of its own and leaves nothing behind. Never throws.
 */
import type { Clock, RandomBytes } from '#lib/agent/ports.ts';
import { base64url, fromBase64url, fromUtf8, utf8, type Bytes } from '#lib/protocol/bytes.ts';
import type { Device } from '#lib/protocol/identity.ts';
import { CLOSE, type FromServer } from '#lib/protocol/relay.ts';
import { findCandidates, linkToSelf } from './connection-test-link.ts';
import {
	StepFailed,
	type CauseName,
	type TestName,
	type TestReport,
	type TestStep
} from './connection-test-steps.ts';
import { iceServersOf, turnServersOf } from './ice.ts';
import { RelayRefused, RelaySocket, type SocketLike } from './relay-socket.ts';

/** As far as two clocks may stand apart without anybody noticing. */
const CLOCK_SLACK_MS = 2 * 60_000;
const REPLY_MS = 8_000;
/** Long enough to be fetched, short enough to be no burden where it is not. */
const LETTER_MS = 60_000;
/** Sealed boxes are never shorter: a server may ask for that. */
const MARK_BYTES = 16;
const BOX_BYTES = 568;

export interface ConnectionTestDeps {
	readonly server: URL;
	readonly device: Device;
	readonly clock: Clock;
	readonly random: RandomBytes;
	readonly openSocket: (url: string) => SocketLike;
	/** The body of what answers with 200. */
	readonly fetchText: (url: string, signal: AbortSignal) => Promise<string>;
	/** No direct link is tried. */
	readonly relayOnly: boolean;
}

type Told = Extract<FromServer, { tell: 'mail' | 'forwarded' | 'presence' }>;

/** Resolves with all steps; `tell` hears of each when it begins and when it ends. */
export async function testConnection(
	deps: ConnectionTestDeps,
	tell: (step: TestStep) => void
): Promise<TestReport> {
	const test = new ConnectionTest(deps, tell);
	try {
		return await test.run();
	} finally {
		test.close();
	}
}

class ConnectionTest {
	readonly #deps: ConnectionTestDeps;
	readonly #tell: (step: TestStep) => void;
	readonly #steps: TestStep[] = [];
	readonly #ears = new Set<(told: Told) => void>();
	readonly #challenged: Promise<void>;
	#offsetMs: number | undefined;
	#socket: RelaySocket | undefined;
	#cause: CauseName | undefined;
	#heardChallenge: () => void = () => undefined;

	constructor(deps: ConnectionTestDeps, tell: (step: TestStep) => void) {
		this.#deps = deps;
		this.#tell = tell;
		this.#challenged = new Promise((resolve) => (this.#heardChallenge = resolve));
	}

	close(): void {
		this.#socket?.close();
	}

	async run(): Promise<TestReport> {
		const { relayOnly } = this.#deps;
		const isUp = await this.#step('server', () => this.#reach());
		const isIn = isUp && (await this.#step('proof', () => this.#prove()));
		if (!isUp) this.#skip('proof');
		const ice = isIn ? await this.#ice() : [];
		const turn = turnServersOf(ice);
		const direct = { iceServers: [...ice] };
		const relayed: RTCConfiguration = { iceServers: [...turn], iceTransportPolicy: 'relay' };
		if (relayOnly) this.#skip('candidates', 'relay only');
		else await this.#step('candidates', () => findCandidates(direct));
		const carry = (said: string) => this.#carry(said);
		const canLink = isIn && this.#cause !== 'no-webrtc';
		if (!canLink || relayOnly) this.#skip('loop', relayOnly ? 'relay only' : undefined);
		else await this.#step('loop', () => linkToSelf(direct, carry, 'direct-blocked'));
		if (!canLink || turn.length === 0) this.#skip('turn', canLink ? 'no TURN server is named' : undefined);
		else await this.#step('turn', () => linkToSelf(relayed, carry, 'turn-refused'));
		if (isIn) await this.#step('mailbox', () => this.#mailRound());
		else this.#skip('mailbox');
		if (this.#isClockWrong()) this.#cause ??= 'clock';
		return { steps: this.#steps, cause: this.#cause };
	}

	async #step(name: TestName, go: () => Promise<string>): Promise<boolean> {
		const { clock } = this.#deps;
		const began = clock.now();
		this.#tell({ name, state: 'running' });
		try {
			const detail = await go();
			this.#ended({ name, state: 'passed', ms: clock.now() - began, ...(detail && { detail }) });
			return true;
		} catch (error) {
			this.#cause ??= error instanceof StepFailed ? error.blame : OTHERWISE[name];
			const detail = error instanceof Error ? error.message : String(error);
			this.#ended({ name, state: 'failed', ms: clock.now() - began, detail });
			return false;
		}
	}

	#skip(name: TestName, detail?: string): void {
		this.#ended({ name, state: 'skipped', ...(detail !== undefined && { detail }) });
	}

	#ended(step: TestStep): void {
		this.#steps.push(step);
		this.#tell(step);
	}

	/** By both ways: what answers pages may still not let sockets through. */
	async #reach(): Promise<string> {
		const { server, device, clock, openSocket, fetchText } = this.#deps;
		const health = await fetchText(new URL('/health', server).href, AbortSignal.timeout(REPLY_MS));
		const url = new URL('/elm', server);
		url.protocol = server.protocol === 'https:' ? 'wss:' : 'ws:';
		const socket = (this.#socket = new RelaySocket({
			url,
			device,
			clock,
			openSocket,
			onTold: (told) => {
				for (const hear of [...this.#ears]) hear(told);
			},
			onOffset: (ms) => {
				this.#offsetMs ??= ms;
				this.#heardChallenge();
			}
		}));
		const code = await Promise.race([this.#challenged, socket.closed]);
		if (code === CLOSE.tooMany) throw new StepFailed('banned', `closed ${code}`);
		if (code !== undefined) throw new StepFailed('server-down', `closed ${code}`);
		// It answers, and cannot keep anything: said here, blamed when mail fails.
		return /"status":"storage"/.test(health) ? 'its storage has failed' : '';
	}

	async #prove(): Promise<string> {
		const socket = this.#socket;
		if (!socket) throw new StepFailed('server-down', 'no socket');
		try {
			await socket.proved;
			return this.#isClockWrong() ? 'the clocks differ' : '';
		} catch (error) {
			const detail = error instanceof Error ? error.message : String(error);
			const code = await Promise.race([socket.closed, this.#deps.clock.sleep(1_000)]);
			const isRefusal = error instanceof RelayRefused;
			if (code === CLOSE.tooMany || (isRefusal && error.why === 'rate'))
				throw new StepFailed('banned', detail);
			if (this.#isClockWrong()) throw new StepFailed('clock', detail);
			throw new StepFailed(isRefusal || code !== 1006 ? 'proof-refused' : 'server-down', detail);
		}
	}

	async #ice(): Promise<readonly RTCIceServer[]> {
		const reply = await this.#socket?.ask({ ask: 'ice' }).catch(() => undefined);
		return iceServersOf(reply?.ice ?? []);
	}

	/** To ourselves, as a live box: the server hands it to every open socket of ours, this one too. */
	async #carry(said: string): Promise<string> {
		const { device, random } = this.#deps;
		const mark = random(MARK_BYTES);
		const box = boxOf(mark, utf8(said));
		const back = this.#next((told) => (told.tell === 'forwarded' ? unmarked(told.box, mark) : undefined));
		await this.#socket?.ask({ ask: 'forward', to: device.peer, box: base64url(box) });
		return fromUtf8(await back);
	}

	async #mailRound(): Promise<string> {
		const { device, clock, random } = this.#deps;
		const mark = random(MARK_BYTES);
		const box = base64url(boxOf(mark, new Uint8Array()));
		const exp = Math.round(clock.now() + (this.#offsetMs ?? 0)) + LETTER_MS;
		const back = this.#next((told) => (told.tell === 'mail' && told.box === box ? told.mail : undefined));
		try {
			await this.#socket?.ask({ ask: 'mail', to: device.peer, exp, box });
			await this.#socket?.ask({ ask: 'received', mail: [await back] });
			return '';
		} catch (error) {
			const why = error instanceof RelayRefused ? error.why : undefined;
			const detail = error instanceof Error ? error.message : String(error);
			throw new StepFailed(
				why === 'storage' ? 'storage' : 'mailbox-refused',
				why ? `${why}: ${detail}` : detail
			);
		}
	}

	/** The first word of the server that `find` makes something of. Listens from now on. */
	#next<T>(find: (told: Told) => T | undefined): Promise<T> {
		const found = new Promise<T>((resolve, reject) => {
			const stop = () => {
				clearTimeout(timer);
				this.#ears.delete(hear);
			};
			const hear = (told: Told) => {
				const value = find(told);
				if (value === undefined) return;
				stop();
				resolve(value);
			};
			const timer = setTimeout(() => {
				stop();
				reject(new Error('it did not come back'));
			}, REPLY_MS);
			this.#ears.add(hear);
		});
		// Whoever asked may have failed before.
		found.catch(() => undefined);
		return found;
	}

	#isClockWrong(): boolean {
		return Math.abs(this.#offsetMs ?? 0) > CLOCK_SLACK_MS;
	}
}

const OTHERWISE: Readonly<Record<TestName, CauseName>> = {
	server: 'server-down',
	proof: 'proof-refused',
	candidates: 'no-candidates',
	loop: 'direct-blocked',
	turn: 'turn-refused',
	mailbox: 'mailbox-refused'
};

function boxOf(mark: Uint8Array, said: Uint8Array): Bytes {
	const box = new Uint8Array(Math.max(BOX_BYTES, MARK_BYTES + 4 + said.length));
	box.set(mark);
	new DataView(box.buffer).setUint32(MARK_BYTES, said.length);
	box.set(said, MARK_BYTES + 4);
	return box;
}

/** What a box of ours says; undefined for anybody else's. */
function unmarked(encoded: string, mark: Uint8Array): Bytes | undefined {
	const box = fromBase64url(encoded);
	if (box.length < BOX_BYTES || mark.some((byte, at) => box[at] !== byte)) return undefined;
	const length = new DataView(box.buffer, box.byteOffset).getUint32(MARK_BYTES);
	return box.slice(MARK_BYTES + 4, MARK_BYTES + 4 + length);
}
