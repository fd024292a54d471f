/**
 * What the pages share: the state classes of one node, handed down by context. It reads the node's changes and deals
 * them out; it decides nothing.
 */
import { createContext } from 'svelte';
import { ConversationList } from './conversation-list.svelte.ts';
import { Conversation } from './conversation.svelte.ts';
import { Draft } from './draft.svelte.ts';
import { Knowledge } from './knowledge.svelte.ts';
import { MindScreen } from './mind-screen.svelte.ts';
import type { NodeApi, NodeChange } from './node-api.ts';
import { Peers } from './peers.svelte.ts';
import { SideSheet } from './side-sheet.svelte.ts';
import { Status } from './status.svelte.ts';

export interface Screen {
	readonly conversation: Conversation;
	readonly conversations: ConversationList;
	readonly draft: Draft;
	readonly knowledge: Knowledge;
	readonly mind: MindScreen;
	readonly peers: Peers;
	readonly status: Status;
	readonly sheet: SideSheet;
	close(): void;
}

/** The screen is a getter: the layout hands it down before the node is open, pages ask for it after. */
export const [useScreen, provideScreen] = createContext<() => Screen>();

export async function openScreen(api: NodeApi): Promise<Screen> {
	// Listen before asking for the state: a change in between must not be lost.
	const early: NodeChange[] = [];
	let tell = (change: NodeChange): void => void early.push(change);
	const close = api.subscribe((change) => tell(change));
	const state = await api.state();
	const conversation = new Conversation(api, state);
	const conversations = new ConversationList(api, state.conversations);
	const draft = new Draft(api);
	// Not waited for: the first screen is there without it.
	void draft.open();
	const knowledge = new Knowledge(api, state);
	const peers = new Peers(api, state.peers, state.invites);
	[peers.talks, peers.presences] = [state.talks, state.presences];
	const status = new Status(api, state);
	const mind = new MindScreen(api, state.mind);
	const parts = { conversation, conversations, knowledge, mind, peers, status };
	tell = (change) => deal(change, parts);
	early.forEach(tell);
	return { ...parts, draft, sheet: new SideSheet(), close };
}

type Parts = Omit<Screen, 'draft' | 'sheet' | 'close'>;

function deal(change: NodeChange, parts: Parts): void {
	const { conversation, conversations, knowledge, mind, peers, status } = parts;
	switch (change.part) {
		case 'me':
			status.me = change.value;
			break;
		case 'server':
			status.server = change.value;
			break;
		case 'serverTrouble':
			status.serverTrouble = change.value;
			break;
		case 'connection':
			status.connection = change.value;
			break;
		case 'persisted':
			status.persisted = change.value;
			break;
		case 'safety':
			status.safety = change.value;
			break;
		case 'backedUpAt':
			status.backedUpAt = change.value;
			break;
		case 'backup':
			status.backup = change.value;
			break;
		case 'peers':
			peers.told(change.value);
			break;
		case 'invites':
			peers.invites = change.value;
			break;
		case 'items':
			knowledge.items = change.value;
			break;
		case 'collections':
			knowledge.collections = change.value;
			break;
		case 'importing':
			knowledge.importing = change.value;
			break;
		case 'notices':
			status.notices = change.value;
			break;
		case 'communities':
			status.communities = change.value;
			break;
		case 'transfers':
		case 'cursors':
		case 'errands':
			// Their page follows the node by itself.
			break;
		case 'talks':
			peers.talks = change.value;
			break;
		case 'presences':
			peers.presences = change.value;
			break;
		case 'exchanges':
			conversation.told(change.value);
			break;
		case 'conversation':
			conversation.moved(change.value);
			break;
		case 'conversations':
			conversations.told(change.value);
			break;
		case 'mind':
			mind.told(change.value);
			break;
	}
}
