/**
 * What the screens may ask of a node, and what they are told. The leading tab implements it over the real parts, a
 * second tab over messages to the first, so everything in and out can be structured-cloned.
 */
import type { AskEvent, Exchange, Feedback } from '#lib/agent/events.ts';
import type { Reach, Standing } from '#lib/agent/ports.ts';
import type { EngineChoice } from '#lib/llm/models.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { RelayRefusal } from '#lib/protocol/relay.ts';
import type { Collection } from '#lib/store/collections.ts';
import type { Summary as ItemSummary } from '#lib/store/items.ts';
import type { BackupApi, BackupProgress } from './backup-api.ts';
import type {
	CommunitiesApi,
	CommunityNotice,
	CommunitySummary,
	PageCursor,
	Transfer
} from './communities-api.ts';
import type { ConnectionApi, ConnectionState, ServerTrouble } from './connection-api.ts';
import type { ErrandsApi, ErrandSummary } from './errands-api.ts';
import type { FoundApi } from './found-api.ts';
import type { ImportApi, ImportProgress } from './importing-api.ts';
import type { IntroductionsApi } from './introductions-api.ts';
import type { KnowledgeApi } from './knowledge-api.ts';
import type { MeetingApi } from './meeting-api.ts';
import type { MemoryApi } from './memory-api.ts';
import type { EndpointCheck, MindState } from './mind-api.ts';
import type { PairingApi } from './pairing-api.ts';
import type { CoarseGeohash, PlaceApi } from './place-api.ts';
import type { PreviewApi } from './preview-api.ts';
import type { ReputationApi } from './reputation-api.ts';
import type { SafetyApi, SafetyState } from './safety-api.ts';
import type { StorageApi } from './storage-api.ts';
import type { PeerPresence, PresenceApi, TalkSummary, WordsApi } from './words-api.ts';

/** What the screens show of the agent's own records; they import nothing below this file. */
export type {
	Agreement,
	AnswerPart,
	Check,
	CitedSource,
	Exchange,
	Feedback,
	Judgement,
	Passer,
	RouteStop,
	StopState
} from '#lib/agent/events.ts';
export type { EngineTrouble, Item, Visibility } from '#lib/agent/ports.ts';
export type { DeviceReport, EngineChoice, EngineKind, ModelRecord, Verdict } from '#lib/llm/models.ts';
export type { Summary as ItemSummary } from '#lib/store/items.ts';
export type { FileResult, FileToImport, ImportProgress, ImportRefusal } from './importing-api.ts';
export type { EndpointCheck, Loading, MindState, ModelOffer } from './mind-api.ts';

export interface Me {
	readonly peer: PeerId;
	readonly did: string;
	/** Empty until the person was asked. */
	readonly name: string;
	/** This tab leads, or works through another. */
	readonly role: 'leader' | 'follower';
}

export interface PeerSummary {
	readonly peer: PeerId;
	readonly name: string;
	readonly standing: Standing;
	readonly reach: Reach;
	readonly compared: boolean;
	readonly since: number;
	/** What goes wrong with the link, in a code of the catalogue: 'in-the-middle' when a handshake showed another fingerprint. */
	readonly trouble?: 'declined' | 'in-the-middle' | 'version-theirs' | 'version-ours' | 'bad-envelopes';
	/** Why the server did not take what was left for them last; absent where it did. */
	readonly undelivered?: RelayRefusal;
	/** Who brought us together, where nobody's invite did. */
	readonly introducedBy?: PeerId;
	/** The community in which one of us said hello to the other, where nobody's invite did. */
	readonly fellowOf?: string;
	/** Five groups of five digits, the same on both sides, to be compared. */
	readonly code: string;
}

export interface InviteSummary {
	readonly id: string;
	readonly link: string;
	readonly madeAt: number;
	readonly expiresAt: number;
	readonly usesLeft: number;
	readonly withoutAsking: boolean;
	/** False: the server does not know of it yet; it will be told when it is back. */
	readonly registered: boolean;
}

