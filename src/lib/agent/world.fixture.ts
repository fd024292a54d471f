/** Agents with plain stores on a network that delivers only when told to: nothing happens behind a test's back. */
import { newDevice, type Device, type PeerId } from '../protocol/identity.ts';
import { inboxKeyOf, seal } from '../protocol/sealed.ts';
import { write, type Envelope, type Kind, type Writing } from '../protocol/envelope.ts';
import { tokenHash } from '../protocol/invite.ts';
import { createAgent, type Agent, type AgentDeps, type AgentEvent, type Via } from './agent.ts';
import type { AskEvent, Exchange } from './events.ts';
import { NodeError, type RandomBytes, type Reach, type Visibility } from './ports.ts';
import { aClock, seeded, simpleQuotes } from './means.fixture.ts';
import { aStore, type Stores } from './stores.fixture.ts';

/** Who does not want to be found by topic. */
export const unfound = { topics: [], capabilities: [], languages: [] } as const;

export interface Parcel {
	readonly from: PeerId;
	readonly to: PeerId;
	readonly box: Uint8Array;
	readonly via: Via;
}

export interface Node {
	readonly peer: PeerId;
	readonly name: string;
	readonly root: Uint8Array;
	readonly device: Device;
	agent: Agent;
	readonly deps: AgentDeps;
	readonly stores: Stores;
	readonly events: AgentEvent[];
	readonly blames: { readonly peer: PeerId; readonly reason: string }[];
	readonly logs: string[];
	online: boolean;
	/** The same stores and keys in a fresh tab. */
	reload(): void;
	teach(text: string, visibility: Visibility['to'] | Visibility, title?: string): string;
	/** Asks, delivers everything, turns the clock to the deadline; the exchange as it ended. */
	ask(question: string): Promise<Exchange>;
	/** Every event of a question; `during` runs when the peers have been asked, instead of delivering everything. */
	askAll(question: string, during?: () => Promise<void>, signal?: AbortSignal): Promise<AskEvent[]>;
}

/** Peers with an open tab reach one another directly, sleepers through their mailbox, nobody while the server is down. */
export class World {
	readonly clock = aClock();
	readonly nodes = new Map<PeerId, Node>();
	readonly pending: Parcel[] = [];
	readonly mailboxes = new Map<PeerId, Parcel[]>();
	readonly tokens = new Map<string, { uses: number; expiresAt: number }>();
	/** Everything that was delivered. */
	readonly delivered: Parcel[] = [];
	serverUp = true;
	/** How two open tabs reach each other. */
	between: 'direct' | 'relay' = 'direct';
	/** Picks which parcel is delivered next, and what becomes of it. */
	fate: (pending: readonly Parcel[]) => { readonly index: number; readonly times: number } = () => ({
		index: 0,
		times: 1
	});
	readonly #seed: string;
	constructor(seed = 'world') {
		this.#seed = seed;
	}

	async add(name: string, change: Partial<AgentDeps> = {}, certificateSeq = 1): Promise<Node> {
		const random = seeded(`${this.#seed}/${name}`);
		const root = random(32);
		return this.addDevice(
			name,
			root,
			await newDevice(root, random, this.clock.now(), certificateSeq),
			change,
			random
		);
	}

	addDevice(
		name: string,
		root: Uint8Array,
		device: Device,
		change: Partial<AgentDeps>,
		random: RandomBytes
	): Node {
		const stores = aStore();
		const secret = random(32);
		const key = inboxKeyOf(secret);
		const exp = this.clock.now() + 7 * 86_400_000;
		const peer = device.peer;
		const events: AgentEvent[] = [];
		const blames: Node['blames'] = [];
		const logs: string[] = [];
		const deps: AgentDeps = {
			...stores,
			keyring: {
				device,
				inbox: async () => ({ ...(await key), exp }),
				inboxSecret: async (id) => (id === (await key).id ? secret : undefined)
			},
			self: () => ({ name, relays: ['https://elm.example'], cardVersion: 1, ...unfound }),
			mesh: this.#mesh(peer),
			inviteDesk: this.#desk(peer),
			engine: () => simpleQuotes,
			quotes: simpleQuotes,
			embedder: () => undefined,
			clock: this.clock,
			random,
			log: (what, detail) => void logs.push(`${what} ${JSON.stringify(detail ?? {})}`),
			blame: (blamed, reason) => void blames.push({ peer: blamed, reason }),
			...change
		};
		const node: Node = {
			...{ peer, name, root, device, deps, stores, events, blames, logs, online: true },
			agent: createAgent(deps),
			reload() {
				node.agent = createAgent(deps);
				node.agent.on((event) => events.push(event));
			},
			teach(text, visibility, title = 'Note') {
				const id = `item-${stores.shelf.items.length}`;
				const to = typeof visibility === 'string' ? ({ to: visibility } as Visibility) : visibility;
				const at = deps.clock.now();
				stores.shelf.items.push({ id, kind: 'note', title, text, visibility: to, madeAt: at, changedAt: at });
				return id;
			},
			ask: async (question) => (await node.askAll(question)).at(-1)!.exchange,
			askAll: async (question, during = () => this.run(), signal = new AbortController().signal) => {
				const steps: AskEvent[] = [];
				const options = { others: true, conversation: 'c', after: null };
				for await (const step of node.agent.ask(question, options, signal)) {
					steps.push(step);
					if (step.step !== 'asking') continue;
					await node.agent.idle();
					await during();
					this.clock.turn(8_000);
				}
				return steps;
			}
		};
		node.agent.on((event) => events.push(event));
		this.nodes.set(peer, node);
		return node;
	}

