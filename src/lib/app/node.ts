/**
 * The composition root: one node put together, and what the screens may ask of it. What it is made over is opened in
 * node-opened.ts, its agent in node-agent.ts, and what loads when it is needed in node-parts.ts. Everything it decides is
 * decided elsewhere.
 */
import type { Agent, AgentEvent } from '#lib/agent/agent.ts';
import { quotes } from '#lib/llm/index.ts';
import { followPage } from '#lib/net/page.ts';
import { MAX_NAME_CHARS } from '#lib/protocol/limits.ts';
import { openStore } from '#lib/store/open-store.ts';
import type { Store } from '#lib/store/store.ts';
import { keepConversations } from './conversations.ts';
import { openMemory } from './memory.ts';
import { isInCommunity, openAgent, openCommunityGround, openDirectory } from './node-agent.ts';
import type { InviteSummary, NodeApi } from './node-api.ts';
import { createWorker, newId, random } from './node-means.ts';
import { openOver } from './node-opened.ts';
import { openParts, type Parts } from './node-parts.ts';
import { PeopleBoard } from './people-board.ts';
import { openPairingApi } from './pairing.ts';
import { openPreview } from './preview.ts';
import { keepShelf } from './shelf-keeper.ts';
import { openTalking } from './talking.ts';

const SWEEP_EVERY_MS = 60 * 60_000;

/** Opens this tab's node. Throws NodeError: what the device does not allow. */
export async function openNode(passphrase?: string): Promise<NodeApi> {
	const store = await openStore({
		random,
		createWorker,
		closed: () => location.reload(),
		...(passphrase !== undefined && { passphrase })
	});
	try {
		return await nodeOver(store);
	} catch (error) {
		// Held open, it could be neither repaired nor replaced.
		store.close();
		throw error;
	}
}

