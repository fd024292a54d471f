/** What every store must do, whatever it is made of. Run over IndexedDB in the browser and over memory in node. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Said } from '#lib/protocol/envelope.ts';
import { CLOCK_SLACK_MS } from '#lib/protocol/limits.ts';
import type { Store } from '#lib/store/store.ts';
import { aContact, aLetter, anEvidence, anExchange, anId, anInvite, aPeer, aSaid } from './store-builders.ts';
import { claimsContract } from './store-claims-contract.ts';
import { collectionsContract } from './store-collections-contract.ts';
import { communitiesContract } from './store-communities-contract.ts';
import { conversationsContract } from './store-conversations-contract.ts';
import { findContract } from './store-find-contract.ts';
import { cardsContract } from './store-cards-contract.ts';
import { hearsayContract } from './store-hearsay-contract.ts';
import { itemsContract } from './store-items-contract.ts';
import { keysContract } from './store-keys-contract.ts';
import { stagedContract } from './store-staged-contract.ts';
import { wordsContract } from './store-words-contract.ts';

export function storeContract(open: () => Promise<Store>): void {
	let store: Store;
	beforeEach(async () => {
		store = await open();
	});

	describe('contacts', () => {
		test('the newest of two puts is the contact, and the list is in order of acquaintance', async () => {
			const { contacts } = store;
			const later = aContact({ peer: aPeer('bob'), name: 'Bob', since: 2_000 });
			await contacts.put(later);
			await contacts.put(aContact({ standing: 'asking' }));
			await contacts.put(aContact({ card: 'a.b', invite: anId('invite') }));
			expect(await contacts.get(aPeer('ada'))).toEqual(aContact({ card: 'a.b', invite: anId('invite') }));
			expect((await contacts.list()).map(({ name }) => name)).toEqual(['Ada', 'Bob']);
		});

		test('a removed contact is gone and a stranger was never there', async () => {
			await store.contacts.put(aContact());
			await store.contacts.remove(aPeer('ada'));
			expect(await store.contacts.get(aPeer('ada'))).toBeUndefined();
			expect(await store.contacts.list()).toEqual([]);
			await store.contacts.remove(aPeer('nobody'));
		});
	});

	describe('ledger', () => {
		test('evidence is kept in order, about one peer and no other', async () => {
			const first = anEvidence({ query: anId('q') });
			const second = anEvidence({ kind: 'wrong', at: 2_000 });
			for (const evidence of [first, anEvidence({ peer: aPeer('bob') }), second])
				await store.ledger.record(evidence);
			expect(await store.ledger.about(aPeer('ada'))).toEqual([first, second]);
			expect(await store.ledger.about(aPeer('nobody'))).toEqual([]);
		});

		test('what a question was about is kept with it, and whatever can happen can be recorded', async () => {
			const kinds = ['kept', 'asked-again', 'corrected', 'agreed', 'contradicted', 'harmful'] as const;
			const all = kinds.map((kind, n) => anEvidence({ kind, cells: [n, 65_535] }));
			for (const evidence of all) await store.ledger.record(evidence);
			expect(await store.ledger.about(aPeer('ada'))).toEqual(all);
		});

		test('all of it can be listed; one peer is forgotten alone, or everybody', async () => {
			const { ledger } = store;
			for (const name of ['ada', 'bob', 'ada']) await ledger.record(anEvidence({ peer: aPeer(name) }));
			expect(await ledger.list()).toHaveLength(3);
			await ledger.forget(aPeer('ada'));
			expect(await ledger.list()).toEqual([anEvidence({ peer: aPeer('bob') })]);
			await ledger.forget();
			expect(await ledger.about(aPeer('bob'))).toEqual([]);
		});

		test('a peer that misbehaves without end fills no more than its share, the oldest goes first', async () => {
			for (let at = 0; at < 1_030; at++) await store.ledger.record(anEvidence({ kind: 'bad-envelope', at }));
			const kept = await store.ledger.about(aPeer('ada'));
			expect(kept).toHaveLength(1_024);
			expect([kept[0]?.at, kept.at(-1)?.at]).toEqual([6, 1_029]);
		});
	});

	describe('invites', () => {
		test('an invite can be read, counted down and revoked', async () => {
			const { invites } = store;
			await invites.put(anInvite({ id: anId('late'), madeAt: 5_000 }));
			await invites.put(anInvite({ usesLeft: 2 }));
			await invites.put(anInvite({ usesLeft: 1, registered: true }));
			expect(await invites.get(anId('invite'))).toEqual(anInvite({ usesLeft: 1, registered: true }));
			expect((await invites.list()).map(({ id }) => id)).toEqual([anId('invite'), anId('late')]);
			await invites.remove(anId('invite'));
			expect(await invites.get(anId('invite'))).toBeUndefined();
		});
	});

	describe('outbox', () => {
		test('a letter comes back as it was put, byte for byte', async () => {
			const letter = aLetter({
				exchange: anId('exchange'),
				envelope: Uint8Array.from({ length: 256 }, (_, n) => n)
			});
			await store.outbox.put(letter);
			expect(await store.outbox.get(letter.id)).toEqual(letter);
			expect(await store.outbox.get(anId('unknown'))).toBeUndefined();
		});

		test('a state never goes backwards', async () => {
			const { outbox } = store;
			const states = ['queued', 'sent', 'delivered', 'answered', 'refused', 'expired'] as const;
			const allowed: Record<string, readonly string[]> = {
				queued: ['sent', 'delivered', 'answered', 'refused', 'expired'],
				sent: ['delivered', 'answered', 'refused', 'expired'],
				delivered: ['answered', 'refused'],
				answered: [],
				refused: [],
				expired: []
			};
			for (const from of states)
				for (const to of states) {
					const id = anId(`${from} ${to}`);
					await outbox.put(aLetter({ id, state: from }));
					await outbox.mark(id, to);
					expect([from, to, (await outbox.get(id))?.state]).toEqual([
						from,
						to,
						allowed[from]?.includes(to) ? to : from
					]);
				}
			await outbox.mark(anId('unknown'), 'sent');
		});

		test('what waits is what is neither delivered nor given up, oldest first, for one reader or for all', async () => {
			const { outbox } = store;
			await outbox.put(aLetter({ id: anId('2'), madeAt: 2_000 }));
			await outbox.put(aLetter({ id: anId('1'), madeAt: 1_000 }));
			await outbox.put(aLetter({ id: anId('3'), madeAt: 3_000, to: aPeer('bob') }));
			await outbox.put(aLetter({ id: anId('4'), state: 'delivered' }));
			await outbox.mark(anId('2'), 'sent');
			const waiting = async (peer?: ReturnType<typeof aPeer>) =>
				(await outbox.waiting(peer)).map(({ id }) => id);
			expect(await waiting(aPeer('ada'))).toEqual([anId('1'), anId('2')]);
			expect(await waiting()).toEqual([anId('1'), anId('2'), anId('3')]);
			await outbox.mark(anId('1'), 'delivered');
			await outbox.mark(anId('2'), 'expired');
			expect(await waiting(aPeer('ada'))).toEqual([]);
		});

		test('mail numbers are counted per reader and never given twice, also when asked for at once', async () => {
			const { outbox } = store;
			const numbers = await Promise.all(Array.from({ length: 20 }, () => outbox.nextSeq(aPeer('ada'))));
			expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
			expect(await outbox.nextSeq(aPeer('bob'))).toBe(1);
		});

		test('a sweep takes what has expired and leaves the rest', async () => {
			await store.outbox.put(aLetter({ id: anId('old'), expiresAt: 4_999, state: 'answered' }));
			await store.outbox.put(aLetter({ id: anId('new'), expiresAt: 5_000 }));
			await store.outbox.sweep(5_000);
			expect(await store.outbox.get(anId('old'))).toBeUndefined();
			expect(await store.outbox.get(anId('new'))).toBeDefined();
		});
	});

	describe('inbox', () => {
		const numbered = (seq: number, over: Partial<Said> = {}): Said =>
			aSaid({ id: anId(`seq ${seq}`), seq, ...over });

		test('the same message is new once, also when both copies come at once', async () => {
			const admissions = await Promise.all([1, 2, 3].map(() => store.inbox.admit(aSaid())));
			expect([...admissions].sort()).toEqual(['new', 'replayed', 'replayed']);
		});

		test('a mail number is taken once per device, whatever id comes with it', async () => {
			const { inbox } = store;
			expect(await inbox.admit(numbered(5))).toBe('new');
			expect(await inbox.admit(numbered(5, { id: anId('other') }))).toBe('replayed');
			expect(await inbox.admit(numbered(5, { id: anId('third'), dev: 'f'.repeat(64) }))).toBe('new');
			expect(await inbox.admit(numbered(5, { id: anId('fourth'), from: aPeer('bob') }))).toBe('new');
		});

		test('a number 1,024 behind the newest is refused, one less is taken', async () => {
			const { inbox } = store;
			expect(await inbox.admit(numbered(2_000))).toBe('new');
			expect(await inbox.admit(numbered(976))).toBe('replayed');
			expect(await inbox.admit(numbered(977))).toBe('new');
		});

		test('live messages have no number and are told apart by id alone', async () => {
			expect(await store.inbox.admit(numbered(0, { id: anId('a') }))).toBe('new');
			expect(await store.inbox.admit(numbered(0, { id: anId('b') }))).toBe('new');
			expect(await store.inbox.admit(numbered(0, { id: anId('b') }))).toBe('replayed');
		});

		test('a refused message changes nothing', async () => {
			const { inbox } = store;
			await inbox.admit(numbered(5));
			await inbox.admit(numbered(5, { id: anId('other') }));
			expect(await inbox.unfinished()).toEqual([numbered(5).bytes]);
			// Its id was not burnt: under a number of its own it is new.
			expect(await inbox.admit(numbered(6, { id: anId('other') }))).toBe('new');
		});

		test('what was admitted is unfinished until it is done, oldest first', async () => {
			const { inbox } = store;
			for (const seq of [3, 1, 2]) await inbox.admit(numbered(seq));
			await inbox.done(numbered(1));
			expect(await inbox.unfinished()).toEqual([numbered(3).bytes, numbered(2).bytes]);
			await inbox.done(numbered(3));
			await inbox.done(numbered(3));
			await inbox.done(numbered(2));
			expect(await inbox.unfinished()).toEqual([]);
			expect(await inbox.admit(numbered(2))).toBe('replayed');
		});

		test('a sweep forgets ids only when no clock could still open them, and the numbers never', async () => {
			const { inbox } = store;
			const live = aSaid({ id: anId('live'), seq: 0, exp: 5_000 });
			const mail = aSaid({ id: anId('mail'), seq: 7, exp: 5_000 });
			await inbox.admit(live);
			await inbox.admit(mail);
			await inbox.sweep(5_000 + CLOCK_SLACK_MS);
			expect(await inbox.admit(live)).toBe('replayed');
			await inbox.sweep(5_001 + CLOCK_SLACK_MS);
			expect(await inbox.admit(mail)).toBe('replayed');
			await inbox.done(live);
			expect(await inbox.admit(live)).toBe('new');
		});
	});

	describe('exchanges', () => {
		test('an exchange is replaced as a whole and listed with its conversation, oldest first', async () => {
			const { exchanges } = store;
			const second = anExchange({ id: anId('2'), askedAt: 2_000 });
			await exchanges.put(second);
			await exchanges.put(anExchange({ state: 'asking' }));
			await exchanges.put(anExchange({ feedback: 'useful' }));
			await exchanges.put(anExchange({ id: anId('3'), conversation: anId('another') }));
			expect(await exchanges.list(anId('conversation'))).toEqual([
				anExchange({ feedback: 'useful' }),
				second
			]);
			expect(await exchanges.get(anId('2'))).toEqual(second);
			expect(await exchanges.get(anId('unknown'))).toBeUndefined();
		});
	});

	describe('settings', () => {
		test('a setting is what was put last; unset and removed ones are undefined', async () => {
			const { settings } = store;
			await settings.put('theme', 'light');
			await settings.put('theme', { dark: [1, null, true] });
			expect(await settings.get('theme')).toEqual({ dark: [1, null, true] });
			await settings.remove('theme');
			expect(await settings.get('theme')).toBeUndefined();
			await settings.put('nothing', null);
			expect(await settings.get('nothing')).toBeNull();
		});
	});

	describe('secrets', () => {
		test('the recovery entropy and the vault key are there from the start', async () => {
			expect(await store.secrets.get('entropy')).toHaveLength(16);
			expect(await store.secrets.get('vault')).toHaveLength(32);
		});

		test('of secrets created once the first stay, and both callers are told them', async () => {
			const { secrets } = store;
			const one = secrets.createOnce({ device: new Uint8Array([1]), other: new Uint8Array([1]) });
			const two = secrets.createOnce({ device: new Uint8Array([2]), third: new Uint8Array([2]) });
			const [first, second] = await Promise.all([one, two]);
			expect(first.device).toEqual(second.device);
			expect(await secrets.get('device')).toEqual(first.device);
			expect(await secrets.get('third')).toEqual(new Uint8Array([2]));
		});

		test('secrets are named by prefix and removed', async () => {
			const { secrets } = store;
			for (const name of ['inbox/2', 'inbox/1', 'outbox']) await secrets.put(name, new Uint8Array([7]));
			expect(await secrets.names('inbox/')).toEqual(['inbox/1', 'inbox/2']);
			await secrets.remove('inbox/1');
			expect(await secrets.get('inbox/1')).toBeUndefined();
			expect(await secrets.names('inbox/')).toEqual(['inbox/2']);
		});
	});

	hearsayContract(() => store);
	cardsContract(() => store);
	communitiesContract(() => store);
	wordsContract(() => store);
	claimsContract(() => store);
	stagedContract(() => store);
	collectionsContract(() => store);
	conversationsContract(() => store);
	findContract(() => store);
	itemsContract(() => store);
	keysContract(() => store);
}