	/** Two contacts, as if they had met long ago. */
	async befriend(a: Node, b: Node): Promise<void> {
		for (const [one, other] of [
			[a, b],
			[b, a]
		] as const) {
			const { id, key } = await other.deps.keyring.inbox();
			await one.stores.contacts.put({
				peer: other.peer,
				name: other.name,
				standing: 'accepted',
				inbox: { id, key },
				relays: [],
				compared: false,
				since: this.clock.now(),
				certificateSeq: 0
			});
		}
	}

	/** A sealed box with whatever `from` says to `to`, however it says it. */
	async box<K extends Kind>(
		from: Node,
		to: Node,
		kind: K,
		body: Writing<K>['body'],
		change: Partial<Writing<K>> = {}
	): Promise<{ readonly box: Uint8Array; readonly envelope: Envelope }> {
		const words: Writing<K> = {
			...{ kind, body, from: from.device, to: to.peer, travel: 'live', now: this.clock.now() },
			random: from.deps.random
		};
		const envelope = await write({ ...words, ...change });
		return { envelope, box: await seal(envelope.bytes, to.peer, await to.deps.keyring.inbox()) };
	}

	/** Delivers until nothing is on the way, with all that follows from it. */
	async run(): Promise<void> {
		await this.idle();
		while (this.pending.length > 0) {
			const { index, times } = this.fate(this.pending);
			const [parcel] = this.pending.splice(index, 1);
			for (let i = 0; i < times; i++) await this.deliver(parcel!);
		}
	}

	async deliver(parcel: Parcel): Promise<void> {
		const node = this.nodes.get(parcel.to);
		if (!node?.online) return this.#keep(parcel);
		this.delivered.push(parcel);
		await node.agent.receive(parcel.box, parcel.via);
		await this.idle();
	}

	async idle(): Promise<void> {
		for (const node of this.nodes.values()) await node.agent.idle();
	}

	sleep(node: Node): void {
		node.online = false;
	}

	/** The tab opens again: mail comes, and what others kept for it. */
	async wake(node: Node): Promise<void> {
		node.online = true;
		for (const parcel of this.mailboxes.get(node.peer)?.splice(0) ?? []) this.pending.push(parcel);
		await node.agent.flush();
		await this.run();
	}

	#keep(parcel: Parcel): void {
		// What was forwarded or on a link is lost with the tab.
		if (parcel.via.over !== 'mailbox') return;
		this.mailboxes.set(parcel.to, [...(this.mailboxes.get(parcel.to) ?? []), parcel]);
	}

	reach(to: PeerId): Reach {
		if (this.nodes.get(to)?.online) return this.between === 'relay' && !this.serverUp ? 'none' : this.between;
		return this.serverUp ? 'mailbox' : 'none';
	}

	#mesh(from: PeerId): AgentDeps['mesh'] {
		return {
			reach: (to) => this.reach(to),
			send: async (to, box) => {
				if (!['direct', 'relay'].includes(this.reach(to))) throw new NodeError('unreachable');
				const via: Via = this.between === 'direct' ? { over: 'link', peer: from } : { over: 'relay' };
				this.pending.push({ from, to, box, via });
			},
			mail: async (to, box) => {
				if (!this.serverUp) throw new NodeError('unreachable');
				this.#post({ from, to, box, via: { over: 'mailbox' } });
			}
		};
	}

	#post(parcel: Parcel): void {
		if (this.nodes.get(parcel.to)?.online) this.pending.push(parcel);
		else this.#keep(parcel);
	}

	#desk(from: PeerId): AgentDeps['inviteDesk'] {
		const inviter = new Map<string, PeerId>();
		this.#inviters.push(inviter);
		return {
			register: async (hash, uses, expiresAt) => {
				if (!this.serverUp) throw new NodeError('unreachable');
				inviter.set(hash, from);
				this.tokens.set(hash, { uses, expiresAt });
			},
			revoke: async (hash) => {
				if (!this.serverUp) throw new NodeError('unreachable');
				this.tokens.delete(hash);
			},
			redeem: async (token, box) => {
				if (!this.serverUp) throw new NodeError('unreachable');
				const hash = tokenHash(token);
				const known = this.tokens.get(hash);
				if (!known || known.uses < 1 || known.expiresAt < this.clock.now())
					throw new NodeError('invite-spent');
				known.uses--;
				const to = this.#inviters.map((one) => one.get(hash)).find((peer) => peer !== undefined)!;
				this.#post({ from, to, box, via: { over: 'mailbox' } });
			}
		};
	}
	readonly #inviters: Map<string, PeerId>[] = [];
}
