/** Servers, privacy, wake-ups and the self-test, as the screens see and set them. Loaded when a screen first asks. */
import type { Clock, RandomBytes } from '#lib/agent/ports.ts';
import { testConnection } from '#lib/net/connection-test.ts';
import { iceHostsOf, iceServersOf, turnServersOf } from '#lib/net/ice.ts';
import type { NodeMesh } from '#lib/net/mesh.ts';
import type { Servers } from '#lib/net/servers.ts';
import type { Device } from '#lib/protocol/identity.ts';
import { MAX_RELAYS } from '#lib/protocol/limits.ts';
import type { Settings } from '#lib/store/settings.ts';
import type {
	AddServerTrouble,
	ConnectionApi,
	ConnectionSettings,
	ConnectionState,
	TestReport,
	TestRun,
	TestStep,
	Wake
} from './connection-api.ts';
import { PRIVACY, SERVERS, type KeptConnection } from './connection-kept.ts';
import { setWake, wakeNow } from './connection-wake.ts';

export interface ConnectionDeps {
	readonly server: URL;
	readonly device: Device;
	readonly settings: Pick<Settings, 'put'>;
	readonly mesh: Pick<NodeMesh, 'setRelayOnly'>;
	readonly relay: Servers;
	/** What holds now; changed here. */
	readonly kept: KeptConnection;
	/** The device's own, not corrected. */
	readonly clock: Clock;
	readonly random: RandomBytes;
	readonly openSocket: (url: string) => WebSocket;
	/** The servers of this node are others now: its card says so, and its contacts hear of it. */
	readonly moved: () => Promise<void>;
	readonly tell: (state: ConnectionState) => void;
}

export function keepConnection(deps: ConnectionDeps): ConnectionApi {
	const { server, settings, mesh, relay, kept } = deps;
	let wake: Wake = 'unavailable';
	let test: TestRun | null = null;
	let running: Promise<TestReport> | undefined;
	const waking = { server, wakeAt: (endpoint?: string) => relay.wakeAt(endpoint) };

	const tell = (): void => deps.tell({ settings: settingsNow(relay, kept, wake), test });
	relay.onLines.add(tell);
	relay.onIce.add(tell);

	async function setServers(servers: readonly URL[]): Promise<void> {
		kept.servers = servers;
		await settings.put(
			SERVERS,
			servers.map(({ origin }) => origin)
		);
		await relay.setServers(servers);
		await deps.moved();
		tell();
	}

	async function runTest(): Promise<TestReport> {
		const startedAt = deps.clock.now();
		let steps: readonly TestStep[] = [];
		const show = (cause: TestReport['cause'], isRunning: boolean): void => {
			test = { steps, cause, running: isRunning, startedAt };
			tell();
		};
		show(undefined, true);
		const { device, clock, random, openSocket } = deps;
		const { relayOnly } = kept;
		const parts = { server, device, clock, random, openSocket, relayOnly, fetchText };
		const report = await testConnection(parts, (step) => {
			steps = [...steps.filter(({ name }) => name !== step.name), step];
			show(undefined, true);
		});
		steps = report.steps;
		show(report.cause, false);
		return report;
	}

	return {
		async connectionSettings() {
			wake = await wakeNow(waking);
			tell();
			return settingsNow(relay, kept, wake);
		},
		async addServer(address) {
			const url = serverOf(address, server);
			const trouble = url ? addTrouble(url, server, kept.servers) : 'malformed';
			if (!url || trouble) return trouble;
			await setServers([...kept.servers, url]);
			return undefined;
		},
		removeServer: (url) => setServers(kept.servers.filter(({ origin }) => origin !== url)),
		async setPrivacy(privacy) {
			kept.relayOnly = privacy === 'relay-only';
			// First of all: nothing is to leave while it is being written down.
			mesh.setRelayOnly(kept.relayOnly);
			await settings.put(PRIVACY, privacy);
			tell();
		},
		async setWake(on) {
			wake = await setWake(on, waking);
			tell();
			return wake;
		},
		testConnection: () => (running ??= runTest().finally(() => (running = undefined)))
	};
}

function settingsNow(relay: Servers, kept: KeptConnection, wake: Wake): ConnectionSettings {
	const ice = iceServersOf(relay.ice);
	const named = iceHostsOf(kept.relayOnly ? turnServersOf(ice) : ice);
	return {
		servers: relay.lines.map(({ url, client }, at) => ({
			url: url.origin,
			own: at === 0,
			state: client.state,
			...(client.trouble && { trouble: client.trouble })
		})),
		privacy: kept.relayOnly ? 'relay-only' : 'direct',
		wake,
		hosts: [...new Set([...relay.lines.map(({ url }) => url.host), ...named])]
	};
}

async function fetchText(url: string, signal: AbortSignal): Promise<string> {
	const response = await fetch(url, { cache: 'no-store', signal });
	if (!response.ok) throw new Error(`answered ${response.status}`);
	return response.text();
}

/** As people write addresses. Without encryption only on this machine itself. */
function serverOf(address: string, own: URL): URL | undefined {
	const written = address.trim();
	const whole = /^[a-z]+:\/\//i.test(written) ? written : `https://${written}`;
	if (written === '' || !URL.canParse(whole)) return undefined;
	const url = new URL(whole);
	// Browsers leave out of a policy what stands in brackets.
	if (url.hostname === '[::1]') url.hostname = 'localhost';
	const isHere = url.hostname === 'localhost' || url.hostname === '127.0.0.1';
	// An https page may not open sockets without it.
	const isOpen = url.protocol === 'http:' && isHere && own.protocol === 'http:';
	if ((url.protocol !== 'https:' && !isOpen) || url.username !== '' || url.hostname.includes('['))
		return undefined;
	return new URL(url.origin);
}

function addTrouble(url: URL, own: URL, added: readonly URL[]): AddServerTrouble | undefined {
	if ([own, ...added].some(({ origin }) => origin === url.origin)) return 'known';
	return added.length + 1 >= MAX_RELAYS ? 'too-many' : undefined;
}
