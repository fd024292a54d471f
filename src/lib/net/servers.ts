/**
 * All the signaling servers of this node as one: its own first, then those the person added. A peer is present where any
 * of them sees it; what is for it goes to the first of its servers that takes it, by federation where none of them is
 * ours. What a server says of people who are not at home there is not believed.
 */
import { NodeError, type Clock, type InviteDesk } from '#lib/agent/ports.ts';
import type { Bytes } from '#lib/protocol/bytes.ts';
import { asPeerId, type Device, type PeerId } from '#lib/protocol/identity.ts';
import { placeOf } from '#lib/protocol/relay.ts';
import { Listeners } from './listeners.ts';
import type { MailListener } from './mail-intake.ts';
import { RelayClient, type ServerState, type ServerTrouble, type ToldIce } from './relay-client.ts';
import type { SocketLike } from './relay-socket.ts';
import { held, type Door, type Held, type Line } from './server-line.ts';
import { ahead, firstToTake, hostOf, origins, watchedWays, waysTo, type Way } from './ways.ts';

export interface ServersDeps {
	/** The page's own. */
	readonly server: URL;
	readonly device: Device;
	/** The device's own, not corrected. */
	readonly clock: Clock;
	readonly chance: () => number;
	readonly openSocket: (url: string) => SocketLike;
	readonly openDoor: (server: URL) => Promise<Door>;
	/** The servers on a peer's card, as it names them; none where it is not known. */
	readonly homes: (peer: PeerId) => Promise<readonly string[]>;
}

export class Servers implements InviteDesk {
	/** The best of them; told again whenever another one is there. */
	readonly onState = new Listeners<[state: ServerState]>();
	/** `from` is a PeerId, or the whole address of somebody who is not known to be at home there. */
	readonly onForwarded = new Listeners<[from: string, box: Bytes]>();
	/** Where a peer can be dialled: PeerJS ids, with `<host>/` before it at an added server. */
	readonly onPresence = new Listeners<[peer: string, doors: readonly string[]]>();
	readonly onIce = new Listeners<[ice: ToldIce]>();
	/** One of them came, went, or changed its state. */
	readonly onLines = new Listeners<[]>();
	readonly #deps: ServersDeps;
	readonly #own: Held;
	#lines: readonly Held[];
	#state: ServerState = 'offline';
	#peers: readonly PeerId[] = [];
	#homes: ReadonlyMap<PeerId, readonly string[]> = new Map();
	#listener: MailListener | undefined;
	#wanted: readonly URL[] = [];
	#open = false;

	constructor(deps: ServersDeps) {
		this.#deps = deps;
		this.#own = held(deps.server, new RelayClient(deps));
		this.#lines = [this.#own];
		this.#follow(this.#own);
	}

	get lines(): readonly Line[] {
		return this.#lines;
	}

	get state(): ServerState {
		return this.#state;
	}

	get trouble(): ServerTrouble | undefined {
		return this.#own.client.trouble;
	}

