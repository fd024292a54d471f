/**
 * The agent: judgement over the ports. Everything it does lives in the modules this table names; it only hands each
 * what it uses.
 */
import type { PeerId } from '../protocol/identity.ts';
import { late, lateCommunities, lateFinding, lateReputation } from './agent-late.ts';
import type { AskDeps, AskOptions } from './ask-turn.ts';
import type { Society } from './community/society-port.ts';
import { createBook, isUnfinished, withStop } from './book.ts';
import { createBudget } from './budget.ts';
import { greet } from './door.ts';
import type { AskEvent, Feedback } from './events.ts';
import type { HelloSaid } from './fellow-hello.ts';
import type { Noticed } from './feedback.ts';
import * as inbox from './inbox.ts';
import type { AgentDeps, AgentEvent, Inside } from './inside.ts';
import type { InviteOffer, InvitedDeps } from './invited.ts';
import * as invites from './invites.ts';
import type { Introducing } from './introducing.ts';
import type { InviteOptions } from './inviting.ts';
import { createLanes } from './lanes.ts';
import type { Paired, PairedWith } from './paired.ts';
import type { Invite } from './ports.ts';
import { createPost } from './post.ts';
import type { Presence } from './presence.ts';
import { createPresences } from './presences.ts';
import type { Progress } from './replies.ts';
import type { Reputation } from './reputation-desk.ts';
import { linkLost, withDelivery, type Turns } from './route.ts';
import type { Tying } from './ties.ts';
import type { Words } from './words.ts';

export type { AgentDeps, AgentEvent } from './inside.ts';
export type { InviteOffer } from './invited.ts';
export type { InviteOptions } from './inviting.ts';
export type { Received, Via } from './inbox.ts';
export type { AskOptions } from './ask-turn.ts';

export interface Agent {
	/** Calls `listener` for everything the screen may need to show anew; returns how to stop. */
	on(listener: (event: AgentEvent) => void): () => void;
	ask(question: string, options: AskOptions, signal: AbortSignal): AsyncGenerator<AskEvent, void, undefined>;
	/** `author`: of this one's words alone. */
	feedback(exchange: string, feedback: Feedback, author?: PeerId): Promise<void>;
	/** What the person did instead of saying what they think; `author`: with this one's words in it alone. */
	noticed(exchange: string, what: Noticed, author?: PeerId): Promise<void>;
	/** Asks on for a finished answer, beyond whom it asked, until two who know say the same; adds what comes. */
	askMore(exchange: string): Promise<void>;
	/** Puts the question of `exchange` to whom a peer named instead of answering; their answer comes like a late one. */
	followReferral(exchange: string, peer: PeerId): Promise<void>;
	/** What is thought of peers and why; loaded when it is first needed. */
	reputation(): Promise<Reputation>;
	/** Bringing contacts together, and whom others bring; loaded when it is first needed. */
	introducing(): Promise<Introducing>;
	/** Direct messages; loaded when they are first needed. */
	words(): Promise<Words>;
	/** Tells a contact live whether my person is there; nobody who cannot be reached now. */
	tellPresence(peer: PeerId, presence: Presence): Promise<void>;
	/** My person and this contact have more to do with each other than before: ties.ts. */
	tied(peer: PeerId, by: Tying): Promise<void>;
	/** Communities; loaded when they are first needed. */
	communities(): Promise<Society>;
	/** Asks a fellow member of `community` to be a contact. */
	sayHello(peer: PeerId, community: string): Promise<HelloSaid>;

	/** A box from outside. Resolves once it is stored (tell the server then) or refused; throws NodeError where it cannot be stored. */
	receive(box: Uint8Array, via: inbox.Via): Promise<inbox.Received>;
	/** First words on a fresh link, and what waited for this peer. */
	greet(peer: PeerId): Promise<void>;
	/** The last link to this peer is gone. */
	linkLost(peer: PeerId): Promise<void>;
	/** Where mail for this peer is taken, contact or not; none where nothing is known of them. */
	relaysOf(peer: PeerId): Promise<readonly string[]>;
	/** Sends what waits: for `peer` when it can be reached again, for all (and invites) when the server can. */
	flush(peer?: PeerId): Promise<void>;
	/** After a reload: finishes what the closed tab cut off, and ends the questions of `conversation` that were. */
	resume(conversation?: string): Promise<void>;
	/** Now and then: forgets what has expired. */
	sweep(): Promise<void>;
	/** Resolves when nothing is under way any more. */
	idle(): Promise<void>;