/** What the Join dialog shows, read from the link alone; nothing has been sent yet. */
export interface InviteOffer {
	readonly inviter: PeerId;
	readonly name: string;
	readonly expiresAt: number;
	/** Why it cannot be accepted, if so. */
	readonly refused?: 'malformed' | 'expired' | 'own' | 'already-contact' | 'other-server';
}

export interface ConversationSummary {
	readonly id: string;
	/** As the person named it, else its first question. */
	readonly title: string;
	readonly changedAt: number;
	/** Questions in it, all versions counted. */
	readonly questions: number;
}

/** Where a search found something: a few words around it. */
export interface ConversationHit extends ConversationSummary {
	readonly excerpt: string;
}

export interface ExportedConversation {
	readonly title: string;
	readonly exchanges: readonly Exchange[];
}

/** An exchange as it stands in its conversation. */
export interface ShownExchange extends Exchange {
	/** Ids of all versions in the order in which they were asked, this one among them; absent where it is the only one. */
	readonly versions?: readonly string[];
}

export interface AskOptions {
	readonly others: boolean;
	/** For a question for what is near: where that is, as coarse as the person said may be told. */
	readonly place?: CoarseGeohash;
	/** Asks anew in the place of this exchange, which is kept as another version. */
	readonly insteadOf?: string;
}

/** Each part is replaced as a whole when it changes. */
export interface NodeState {
	readonly me: Me;
	/** The best of its servers. */
	readonly server: 'connecting' | 'online' | 'offline';
	/** While offline: why its own server does not let it in, where the server said so. */
	readonly serverTrouble: ServerTrouble | null;
	/** Settings and self-test, once somebody asked for them. */
	readonly connection: ConnectionState | null;
	readonly peers: readonly PeerSummary[];
	readonly invites: readonly InviteSummary[];
	/** Newest first. */
	readonly items: readonly ItemSummary[];
	/** By name. */
	readonly collections: readonly Collection[];
	readonly importing: ImportProgress | null;
	/** The conversation on the screen. */
	readonly conversation: string;
	/** Its branch that is shown, oldest first; late answers change it. */
	readonly exchanges: readonly ShownExchange[];
	/** All of them, the one changed last first; without those that are empty. */
	readonly conversations: readonly ConversationSummary[];
	readonly mind: MindState;
	/** null: not asked yet (asked after the first note). */
	readonly persisted: boolean | null;
	/** null: nobody has looked yet. */
	readonly safety: SafetyState | null;
	/** When everything was written into a file last; null: never. */
	readonly backedUpAt: number | null;
	/** While a backup is written or read. */
	readonly backup: BackupProgress | null;
	/** The one that changed last first. */
	readonly communities: readonly CommunitySummary[];
	readonly transfers: readonly Transfer[];
	readonly cursors: readonly PageCursor[];
	/** Oldest first. */
	readonly notices: readonly CommunityNotice[];
	/** Oldest first; the agent is out while one of them runs. */
	readonly errands: readonly ErrandSummary[];
	/** Conversations with contacts; one where something was said, or there is a tie. */
	readonly talks: readonly TalkSummary[];
	/** Of contacts who are there and say so; and mine, where I let contacts know. */
	readonly presences: readonly PeerPresence[];
}

export type NodeChange = {
	readonly [K in keyof NodeState]: { readonly part: K; readonly value: NodeState[K] };
}[keyof NodeState];

