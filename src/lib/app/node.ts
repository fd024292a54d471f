/**
 * The composition root: one node put together from store, keys, links, agent and engine, and what the screens may ask
 * of it. Everything it decides is decided elsewhere. Longer than others: the order in which the parts come to life is one
 * story, and every part hands the next what it needs.
 */
import { createAgent, type AgentEvent } from '#lib/agent/agent.ts';
import { ownCard } from '#lib/agent/cards.ts';
import type { CommunityDesk } from '#lib/agent/community/views.ts';
import type {
	Clock,
	Holdings,
	Introductions,
	Overrulings,
	RandomBytes,
	TopicDirectory
} from '#lib/agent/ports.ts';
import { quotes } from '#lib/llm/index.ts';
import { deviceClock } from '#lib/net/device-clock.ts';
import { makeMesh } from '#lib/net/index.ts';
import { followPage } from '#lib/net/page.ts';
import { base64url } from '#lib/protocol/bytes.ts';
import { didKey } from '#lib/protocol/identity.ts';
import { MAX_NAME_CHARS } from '#lib/protocol/limits.ts';
import { openStore } from '#lib/store/open-store.ts';
import type { Store } from '#lib/store/store.ts';
import { BACKED_UP_AT, BACKUP_CALLS, backupTime, type BackupApi } from './backup-api.ts';
import { COMMUNITY_CALLS } from './communities-api.ts';
import type { Communities } from './communities.ts';
import { CONNECTION_CALLS, type ConnectionApi } from './connection-api.ts';
import { keptConnection } from './connection-kept.ts';
import { keepConversations } from './conversations.ts';
import { FOUND_CALLS } from './found-api.ts';
import type { Found } from './found.ts';
import { INTRODUCTIONS_CALLS, type IntroductionsApi } from './introductions-api.ts';
import { openKeyring } from './keyring.ts';
import { lately } from './lately.ts';
import { MEETING_CALLS, type MeetingApi } from './meeting-api.ts';
import { openMemory } from './memory.ts';
import { openMind } from './mind.ts';
import type { InviteSummary, NodeApi } from './node-api.ts';
import { StateBoard } from './node-state.ts';
import { ownScript } from './own-script.ts';
import { PeopleBoard } from './people-board.ts';
import { openPairingApi } from './pairing.ts';
import { openPersona } from './persona.ts';
import { PLACE_CALLS, type PlaceApi } from './place-api.ts';
import { openPreview } from './preview.ts';
import { REPUTATION_CALLS, type ReputationApi } from './reputation-api.ts';
import { SAFETY_CALLS, type SafetyApi } from './safety-api.ts';
import { keepShelf } from './shelf-keeper.ts';
import { STORAGE_CALLS, type StorageApi } from './storage-api.ts';
import { openTalking } from './talking.ts';

const SWEEP_EVERY_MS = 60 * 60_000;

