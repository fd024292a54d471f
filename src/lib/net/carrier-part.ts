/**
 * One y-webrtc room: a stretch of a community's entries, carried live among the members who are linked now. Who may come
 * in, who tells what to whom, and what becomes of those who do damage.
 */
import { Awareness, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import { concat, type Bytes } from '#lib/protocol/bytes.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { Allowance } from './carrier-allowance.ts';
import { Reading, varBytes } from './carrier-bytes.ts';
import { CarrierDocument, NOTHING, SAY, SYNC, syncMessage } from './carrier-document.ts';
import type { Carried } from './carrier-entry.ts';
import { CarrierMember, type MemberDeps } from './carrier-member.ts';
import type CarrierPeer from './carrier-peer.ts';
import type { CarrierHooks } from './carrier-peer.ts';
import { presenceIn, presenceUpdate } from './carrier-presence.ts';
import type { CarrierFault, CarrierRoom, Presence, Present } from './carrier.ts';
import type { Link } from './link.ts';

/** Somebody else's entry is passed on to so many: who it does not reach has it from them, or over an agent link. */
const GOSSIP = 3;
/** Channels in the making at once, and how many may be begun. */
const MAX_BEGUN = 12;
const BEGIN_AT_ONCE = 40;
const BEGIN_PER_SECOND = 1;
/** Devices of one person. */
const MAX_OF_PEER = 4;

type Prove = CarrierHooks['prove'];

export interface PartDeps
	extends
		Pick<CarrierHooks, 'clock' | 'SimplePeer' | 'configuration'>,
		Pick<CarrierRoom, 'mayBe' | 'onEntries'>,
		Pick<MemberDeps, 'community' | 'screening'> {
	/** `admit`: whether to go on, once it was read who they say they are. Throws DialError. */
	readonly prove: (
		parts: Parameters<Prove>[0],
		role: Parameters<Prove>[1],
		admit: (peer: PeerId) => boolean
	) => Promise<Link>;
	/** In [0, 1). */
	readonly chance: () => number;
	/** My log: what is mine goes to everybody at once. */
	readonly dev: string;
	readonly isOut: (peer: PeerId) => boolean;
	readonly onFault: (peer: PeerId, what: CarrierFault) => void;
	readonly onMembers: () => void;
	readonly onPresence: () => void;
}

export class CarrierPart {
	readonly document = new CarrierDocument();
	readonly awareness = new Awareness(this.document.doc);
	readonly #deps: PartDeps;
	readonly #members = new Map<CarrierPeer, CarrierMember>();
	readonly #begins: Allowance;
	#begun = 0;
	#failures = 0;
	#clients = 0;
	/** While something is put in: to whom y-webrtc is to tell it. */
	#told: ReadonlySet<CarrierPeer> = new Set();

	constructor(deps: PartDeps) {
		this.#deps = deps;
		this.#begins = new Allowance(BEGIN_AT_ONCE, BEGIN_PER_SECOND, deps.clock.now());
		this.awareness.on('change', deps.onPresence);
	}

	/** Proven. */
	get links(): readonly Link[] {
		return [...this.#members.values()].map(({ link }) => link);
	}

	get present(): readonly Present[] {
		const states = this.awareness.getStates();
		return [...this.#members.values()].flatMap(({ link: { peer, dev }, client }) => {
			const at = presenceIn(states.get(client));
			return at ? [{ peer, dev, ...at }] : [];
		});
	}

	/** For y-webrtc's `peerOpts`. */
	hooks(): CarrierHooks {
		const { clock, SimplePeer, configuration, prove, chance } = this.#deps;
		return {
			...{ clock, SimplePeer, configuration },
			begin: () => this.#begin(),
			prove: (parts, role) => prove(parts, role, (peer) => this.#admits(peer)),
			joined: (peer, link) => this.#join(peer, link),
			left: (peer) => this.#leave(peer),
			outgoing: (peer, message) => this.#outgoing(peer, message),
			restMs: () => {
				this.#failures = Math.min(this.#failures + 1, 6);
				return 2 ** this.#failures * 500 * (0.5 + chance());
			}
		};
	}

	/** What this device verified. */
	add(carried: readonly Carried[]): void {
		const isMine = ({ dev }: Carried) => dev === this.#deps.dev;
		for (const group of this.document.keep(carried.filter(isMine))) this.#tell(group, [...this.#members]);
		for (const group of this.document.keep(carried)) this.#tell(group, this.#some([...this.#members]));
	}

	show(presence: Presence | null): void {
		this.awareness.setLocalState(presence ? { presence } : {});
	}

	/** Ends the links with somebody who is out, or who is no member any more. */
	sweep(): void {
		for (const { link } of [...this.#members.values()])
			if (this.#deps.isOut(link.peer) || !this.#deps.mayBe(link.peer)) link.close('refused');
	}

	close(): void {
		for (const { link } of [...this.#members.values()]) link.close();
		this.awareness.destroy();
		this.document.close();
	}

	#tell(group: readonly Carried[], members: readonly (readonly [CarrierPeer, CarrierMember])[]): void {
		const lack = members.filter(([, { known }]) => group.some(({ client }) => !known.has(client)));
		for (const [, { known }] of lack) for (const { client } of group) known.add(client);
		this.#told = new Set(lack.map(([peer]) => peer));
		this.document.put(group);
		this.#told = new Set();
	}

	#some<T>(all: readonly T[]): readonly T[] {
		const from = Math.floor(this.#deps.chance() * all.length);
		return [...all.slice(from), ...all.slice(0, from)].slice(0, GOSSIP);
	}

	#begin(): (() => void) | undefined {
		if (this.#begun >= MAX_BEGUN || !this.#begins.take(this.#deps.clock.now())) return undefined;
		this.#begun += 1;
		let held = true;
		return () => {
			if (held) this.#begun -= 1;
			held = false;
		};
	}

	#admits(peer: PeerId): boolean {
		const { mayBe, isOut } = this.#deps;
		return (
			mayBe(peer) && !isOut(peer) && this.links.filter((link) => link.peer === peer).length < MAX_OF_PEER
		);
	}

	#join(peer: CarrierPeer, link: Link): boolean {
		if (!this.#admits(link.peer)) return false;
		// A page that was loaded anew is here before its old self is seen to have gone.
		for (const { link: old } of [...this.#members.values()]) if (old.dev === link.dev) old.close('replaced');
		this.#failures = 0;
		const member = this.#member(peer, link);
		this.#members.set(peer, member);
		link.onMessage((message) => member.hear(message));
		this.#deps.onMembers();
		return true;
	}

	#member(peer: CarrierPeer, link: Link): CarrierMember {
		const { community, screening, clock, onEntries, onFault } = this.#deps;
		// Counted, so that none is used twice; our own is another by far.
		const client = 2 ** 40 + (this.#clients += 1);
		const member: CarrierMember = new CarrierMember(link, client, {
			...{ community, screening },
			now: () => clock.now(),
			onAsked: (stateVector) => {
				const { clients, messages } = this.document.lacking(stateVector);
				for (const one of clients) member.known.add(one);
				for (const message of messages) peer.post(message);
				peer.post(syncMessage(SYNC.step2, NOTHING));
			},
			onAllSaid: () => peer.tell(syncMessage(SYNC.step2, NOTHING)),
			onCame: async (came) => {
				for (const one of came) member.known.add(one.client);
				const texts = came.filter((one) => !this.document.has(one.client)).map(({ text }) => text);
				return texts.length === 0 || onEntries(texts);
			},
			onPresence: (said) => peer.tell(awarenessMessage(presenceUpdate(client, said))),
			onFault: (what) => {
				onFault(link.peer, what);
				if (what === 'flood') link.close('flood');
				this.sweep();
			}
		});
		return member;
	}

	#leave(peer: CarrierPeer): void {
		const member = this.#members.get(peer);
		if (!member) return;
		member.end();
		this.#members.delete(peer);
		removeAwarenessStates(this.awareness, [member.client], 'left');
		this.#deps.onMembers();
	}

	/** y-webrtc tells everybody everything, what it heard too; this is what of it leaves. */
	#outgoing(peer: CarrierPeer, message: Uint8Array): Uint8Array | undefined {
		const reading = new Reading(message);
		const say = reading.uint();
		if (say === SAY.sync) {
			const step = reading.uint();
			return step === SYNC.step1 || (step === SYNC.update && this.#told.has(peer)) ? message : undefined;
		}
		if (say !== SAY.awareness) return undefined;
		const mine = this.awareness.clientID;
		return speaksOf(reading.bytes(), mine)
			? awarenessMessage(varBytes(encodeAwarenessUpdate(this.awareness, [mine])))
			: undefined;
	}
}

const awarenessMessage = (content: Uint8Array): Bytes => concat(new Uint8Array([SAY.awareness]), content);

/** Whether an awareness update of ours is about that client. */
function speaksOf(update: Uint8Array, client: number): boolean {
	const reading = new Reading(update);
	for (let left = reading.uint(); left > 0; left--) {
		if (reading.uint() === client) return true;
		reading.uint();
		reading.bytes();
	}
	return false;
}