export interface NodeApi
	extends
		BackupApi,
		CommunitiesApi,
		ConnectionApi,
		ErrandsApi,
		FoundApi,
		ImportApi,
		IntroductionsApi,
		KnowledgeApi,
		MeetingApi,
		MemoryApi,
		PairingApi,
		PlaceApi,
		PresenceApi,
		PreviewApi,
		ReputationApi,
		SafetyApi,
		StorageApi,
		WordsApi {
	state(): Promise<NodeState>;
	/** Calls `listener` for every change after this; returns how to stop. */
	subscribe(listener: (change: NodeChange) => void): () => void;

	/** With `insteadOf`, the branch on the screen ends at the new version. */
	ask(question: string, options: AskOptions, signal: AbortSignal): AsyncIterable<AskEvent>;
	/** `author`: of this one's words alone. */
	feedback(exchange: string, feedback: Feedback, author?: PeerId): Promise<void>;
	/** Asks on for a finished answer until two who know say the same; resolves when nobody is waited for. */
	askMore(exchange: string): Promise<void>;
	/** Puts its question to whom a peer named instead of answering. */
	followReferral(exchange: string, peer: PeerId): Promise<void>;

	newConversation(): Promise<void>;
	openConversation(id: string): Promise<void>;
	/** An empty title gives it its first question again. */
	renameConversation(id: string, title: string): Promise<void>;
	/** Gone from the list at once; can be brought back with `undeleteConversation` for a while (ten seconds on the screen). */
	deleteConversation(id: string): Promise<void>;
	undeleteConversation(id: string): Promise<void>;
	/** By the words of questions and answers, the best first. */
	searchConversations(text: string): Promise<readonly ConversationHit[]>;
	/** The branch that is on the screen, or was when the person left it: everything a file of it takes. */
	exportConversation(id: string): Promise<ExportedConversation>;
	/** Puts this version, with the newest that followed it, on the screen. */
	showVersion(exchange: string): Promise<void>;
	/** What was typed and not asked, as it was kept last; sealed like everything else. */
	draft(): Promise<string>;
	keepDraft(text: string): Promise<void>;

	/**
	 * Loads and from then on answers with it; downloads what is missing, only from hosts the person has agreed to
	 * (`hosts`, as named in the offer). Resolves when ready; progress and trouble are in the state. Throws NodeError.
	 */
	chooseEngine(choice: EngineChoice, hosts: readonly string[]): Promise<void>;
	/** Looks at the device and at what is stored of each model; until then the state knows neither. */
	checkDevice(): Promise<void>;
	/** Ends a loading; what was downloaded stays for the next time. The engine before it stays chosen. */
	cancelLoading(): Promise<void>;
	/** Resolves with the bytes freed. A model in use is unloaded first; quotes answer then. */
	deleteModel(id: string): Promise<number>;
	/** Keeps a GGUF file on this device as a model for the CPU engine; resolves with its id. Throws NodeError. */
	openModelFile(file: File): Promise<string>;
	/** Empty for none. Throws NodeError('engine-unavailable', 'not-found') for what is not an address. */
	setMirror(url: string): Promise<void>;
	/** Asks a model server for its models; the person has agreed to the host by typing it and pressing the button. */
	checkEndpoint(url: string, key: string): Promise<EndpointCheck>;
	/** Raw words of the running engine, for trying it out; nothing is kept. */
	tryEngine(text: string, signal: AbortSignal): AsyncIterable<string>;
	/** Downloads where needed and uses it for search by meaning; an empty id for none. */
	chooseEmbedder(id: string, hosts: readonly string[]): Promise<void>;

	setName(name: string): Promise<void>;

	invite(options: { readonly withoutAsking: boolean }): Promise<InviteSummary>;
	revokeInvite(id: string): Promise<void>;
	/** Reads a link (or just its `i=` part). Never throws; `refused` says what is wrong. */
	readInvite(link: string): Promise<InviteOffer>;
	/** Throws NodeError('invite-spent' | 'unreachable'). The name must have been set before. */
	acceptInvite(link: string): Promise<void>;
	allow(peer: PeerId): Promise<void>;
	decline(peer: PeerId): Promise<void>;
	block(peer: PeerId): Promise<void>;
	unblock(peer: PeerId): Promise<void>;
	removePeer(peer: PeerId): Promise<void>;
	setCompared(peer: PeerId, compared: boolean): Promise<void>;
}
