/**
 * What the pages share: the state classes of one node, handed down by context. It reads the node's changes and deals
 * them out; it decides nothing.
 */
import { createContext } from 'svelte';
import { Conversation } from './conversation.svelte.ts';
import { Knowledge } from './knowledge.svelte.ts';
import type { NodeApi, NodeChange } from './node-api.ts';
import { Peers } from './peers.svelte.ts';
import { SideSheet } from './side-sheet.svelte.ts';
import { Status } from './status.svelte.ts';

export interface Screen {
	readonly conversation: Conversation;
	readonly knowledge: Knowledge;
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
	const conversation = new Conversation(api, state.exchanges);
	const knowledge = new Knowledge(api, state.items, state.importing);
	const peers = new Peers(api, state.peers, state.invites);
	const status = new Status(api, state);
	tell = (change) => deal(change, { conversation, knowledge, peers, status });
	early.forEach(tell);
	return { conversation, knowledge, peers, status, sheet: new SideSheet(), close };
}

type Parts = Pick<Screen, 'conversation' | 'knowledge' | 'peers' | 'status'>;

function deal(change: NodeChange, { conversation, knowledge, peers, status }: Parts): void {
	switch (change.part) {
		case 'me':
			status.me = change.value;
			break;
		case 'server':
			status.server = change.value;
			break;
		case 'persisted':
			status.persisted = change.value;
			break;
		case 'peers':
			peers.told(change.value);
			break;
		case 'invites':
			peers.invites = change.value;
			break;
		case 'items':
			knowledge.told(change.value);
			break;
		case 'importing':
			knowledge.importing = change.value;
			break;
		case 'exchanges':
			conversation.told(change.value);
			break;
		case 'conversation':
		case 'conversations':
		case 'mind':
			break;
	}
}
