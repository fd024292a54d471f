/**
 * What the screens may ask and are told about servers, privacy, wake-ups and the self-test. A part of NodeApi. What goes
 * on comes with the state (`NodeState.connection`), so that every tab sees the same.
 */
import type { TestName, TestReport } from '#lib/net/connection-test-steps.ts';
import type { ServerTrouble } from '#lib/net/relay-client.ts';

export type { CauseName, TestName, TestReport, TestStep } from '#lib/net/connection-test-steps.ts';
export type { ServerTrouble } from '#lib/net/relay-client.ts';

export interface ServerLine {
	/** Its origin. */
	readonly url: string;
	/** The one the app was loaded from: always the first, and cannot be taken away. */
	readonly own: boolean;
	readonly state: 'connecting' | 'online' | 'offline';
	/** Why it is not online, where the server said so itself. */
	readonly trouble?: ServerTrouble;
}

/** `relay-only`: no address of this device goes to a peer. */
export type Privacy = 'direct' | 'relay-only';
/** `unavailable`: this browser cannot be woken, or the server wakes nobody. */
export type Wake = 'off' | 'on' | 'unavailable';

export interface ConnectionSettings {
	readonly servers: readonly ServerLine[];
	readonly privacy: Privacy;
	readonly wake: Wake;
	/** Every host this node contacts for connecting, the servers' own and those they named for STUN and TURN, as `host:port`. */
	readonly hosts: readonly string[];
}

/** In the order they are tried. */
export const TEST_NAMES: readonly TestName[] = ['server', 'proof', 'candidates', 'loop', 'turn', 'mailbox'];

/** The last test, or the one that runs. */
export interface TestRun extends TestReport {
	readonly running: boolean;
	readonly startedAt: number;
}

/** `settings` is null until somebody asked for them. */
export interface ConnectionState {
	readonly settings: ConnectionSettings | null;
	readonly test: TestRun | null;
}

/** Why a server cannot be added: not an https address (http only on this machine) · here already · more than four. */
export type AddServerTrouble = 'malformed' | 'known' | 'too-many';

export interface ConnectionApi {
	/** From then on also in the state, whenever something of it changes. */
	connectionSettings(): Promise<ConnectionSettings>;
	/** By its address; resolves with what was wrong with it, or undefined. Whether it answers comes with the state. */
	addServer(url: string): Promise<AddServerTrouble | undefined>;
	removeServer(url: string): Promise<void>;
	/** Takes effect at once: links are closed and made anew. */
	setPrivacy(privacy: Privacy): Promise<void>;
	/** Asks the browser's permission first, which must come from a press of a button. Resolves with what it is now. */
	setWake(on: boolean): Promise<Wake>;
	/** The steps come with the state (`connection.test`) as they go on. Never throws; one at a time. */
	testConnection(): Promise<TestReport>;
}

export const CONNECTION_CALLS = [
	'connectionSettings',
	'addServer',
	'removeServer',
	'setPrivacy',
	'setWake',
	'testConnection'
] as const satisfies readonly (keyof ConnectionApi)[];
