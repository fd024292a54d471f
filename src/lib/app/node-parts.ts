/** The parts of a node that load with the first call of one of their methods: what a first visit can do without. */
import type { Agent } from '#lib/agent/agent.ts';
import { ownCard } from '#lib/agent/cards.ts';
import { quotes } from '#lib/llm/index.ts';
import { deviceClock } from '#lib/net/device-clock.ts';
import { BACKUP_CALLS, type BackupApi } from './backup-api.ts';
import { COMMUNITY_CALLS } from './communities-api.ts';
import type { Communities } from './communities.ts';
import { CONNECTION_CALLS, type ConnectionApi } from './connection-api.ts';
import { ERRAND_CALLS } from './errands-api.ts';
import type { ErrandsKeeper } from './errands.ts';
import { FOUND_CALLS } from './found-api.ts';
import type { Found } from './found.ts';
import { INTRODUCTIONS_CALLS, type IntroductionsApi } from './introductions-api.ts';
import { lately } from './lately.ts';
import { MEETING_CALLS, type MeetingApi } from './meeting-api.ts';
import type { CommunityGround, Directories } from './node-agent.ts';
import { createWorker, newId, openSocket, random } from './node-means.ts';
import type { Opened } from './node-opened.ts';
import type { PeopleBoard } from './people-board.ts';
import { PLACE_CALLS, type PlaceApi } from './place-api.ts';
import { REPUTATION_CALLS, type ReputationApi } from './reputation-api.ts';
import { SAFETY_CALLS, type SafetyApi } from './safety-api.ts';
import { STORAGE_CALLS, type StorageApi } from './storage-api.ts';

export interface PartsGround {
	readonly agent: Agent;
	readonly directory: Directories;
	readonly community: CommunityGround;
	readonly people: Pick<PeopleBoard, 'setFellows'>;
	readonly forgetConversation: (id: string) => Promise<void>;
	/** The card says something else now. */
	readonly sayAnew: () => Promise<void>;
	/** Something was stored: time to ask the browser to keep it. */
	readonly stored: () => void;
}

export interface Parts {
	readonly communities: Communities;
	readonly errands: ErrandsKeeper;
	readonly found: Found;
	/** Those that are nothing but calls of the screens. */
	readonly calls: SafetyApi &
		BackupApi &
		StorageApi &
		ConnectionApi &
		ReputationApi &
		IntroductionsApi &
		MeetingApi &
		PlaceApi;
}

export function openParts(opened: Opened, ground: PartsGround): Parts {
	const found = foundPart(opened, ground);
	const communities = communitiesPart(opened, ground);
	return {
		...{ communities, found },
		errands: errandsPart(opened, ground, communities),
		calls: {
			...keptPart(opened, ground),
			...peoplePart(opened, ground, { communities, found }),
			...connectionPart(opened, ground)
		}
	};
}

function communitiesPart(opened: Opened, ground: PartsGround): Communities {
	const { agent, directory, community, people, stored } = ground;
	const { store, keyring, persona, mesh, direct, clock, mind, board } = opened;
	const me = keyring.device.peer;
	return lately<Communities>([...COMMUNITY_CALLS, 'begin', 'sources'], async () =>
		(await import('./community-open.ts')).openCommunities({
			...{ me, agent, community, keyring, quotes, random, clock, deviceClock, direct, createWorker },
			directory,
			...{ settings: store.settings, words: store.words, self: persona.self },
			items: () => board.now.items,
			own: () => board.now.presences.find(({ peer }) => peer === me),
			shelf: store.shelf,
			invites: store.invites,
			contacts: store.contacts,
			engine: () => mind.engine(),
			embedder: () => mind.embedder(),
			reach: (peer) => mesh.reach(peer),
			onReach: (listener) => mesh.onChange.add(listener),
			want: (fellows, reached) => people.setFellows(fellows, reached),
			tell: (part, value) => board.set(part, value),
			stored
		})
	);
}

function errandsPart(
	{ store, keyring, clock, board }: Opened,
	{ agent }: PartsGround,
	communities: Communities
): ErrandsKeeper {
	const me = keyring.device.peer;
	return lately<ErrandsKeeper>([...ERRAND_CALLS, 'begin'], async () =>
		(await import('./errands-open.ts')).openErrands({ me, store, agent, board, communities, newId, clock })
	);
}

function foundPart(opened: Opened, { directory, sayAnew }: PartsGround): Found {
	const { store, keyring, persona, clock, mind, board } = opened;
	return lately<Found>([...FOUND_CALLS, 'begin', 'cardChanged'], async () =>
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
			now: () => clock.now()
		})
	);
}

/** What this device keeps: locked, carried elsewhere, counted. */
function keptPart(
	{ store, keyring, mesh, clock, board }: Opened,
	{ forgetConversation }: PartsGround
): SafetyApi & BackupApi & StorageApi {
	const me = keyring.device.peer;
	const now = (): number => clock.now();
	const safety = lately<SafetyApi>(SAFETY_CALLS, async () =>
		(await import('./safety.ts')).keepSafety({
			...{ store, me, random, createWorker, now },
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
			now,
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
			forgetConversation,
			tellPersisted: (persisted) => board.set('persisted', persisted),
			caches: globalThis.caches,
			manager: navigator.storage
		})
	);
	return { ...safety, ...backup, ...storage };
}

/** Who others are to this person, and where this person is to them. */
function peoplePart(
	{ store, keyring, persona, clock }: Opened,
	{ agent, sayAnew }: PartsGround,
	{ communities, found }: Pick<Parts, 'communities' | 'found'>
): ReputationApi & IntroductionsApi & MeetingApi & PlaceApi {
	const reputation = lately<ReputationApi>(REPUTATION_CALLS, async () =>
		(await import('./reputation.ts')).keepReputation({ agent })
	);
	const introductions = lately<IntroductionsApi>(INTRODUCTIONS_CALLS, async () =>
		(await import('./introductions-keeper.ts')).keepIntroductions({ agent, contacts: store.contacts })
	);
	const place = lately<PlaceApi>(PLACE_CALLS, async () =>
		(await import('./place-keeper.ts')).openPlace({ store, changed: sayAnew })
	);
	const meeting = lately<MeetingApi>(MEETING_CALLS, async () =>
		(await import('./meeting.ts')).keepMeetings({
			...{ me: keyring.device.peer, store, agent, now: () => clock.now() },
			self: persona.self,
			community: (id) => communities.community(id),
			lookAtFound: () => found.lookAtFound()
		})
	);
	return { ...reputation, ...introductions, ...place, ...meeting };
}

function connectionPart(opened: Opened, { sayAnew }: PartsGround): ConnectionApi {
	const { store, keyring, kept, mesh, relay, board } = opened;
	return lately<ConnectionApi>(CONNECTION_CALLS, async () =>
		(await import('./connection.ts')).keepConnection({
			server: new URL(location.origin),
			device: keyring.device,
			settings: store.settings,
			...{ mesh, relay, kept, random, openSocket },
			clock: deviceClock,
			moved: sayAnew,
			tell: (state) => board.set('connection', state)
		})
	);
}