	makeInvite(options: InviteOptions): Promise<Invite>;
	revokeInvite(id: string): Promise<void>;
	/** After a new name: the open invites say it too, and the links given out before still work. */
	relabelInvites(): Promise<void>;
	readInvite(link: string): Promise<InviteOffer>;
	/** Throws NodeError('invite-spent' | 'unreachable' | 'relay-refused'). */
	acceptInvite(link: string): Promise<void>;

	/** Their device has proved itself over a channel that the two people opened by hand. */
	paired(other: PairedWith): Promise<Paired>;

	allow(peer: PeerId): Promise<void>;
	decline(peer: PeerId): Promise<void>;
	block(peer: PeerId): Promise<void>;
	unblock(peer: PeerId): Promise<void>;
	remove(peer: PeerId): Promise<void>;
}

// Loaded with the first click on what they do.
const people = () => import('./people.ts');
const invited = () => import('./invited.ts');
const inviting = () => import('./inviting.ts');
const introducing = () => import('./introducing.ts');

type Everything = inbox.InboxDeps &
	AskDeps &
	invites.InvitesDeps &
	InvitedDeps & {
		readonly release: (peer: PeerId, except?: string) => Promise<number>;
		readonly dropHeld: (peer: PeerId) => Promise<void>;
	};

export function createAgent(world: AgentDeps): Agent {
	const listeners = new Set<(event: AgentEvent) => void>();
	const lanes = createLanes();
	const emit = (event: AgentEvent): void => {
		if (event.kind === 'delivery-changed') delivered(event);
		if (event.kind === 'contact-changed' || event.kind === 'joined') changed(event.peer);
		for (const listener of listeners) listener(event);
	};
	const book = createBook({ ...world, lanes, emit });
	const reputation = lateReputation(world, lanes, book, changed);
	const finding = lateFinding(() => routeDeps);
	const communities = lateCommunities(world, () => routeDeps);
	const inside: Inside = {
		...world,
		ledger: {
			...world.ledger,
			async record(evidence) {
				await (await reputation()).record(evidence);
				await finding.loaded()?.recorded(evidence.peer);
			}
		},
		...{ me: world.keyring.device.peer, lanes, emit, reputation },
		...{ finding: finding.get, loadedFinding: finding.loaded, ...communities },
		gossiped: { told: new Map(), heard: new Map() },
		presences: createPresences(world.mesh)
	};
	const { get: correspondents } = late(async () =>
		(await import('./correspondents.ts')).createCorrespondents(inside)
	);
	const { get: strangers } = late(async () => (await import('./strangers.ts')).createStrangers());
	const post = createPost({ ...inside, correspondents });
	const turns: Turns = new Map();
	const routeDeps = { ...inside, book, post, turns, finding: finding.get };
	const deps: Everything = {
		...routeDeps,
		...{ correspondents, strangers },
		budget: createBudget(),
		progress: new Map<string, Progress>(),
		held: (peer) => inbox.heldOf(peer, deps),
		release: (peer, except?) => inbox.release(peer, deps, except),
		dropHeld: (peer) => inbox.dropHeld(peer, deps),
		linkLost: (peer) => linkLost(peer, routeDeps)
	};

	/** What is thought or decided of somebody changed: the router hears it, where it is there. */
	function changed(peer?: PeerId): void {
		finding
			.begun()
			?.then((begun) => begun.changed(peer))
			.catch((cause: unknown) => world.log('not-renewed', { why: String(cause) }));
	}

	// A letter's fate shows on the route of the question it carries.
	function delivered({
		exchange,
		letter,
		state,
		why
	}: Extract<AgentEvent, { kind: 'delivery-changed' }>): void {
		if (exchange === undefined) return;
		book
			.change(exchange, (before) => withStop(before, letter, (stop) => withDelivery(stop, state, why)))
			.then(() => turns.get(exchange)?.bell.ring())
			.catch((cause: unknown) => world.log('exchange-not-stored', { why: String(cause) }));
	}

	return {
		on(listener) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		async *ask(question, options, signal) {
			// Loaded with the first question.
			const [{ ask }, { noticeAsking }] = await Promise.all([import('./ask.ts'), import('./feedback.ts')]);
			lanes
				.run('asking', () => noticeAsking(question, options.conversation, deps))
				.catch((cause: unknown) => world.log('not-noticed', { why: String(cause) }));
			yield* ask(question, options, deps, signal);
		},
		async feedback(exchange, feedback, author) {
			await (await import('./feedback.ts')).giveFeedback(exchange, feedback, deps, author);
		},
		async noticed(exchange, what, author) {
			await (await import('./feedback.ts')).notice(exchange, what, deps, author);
		},
		async askMore(exchange) {
			const { askMore } = await import('./finding-more.ts');
			await askMore(exchange, await finding.get());
		},
		async followReferral(exchange, peer) {
			const { followReferral } = await import('./finding-more.ts');
			await followReferral(exchange, peer, await finding.get());
		},
		reputation,
		introducing: async () => (await introducing()).introducing(deps),
		words: async () => (await import('./words.ts')).wordsDesk(deps),
		tellPresence: (peer, presence) => post.live(peer, 'presence', presence),
		tied: async (peer, by) => (await import('./ties.ts')).tied(peer, by, deps),
		communities: communities.communities,
		sayHello: async (peer, community) => (await import('./fellow-hello.ts')).sayHello(peer, community, deps),
		receive: (box, via) => inbox.receive(box, via, deps),
		async greet(peer) {
			finding.loaded()?.reached(peer, true);
			await greet(peer, deps);
			await (await communities.ownCommunities())?.reached(peer);
		},
		linkLost(peer) {
			deps.presences.gone(peer);
			return deps.linkLost(peer);
		},
		relaysOf: async (peer) => (await (await correspondents()).of(peer))?.relays ?? [],
		async flush(peer) {
			await post.flush(peer);
			if (peer === undefined) await invites.registerInvites(deps);
		},
		async resume(conversation) {
			await inbox.resume(deps);
			const cutOff =
				conversation === undefined ? [] : (await world.exchanges.list(conversation)).filter(isUnfinished);
			for (const { id } of cutOff)
				if (!book.isRunning(id)) await book.change(id, (exchange) => ({ ...exchange, state: 'stopped' }));
		},
		async sweep() {
			const now = world.clock.now();
			await world.inboxStore.sweep(now);
			await invites.sweepInvites(now, deps);
			// Most have none, and never load what deals with them.
			if ((await world.introductions.list()).length > 0)
				await (await introducing()).sweepIntroductions(now, deps);
			await post.flush();
		},
		idle: () => lanes.idle(),
		makeInvite: async (options) => (await inviting()).makeInvite(options, deps),
		relabelInvites: async () => (await inviting()).relabelInvites(deps),
		revokeInvite: async (id) => (await inviting()).revokeInvite(id, deps),
		readInvite: async (link) => (await invited()).readInvite(link, deps),
		acceptInvite: async (link) => (await invited()).acceptInvite(link, deps),
		async paired(other) {
			// Loaded with the first pairing.
			const { paired } = await import('./paired.ts');
			return paired(other, deps);
		},
		allow: async (peer) => (await people()).allow(peer, deps),
		decline: async (peer) => (await people()).decline(peer, deps),
		block: async (peer) => (await people()).block(peer, deps),
		unblock: async (peer) => (await people()).unblock(peer, deps),
		remove: async (peer) => (await people()).remove(peer, deps)
	};
}
