import { describe, expect, test, vi } from 'vitest';
import { memoryStore } from '#lib/store/in-memory.ts';
import type { Contact, Reach } from '#lib/agent/ports.ts';
import { Listeners } from '#lib/net/listeners.ts';
import { asPeerId, type PeerId } from '#lib/protocol/identity.ts';
import type { PeerSummary } from './node-api.ts';
import { PeopleBoard, type PeopleBoardDeps } from './people-board.ts';

const id = (digit: string): PeerId => asPeerId(digit.repeat(64))!;
const [me, ada, bea] = [id('0'), id('a'), id('b')];

const aContact = (peer: PeerId, over: Partial<Contact> = {}): Contact => ({
	peer,
	name: peer === ada ? 'Ada' : 'Bea',
	standing: 'accepted',
	inbox: { id: '', key: '' },
	relays: [],
	compared: false,
	since: 1,
	certificateSeq: 1,
	...over
});

async function aBoard(...contacts: readonly Contact[]) {
	const store = memoryStore({ random: (length) => crypto.getRandomValues(new Uint8Array(length)) });
	for (const contact of contacts) await store.contacts.put(contact);
	const reach = new Map<PeerId, Reach>();
	const trouble = new Map<PeerId, 'in-the-middle' | 'bad-envelopes'>();
	const onChange = new Listeners<[]>();
	const did: string[] = [];
	let wanted: readonly PeerId[] = [];
	let told: readonly PeerSummary[] = [];
	const deps: PeopleBoardDeps = {
		me,
		contacts: store.contacts,
		mesh: {
			onChange,
			reach: (peer) => reach.get(peer) ?? 'none',
			trouble: (peer) => trouble.get(peer),
			setWanted(peers) {
				wanted = peers;
				onChange.tell();
			}
		},
		agent: {
			greet: async (peer) => void did.push(`greet ${peer[0]}`),
			linkLost: async (peer) => void did.push(`lost ${peer[0]}`),
			flush: async (peer) => void did.push(`flush ${peer?.[0]}`)
		},
		tell: (peers) => (told = peers)
	};
	const board = new PeopleBoard(deps);
	await board.refresh();
	const become = (peer: PeerId, now: Reach) => {
		reach.set(peer, now);
		onChange.tell();
	};
	return {
		board,
		store,
		did,
		become,
		trouble: (peer: PeerId, what: 'in-the-middle' | 'bad-envelopes') => {
			trouble.set(peer, what);
			onChange.tell();
		},
		row: (peer: PeerId) => told.find((one) => one.peer === peer),
		wanted: () => wanted
	};
}

describe('the people on the screen', () => {
	test('links are wanted with contacts and inviters, not with guests, blocked or removed ones', async () => {
		for (const standing of ['asking', 'blocked', 'removed'] as const)
			expect((await aBoard(aContact(ada), aContact(bea, { standing }))).wanted()).toEqual([ada]);
		expect((await aBoard(aContact(ada), aContact(bea, { standing: 'awaiting' }))).wanted()).toEqual([
			ada,
			bea
		]);
	});

	test('a server in the middle is told of on the row of the peer it stands before', async () => {
		const { trouble, row } = await aBoard(aContact(ada), aContact(bea));
		trouble(ada, 'in-the-middle');
		expect(row(ada)?.trouble).toBe('in-the-middle');
		expect(row(bea)?.trouble).toBeUndefined();
	});

	test('a fresh link is greeted once, a lost one tried through the server, a sleeper written to', async () => {
		const { did, become } = await aBoard(aContact(ada));
		become(ada, 'direct');
		become(ada, 'direct');
		become(ada, 'relay');
		become(ada, 'mailbox');
		expect(did).toEqual(['greet a', 'lost a', 'lost a', 'flush a']);
		become(ada, 'none');
		become(ada, 'mailbox');
		expect(did.at(-1)).toBe('flush a');
	});

	test('who declined is named until the row is put away', async () => {
		const { board, row } = await aBoard(aContact(ada, { standing: 'removed' }));
		board.heard({ kind: 'declined', peer: ada, name: 'Ada' });
		await board.refresh();
		expect(row(ada)?.trouble).toBe('declined');
		board.dismiss(ada);
		expect(row(ada)?.trouble).toBeUndefined();
	});

	test('who must update is said, and forgotten when they are in', async () => {
		const { board, row } = await aBoard(aContact(ada));
		board.heard({ kind: 'version-mismatch', peer: ada, update: 'theirs' });
		await board.refresh();
		expect(row(ada)?.trouble).toBe('version-theirs');
		board.heard({ kind: 'joined', peer: ada, name: 'Ada' });
		await board.refresh();
		expect(row(ada)?.trouble).toBeUndefined();
	});

	test('why the server does not take what is left for somebody stands on their row until it takes something', async () => {
		const { board, row } = await aBoard(aContact(ada), aContact(bea));
		const letter = { kind: 'delivery-changed', letter: 'x', to: ada } as const;
		board.heard({ ...letter, state: 'queued', why: 'quota' });
		expect(row(ada)?.undelivered).toBe('quota');
		expect(row(bea)?.undelivered).toBeUndefined();
		board.heard({ ...letter, state: 'sent' });
		expect(row(ada)?.undelivered).toBeUndefined();
	});

	test('what the server refuses somebody for now is tried again without anybody doing anything', async () => {
		const { board, did } = await aBoard(aContact(ada));
		await import('./letters-again.ts');
		vi.useFakeTimers();
		board.heard({ kind: 'delivery-changed', letter: 'x', to: ada, state: 'queued', why: 'quota' });
		await vi.advanceTimersByTimeAsync(60_000);
		vi.useRealTimers();
		expect(did).toContain('flush a');
	});

	test('links are wanted with fellow members too, and one to who is no contact is told, but not greeted', async () => {
		const { board, did, wanted, become, row } = await aBoard(aContact(ada));
		const reached: string[] = [];
		const fellows = [ada, bea].map((peer) => ({ peer, relays: [] }));
		board.setFellows(fellows, (peer) => reached.push(peer[0]!));
		await vi.waitFor(() => expect(wanted()).toEqual([ada, bea]));
		become(bea, 'direct');
		become(ada, 'direct');
		expect(reached).toEqual(['b']);
		expect(did).toEqual(['flush b', 'greet a']);
		expect(row(bea)).toBeUndefined();
		board.setFellows([], () => undefined);
		await vi.waitFor(() => expect(wanted()).toEqual([ada]));
	});

	test('no link is wanted with a fellow member whom the person blocked', async () => {
		const { board, wanted } = await aBoard(aContact(ada), aContact(bea, { standing: 'blocked' }));
		board.setFellows([{ peer: bea, relays: ['https://elm.example'] }], () => undefined);
		await board.refresh();
		expect(wanted()).toEqual([ada]);
	});
});