async function nodeOver(store: Store): Promise<NodeApi> {
	const opened = await openOver(store, {
		agent: () => agent,
		cardChanged: () => void parts.found.cardChanged().catch(() => undefined)
	});
	const { keyring, kept, persona, mesh, relay, clock, mind, board } = opened;
	const me = keyring.device.peer;
	const now = (): number => clock.now();
	const memory = openMemory({
		...{ me, store, newId, now, embedder: () => mind.embedder() },
		corrected: (exchange, author) =>
			void parts.calls.noticed(exchange, 'corrected', author).catch(() => undefined)
	});
	const directory = openDirectory(opened);
	const community = openCommunityGround(store);
	const agent: Agent = openAgent(opened, {
		...{ memory, directory, community },
		communities: () => parts.communities
	});
	const talking = openTalking({ me, store, agent, board, clock });
	const people = new PeopleBoard({
		...{ me, mesh, agent },
		contacts: store.contacts,
		tell: (peers) => board.set('peers', peers)
	});
	const shelf = keepShelf({
		...{ store, createWorker, newId, now },
		tellItems: (items) => board.set('items', items),
		tellCollections: (collections) => board.set('collections', collections),
		tellImport: (progress) => board.set('importing', progress),
		stored: () => void askToPersist()
	});
	const conversations = keepConversations({
		...{ store, agent, newId, now },
		tell: (part, value) => board.set(part, value)
	});
	const parts: Parts = openParts(opened, {
		...{ agent, directory, community, people, sayAnew },
		forgetConversation: conversations.forget,
		stored: () => void askToPersist()
	});

	async function askToPersist(): Promise<void> {
		if (board.now.persisted === null) board.set('persisted', (await navigator.storage?.persist?.()) ?? false);
	}
	async function refreshInvites(): Promise<void> {
		const now = clock.now();
		const open = (await store.invites.list()).filter(({ expiresAt }) => expiresAt > now);
		board.set('invites', open.map(withoutSecret));
	}
	/** Whoever is there hears of the new card now, the others with the next greeting. */
	function greetAll(): void {
		for (const { peer, reach } of board.now.peers)
			if (reach !== 'none' && reach !== 'mailbox') void agent.greet(peer);
	}
	/** The card says something else now. */
	async function sayAnew(): Promise<void> {
		await persona.refresh();
		greetAll();
	}
	function tidyUp(): void {
		const sweep = async () => {
			await persona.refresh();
			await agent.sweep();
			// After the agent, which marks what has expired on the routes.
			await store.outbox.sweep(clock.now());
			await memory.sweep();
		};
		// What cannot be loaded or stored now is tidied up the next time.
		const quietly = () => void sweep().catch(() => undefined);
		setTimeout(quietly, 10_000);
		setInterval(quietly, SWEEP_EVERY_MS);
	}

	agent.on((event: AgentEvent) => {
		if (talking.heard(event)) return;
		people.heard(event);
		if (event.kind === 'exchange-changed') {
			conversations.heard(event.exchange);
			memory.heard(event.exchange);
		} else if (event.kind === 'invites-changed') void refreshInvites();
		else if (event.kind !== 'delivery-changed') void people.refresh();
	});
	mesh.onBox(async (box, { peer, over }) => {
		if (over === 'direct') return void (peer && (await agent.receive(box, { over: 'link', peer })));
		await agent.receive(box, { over });
	});
	relay.onState.add((state) => {
		board.set('server', state);
		board.set('serverTrouble', relay.trouble ?? null);
		if (state === 'online') void agent.flush();
	});

	// What is stored is on the screen before the network is asked for anything.
	await shelf.tidyUp();
	await Promise.all([shelf.refresh(), people.refresh(), refreshInvites()]);
	await conversations.open();
	if (board.now.items.length > 0) void askToPersist();
	if (kept.servers.length > 0) void relay.setServers(kept.servers);
	mesh.open();
	followPage(mesh, window);
	if (globalThis.Notification?.permission === 'granted')
		void import('./connection-wake.ts').then(({ stayWoken }) => stayWoken(relay));
	tidyUp();
	if ((await store.settings.get('found')) !== undefined) void parts.found.begin().catch(() => undefined);
	void talking.begin().catch(() => undefined);
	if (await isInCommunity(store)) void parts.communities.begin().catch(() => undefined);
	if ((await store.settings.get('errands')) !== undefined) void parts.errands.begin().catch(() => undefined);
	// Last: a model takes its time, and everything else works without it.
	mind.begin();
	void shelf.resumeImport();

	return {
		...shelf,
		...conversations.api,
		...mind.api,
		...memory.api,
		...openPairingApi({
			keyring,
			clock,
			random,
			contacts: store.contacts,
			name: () => persona.self().name,
			showsAddress: () => !kept.relayOnly,
			paired: (other) => agent.paired(other),
			async adopt(link) {
				await people.refresh();
				mesh.adopt(link);
			}
		}),
		...openPreview({ me, store, keyring, quotes }),
		...parts.calls,
		...parts.communities,
		...parts.errands,
		...talking.api,
		lookAtFound: parts.found.lookAtFound,
		changeFound: parts.found.changeFound,
		state: async () => board.now,
		subscribe: (listener) => board.subscribe(listener),
		feedback: (exchange, feedback, author) => agent.feedback(exchange, feedback, author),
		askMore: (exchange) => agent.askMore(exchange),
		followReferral: (exchange, peer) => agent.followReferral(exchange, peer),
		async setName(name) {
			await persona.rename(name.trim().slice(0, MAX_NAME_CHARS));
			board.set('me', { ...board.now.me, name: persona.name() });
			await agent.relabelInvites();
			greetAll();
		},
		async invite(options) {
			return withoutSecret(await agent.makeInvite(options));
		},
		revokeInvite: (id) => agent.revokeInvite(id),
		readInvite: (link) => agent.readInvite(link),
		acceptInvite: (link) => agent.acceptInvite(link),
		allow: (peer) => agent.allow(peer),
		decline: (peer) => agent.decline(peer),
		block: (peer) => agent.block(peer),
		unblock: (peer) => agent.unblock(peer),
		async removePeer(peer) {
			people.dismiss(peer);
			await agent.remove(peer);
			await talking.api.forgetTalk(peer);
		},
		async setCompared(peer, compared) {
			const contact = await store.contacts.get(peer);
			if (!contact) return;
			await store.contacts.put({ ...contact, compared });
			await people.refresh();
		}
	};
}

/** The link holds the secret and goes to the screen on purpose; nothing else of it does. */
const withoutSecret = ({
	secret: _secret,
	...invite
}: InviteSummary & { readonly secret: string }): InviteSummary => invite;