const random: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));
const newId = (): string => base64url(random(16));
const openSocket = (url: string): WebSocket => new WebSocket(url);
const createWorker = (url: string | URL): Worker => new Worker(ownScript(url), { type: 'module' });

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
	const keyring = await openKeyring(store.secrets, random, () => deviceClock.now());
	const kept = await keptConnection(store.settings);
	const relays = (): readonly string[] => [location.origin, ...kept.servers.map(({ origin }) => origin)];
	const persona = await openPersona(
		store.settings,
		keyring,
		relays,
		() => deviceClock.now(),
		() => {
			if (persona.self().topics.length > 0) void found.cardChanged().catch(() => undefined);
		}
	);
	const { mesh, relay, direct } = makeMesh({
		server: new URL(location.origin),
		device: keyring.device,
		clock: deviceClock,
		chance: Math.random,
		random,
		openSocket,
		openDoor: async (server) => (await import('#lib/net/outside.ts')).openOutside(server, createWorker),
		homes: async (peer) => (await store.contacts.get(peer))?.relays ?? (await agent.relaysOf(peer)),
		relayOnly: kept.relayOnly
	});
	const clock: Clock = { ...deviceClock, now: () => Math.round(deviceClock.now() + relay.offsetMs) };
	const mind = await openMind({
		settings: store.settings,
		createWorker,
		tell(state) {
			board.set('mind', state);
			store.shelf.useEmbedder(mind.embedder());
		}
	});
	const me = keyring.device.peer;
	const now = (): number => clock.now();
	const memory = openMemory({
		...{ me, store, newId, now, embedder: () => mind.embedder() },
		corrected: (exchange, author) =>
			void reputation.noticed(exchange, 'corrected', author).catch(() => undefined)
	});
	// Whoever looks and whoever wants to be found share one: two would publish over one another.
	const directory = lately<TopicDirectory>(['publish', 'find'], async () =>
		(await import('./directory.ts')).directoryOf({ device: keyring.device, servers: relay, clock })
	);
	const holdings = lately<Holdings>(['on'], async () =>
		(await import('./holdings.ts')).holdingsOf({
			items: () => board.now.items,
			item: (id) => store.items.get(id),
			sleep: (ms, signal) => clock.sleep(ms, signal)
		})
	);
	let desk: Promise<CommunityDesk> | undefined;
	const community = {
		store: store.communities,
		desk: () =>
			(desk ??= import('./community-open.ts').then(
				({ openDesk }) => openDesk(createWorker, store.communities),
				(error: unknown) => {
					desk = undefined;
					throw error;
				}
			))
	};
	const isInCommunity = async (): Promise<boolean> => (await store.communities.list()).length > 0;
	const agent = createAgent({
		words: store.words,
		community,
		communitySources: async (question) => ((await isInCommunity()) ? communities.sources(question) : []),
		keyring,
		self: persona.self,
		contacts: store.contacts,
		shelf: store.shelf,
		ledger: store.ledger,
		attestations: store.attestations,
		offenders: store.offenders,
		cards: store.cards,
		directory,
		holdings,
		overrulings: lately<Overrulings>(['get', 'put', 'list'], async () =>
			(await import('./reputation-overruled.ts')).keptOverrulings(store.settings)
		),
		cellsOf: async (question) => (await import('./reputation.ts')).cellsOf(question),
		invites: store.invites,
		introductions: lately<Introductions>(['list', 'put', 'remove'], async () =>
			(await import('./introductions.ts')).keptIntroductions(store.settings)
		),
		outbox: store.outbox,
		inboxStore: store.inbox,
		exchanges: store.exchanges,
		memory,
		mesh,
		inviteDesk: mesh.invites,
		engine: () => mind.engine(),
		quotes,
		embedder: () => mind.embedder(),
		clock,
		random,
		// Whom to tell is the activity log's question, and there is no such page yet.
		log: () => undefined,
		blame: (peer) => mesh.blame(peer)
	});

	const board = new StateBoard({
		me: { peer: me, did: didKey(me), name: persona.name(), role: 'leader' },
		server: mesh.server,
		serverTrouble: null,
		connection: null,
		peers: [],
		invites: [],
		items: [],
		collections: [],
		importing: null,
		conversation: '',
		exchanges: [],
		conversations: [],
		mind: mind.state(),
		persisted: (await navigator.storage?.persisted?.()) || null,
		safety: null,
		backedUpAt: backupTime(await store.settings.get(BACKED_UP_AT)),
		backup: null,
		communities: [],
		transfers: [],
		cursors: [],
		notices: [],
		talks: [],
		presences: []
	});
	const talking = openTalking({ store, agent, board, clock });
	const people = new PeopleBoard({
		me,
		contacts: store.contacts,
		mesh,
		agent,
		tell: (peers) => board.set('peers', peers)
	});
	const shelf = keepShelf({
		store,
		createWorker,
		newId,
		now: () => clock.now(),
		tellItems: (items) => board.set('items', items),
		tellCollections: (collections) => board.set('collections', collections),
		tellImport: (progress) => board.set('importing', progress),
		stored: () => void askToPersist()
	});
	const conversations = keepConversations({
		store,
		agent,
		newId,
		now: () => clock.now(),
		tell: (part, value) => board.set(part, value)
	});

	const communities = lately<Communities>([...COMMUNITY_CALLS, 'begin', 'sources'], async () =>
		(await import('./community-open.ts')).openCommunities({
			...{ me, agent, community, keyring, quotes, random, clock, deviceClock, direct, createWorker },
			shelf: store.shelf,
			invites: store.invites,
			engine: () => mind.engine(),
			reach: (peer) => mesh.reach(peer),
			onReach: (listener) => mesh.onChange.add(listener),
			want: (fellows, reached) => people.setFellows(fellows, reached),
			tell: (part, value) => board.set(part, value),
			stored: () => void askToPersist()
		})
	);

	const safety = lately<SafetyApi>(SAFETY_CALLS, async () =>
		(await import('./safety.ts')).keepSafety({
			store,
			me,
			random,
			createWorker,
			now: () => clock.now(),
			tell: (state) => board.set('safety', state),
			stop() {
				mesh.close();
				store.close();
			}
		})
	);

	const backup = lately<BackupApi>(BACKUP_CALLS, async () =>
		(await import('./backup.ts')).keepBackup({
			store,
			now: () => clock.now(),
			appVersion: __APP_VERSION__,
			tellTime: (at) => board.set('backedUpAt', at),
			tellProgress: (progress) => board.set('backup', progress)
		})
	);
	const storage = lately<StorageApi>(STORAGE_CALLS, async () =>
		(await import('./storage.ts')).keepStorage({
			store,
			models: () => board.now.mind.models,
			conversations: () => board.now.conversations,
			forgetConversation: conversations.forget,
			tellPersisted: (persisted) => board.set('persisted', persisted),
			caches: globalThis.caches,
			manager: navigator.storage
		})
	);

	const reputation = lately<ReputationApi>(REPUTATION_CALLS, async () =>
		(await import('./reputation.ts')).keepReputation({ agent })
	);
	const introductions = lately<IntroductionsApi>(INTRODUCTIONS_CALLS, async () =>
		(await import('./introductions-keeper.ts')).keepIntroductions({ agent, contacts: store.contacts })
	);
	const place = lately<PlaceApi>(PLACE_CALLS, async () =>
		(await import('./place-keeper.ts')).openPlace({
			store,
			changed: sayAnew
		})
	);
	const found = lately<Found>([...FOUND_CALLS, 'begin', 'cardChanged'], async () =>
		(await import('./found.ts')).keepBeingFound({
			settings: store.settings,
			directory,
			items: () => board.now.items,
			item: (id) => store.items.get(id),
			embedder: () => mind.embedder(),
			self: persona.self,
			card: () => ownCard({ keyring, self: persona.self, clock, random }),
			moved: sayAnew,
			languages: () => navigator.languages,
			onItems: (listener) => board.subscribe(({ part }) => void (part === 'items' && listener())),
			sleep: (ms, signal) => clock.sleep(ms, signal),
			now
		})
	);
	const meeting = lately<MeetingApi>(MEETING_CALLS, async () =>
		(await import('./meeting.ts')).keepMeetings({
			...{ me, store, agent, now },
			self: persona.self,
			community: (id) => communities.community(id),
			lookAtFound: () => found.lookAtFound()
		})
	);
	const connection = lately<ConnectionApi>(CONNECTION_CALLS, async () =>
		(await import('./connection.ts')).keepConnection({
			server: new URL(location.origin),
			device: keyring.device,
			settings: store.settings,
			mesh,
			relay,
			kept,
			clock: deviceClock,
			random,
			openSocket,
			moved: sayAnew,
			tell: (state) => board.set('connection', state)
		})
	);

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
	if ((await store.settings.get('found')) !== undefined) void found.begin().catch(() => undefined);
	void talking.begin().catch(() => undefined);
	if (await isInCommunity()) void communities.begin().catch(() => undefined);
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
		...safety,
		...backup,
		...storage,
		...connection,
		...reputation,
		...introductions,
		...meeting,
		...place,
		...communities,
		...talking.api,
		lookAtFound: found.lookAtFound,
		changeFound: found.changeFound,
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