	/** The own server's time minus the device's; another one's only until the own was heard. */
	get offsetMs(): number {
		for (const { client } of this.#lines) if (client.offsetMs !== 0) return client.offsetMs;
		return 0;
	}

	/** What all of them named, the own server's first. */
	get ice(): ToldIce {
		return this.#lines.flatMap(({ ice }) => ice);
	}

	/** The servers beside the own one; replaces those before. */
	async setServers(urls: readonly URL[]): Promise<void> {
		this.#wanted = urls;
		for (const line of this.#lines)
			if (line !== this.#own && !urls.some(({ origin }) => origin === line.url.origin)) this.#drop(line);
		for (const url of urls) {
			// Without a network a door may not open; the next waking tries again.
			const door = this.#line(url.origin) ? undefined : await this.#deps.openDoor(url).catch(() => undefined);
			if (!door) continue;
			// Taken away again, or added twice, while the door was opened.
			if (!this.#wanted.includes(url) || this.#line(url.origin)) door.close();
			else this.#add(url, door);
		}
		this.onLines.tell();
	}

	onMail(listener: MailListener): void {
		this.#listener = listener;
		for (const { client } of this.#lines) client.onMail(listener);
	}

	open(): void {
		this.#open = true;
		for (const { client } of this.#lines) client.open();
	}

	wake(): void {
		this.#open = true;
		if (this.#wanted.some(({ origin }) => !this.#line(origin))) void this.setServers(this.#wanted);
		for (const { client } of this.#lines) client.wake();
	}

	rest(): void {
		this.#open = false;
		for (const { client } of this.#lines) client.rest();
	}

	close(): void {
		this.#open = false;
		this.#wanted = [];
		for (const { client, door } of this.#lines) {
			client.close();
			door?.close();
		}
	}

	/** Resolves when one of the reader's servers has the box on its disk. */
	async mail(to: PeerId, box: Uint8Array, expiresAt: number, signal?: AbortSignal): Promise<void> {
		await firstToTake(await this.#waysTo(to), signal, ({ line, address }) =>
			line.client.mail(address, box, expiresAt, signal)
		);
	}

	/** Resolves when a server has handed the box to an open tab of `to`; where it was seen comes first. */
	async forward(to: PeerId, box: Uint8Array, signal?: AbortSignal): Promise<void> {
		const ways = await this.#waysTo(to);
		const seen = ({ line, address }: Way<Held>) => (line.present.get(address)?.length ?? 0) > 0;
		await firstToTake(ahead(ways, seen), signal, ({ line, address }) =>
			line.client.forward(address, box, signal)
		);
	}

	/** Whose presence to tell. */
	watch(peers: readonly PeerId[]): void {
		this.#peers = peers;
		void this.#learnHomes(peers);
	}

	/** Where an invite made now can be redeemed: the first server that is there. */
	where(): string | undefined {
		return this.#lines.find(({ client }) => client.state === 'online')?.url.origin;
	}

	async register(hash: string, uses: number, expiresAt: number, at?: string): Promise<void> {
		await this.#desk(at).register(hash, uses, expiresAt);
	}

	async revoke(hash: string, at?: string): Promise<void> {
		await this.#desk(at).revoke(hash);
	}

	async redeem(token: string, box: Uint8Array, at?: string): Promise<void> {
		await this.#desk(at).redeem(token, box);
	}

	/** At the own server: another one has another key. */
	wakeAt(endpoint: string | undefined): Promise<void> {
		return this.#own.client.wakeAt(endpoint);
	}

	#desk(at: string | undefined): RelayClient {
		const line = at === undefined ? this.#own : this.#line(origins([at])[0]);
		if (!line) throw new NodeError('unreachable', { detail: 'not one of this node’s servers' });
		return line.client;
	}

	#line(origin: string | undefined): Held | undefined {
		return this.#lines.find(({ url }) => url.origin === origin);
	}

	#add(url: URL, door: Door): void {
		const { device, clock, chance } = this.#deps;
		const line = held(
			url,
			new RelayClient({ server: url, device, clock, chance, openSocket: door.openSocket }),
			door
		);
		this.#lines = [...this.#lines, line];
		this.#follow(line);
		if (this.#listener) line.client.onMail(this.#listener);
		if (this.#open) line.client.open();
	}

	#drop(line: Held): void {
		this.#lines = this.#lines.filter((other) => other !== line);
		line.client.close();
		line.door?.close();
		this.#forgetPresence(line);
		this.#rewatch();
	}

	#follow(line: Held): void {
		const { client } = line;
		client.onForwarded.add((from, box) => this.onForwarded.tell(this.#believed(line, from), box));
		client.onPresence.add((address, devices) => {
			if (!line.watched.includes(address)) return;
			line.present.set(address, devices);
			this.#tellPresence(placeOf(address).peer);
		});
		client.onIce.add((ice) => {
			line.ice = ice;
			this.onIce.tell(this.ice);
		});
		client.onState.add((state) => this.#changed(line, state));
	}

	#changed(line: Held, state: ServerState): void {
		const states = this.#lines.map(({ client }) => client.state);
		const best = (['online', 'connecting'] as const).find((one) => states.includes(one)) ?? 'offline';
		const isNews = best !== this.#state || state === 'online';
		this.#state = best;
		if (isNews) this.onState.tell(best);
		if (state !== 'online') this.#forgetPresence(line);
		this.#rewatch();
		this.onLines.tell();
	}

	/** The peer, where this server may speak of it; else the address as it came, which names no peer. */
	#believed(line: Held, from: string): string {
		const { peer, server } = placeOf(from);
		const id = asPeerId(peer);
		const homes = id && this.#homes.get(id);
		if (server !== undefined) return homes?.some((home) => hostOf(home) === server) ? peer : from;
		const mayBeHere = line === this.#own || !homes?.length || homes.includes(line.url.origin);
		return mayBeHere ? peer : `${peer}@${line.url.host}`;
	}

	async #learnHomes(peers: readonly PeerId[]): Promise<void> {
		const homes = await Promise.all(peers.map((peer) => this.#deps.homes(peer)));
		if (peers !== this.#peers) return;
		this.#homes = new Map(peers.map((peer, at) => [peer, origins(homes[at] ?? [])]));
		this.#rewatch();
	}

	async #waysTo(peer: PeerId): Promise<readonly Way<Held>[]> {
		return waysTo(peer, origins(await this.#deps.homes(peer)), this.#online());
	}

	#online(): readonly Held[] {
		return this.#lines.filter(({ client }) => client.state === 'online');
	}

	/** Each peer is watched at all of its servers that are ours, and elsewhere through the first of ours that is there. */
	#rewatch(): void {
		const online = this.#online();
		// Said as soon as it is back.
		const there = online.length > 0 ? online : [this.#own];
		for (const line of this.#lines) {
			const watched = this.#peers
				.flatMap((peer) => watchedWays(waysTo(peer, this.#homes.get(peer) ?? [], there)))
				.filter((way) => way.line === line)
				.map(({ address }) => address);
			if (watched.join() === line.watched.join()) continue;
			line.watched = watched;
			const gone = [...line.present.keys()].filter((address) => !watched.includes(address));
			for (const address of gone) line.present.delete(address);
			for (const address of gone) this.#tellPresence(placeOf(address).peer);
			line.client.watch(watched);
		}
	}

	#forgetPresence(line: Held): void {
		const peers = new Set([...line.present.keys()].map((address) => placeOf(address).peer));
		line.present.clear();
		for (const peer of peers) this.#tellPresence(peer);
	}

	#tellPresence(peer: string): void {
		const doors = this.#lines.flatMap((line) => {
			const devices = [...line.present].flatMap(([address, ids]) =>
				placeOf(address).peer === peer ? ids : []
			);
			return line === this.#own ? devices : devices.map((id) => `${line.url.host}/${id}`);
		});
		this.onPresence.tell(peer, doors);
	}
}
