import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keysOfEntropy, peerIdOfRoot, type PeerId } from '#lib/protocol/identity.ts';
import { phraseOfEntropy } from '#lib/protocol/phrase.ts';
import { memoryStore } from '#lib/store/in-memory.ts';
import type { SafetyState } from './safety-api.ts';
import { keepSafety } from './safety.ts';

const NOW = Date.UTC(2026, 10, 21);
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const reload = vi.fn();
const stop = vi.fn();

async function safety(me?: PeerId) {
	const store = memoryStore({ random });
	const entropy = (await store.secrets.get('entropy')) ?? new Uint8Array();
	const told: SafetyState[] = [];
	const api = keepSafety({
		store,
		me: me ?? peerIdOfRoot(keysOfEntropy(entropy).root),
		random,
		createWorker: () => {
			throw new Error('no worker here');
		},
		now: () => NOW,
		tell: (state) => told.push(state),
		stop,
		reload
	});
	return { api, store, entropy, told, now: () => told.at(-1) };
}

beforeEach(() => {
	vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
	reload.mockClear();
	stop.mockClear();
});
afterEach(() => vi.useRealTimers());

test('the phrase is the one that the entropy spells, and stays unconfirmed until somebody shows it', async () => {
	const { api, entropy, now } = await safety();
	await api.lookAtSafety();
	expect(now()).toMatchObject({ phraseConfirmedAt: null, passphrase: false });
	expect(await api.recoveryPhrase()).toBe(phraseOfEntropy(entropy));
	await api.confirmPhrase();
	expect(now()).toMatchObject({ phraseConfirmedAt: NOW });
});

test('what an older version kept in another shape counts as nothing', async () => {
	const { api, store, now } = await safety();
	await store.settings.put('safety', { phraseConfirmedAt: 'yes', autoLockMinutes: 7 });
	await api.lookAtSafety();
	expect(now()).toMatchObject({ phraseConfirmedAt: null, autoLockMinutes: 15 });
});

test('with a passphrase the tabs lock after the minutes that were chosen, and never without', async () => {
	const { api, now } = await safety();
	await api.setAutoLock(5);
	vi.advanceTimersByTime(60 * 60_000);
	expect(reload).not.toHaveBeenCalled();
	await api.setPassphrase('seven green boats', null);
	expect(now()).toMatchObject({ passphrase: true, autoLockMinutes: 5 });
	vi.advanceTimersByTime(4 * 60_000);
	expect(reload).not.toHaveBeenCalled();
	vi.advanceTimersByTime(2 * 60_000);
	expect(reload).toHaveBeenCalledOnce();
});

test('another passphrase is refused, and a removed one locks no more', async () => {
	const { api, now } = await safety();
	await api.setPassphrase('seven green boats', null);
	await expect(api.setPassphrase(null, 'eight green boats')).rejects.toMatchObject({
		code: 'passphrase-wrong'
	});
	expect(now()).toMatchObject({ passphrase: true });
	await api.setPassphrase(null, 'seven green boats');
	vi.advanceTimersByTime(60 * 60_000);
	expect(now()).toMatchObject({ passphrase: false });
	expect(reload).not.toHaveBeenCalled();
});

test('the own phrase restores nothing, and a phrase that is none is our mistake', async () => {
	const { api } = await safety();
	expect(await api.restoreIdentity(await api.recoveryPhrase())).toBe('same');
	await expect(api.restoreIdentity('not a phrase')).rejects.toThrow(RangeError);
	expect(stop).not.toHaveBeenCalled();
	expect(reload).not.toHaveBeenCalled();
});

test('changing keys says that it is under way, and when it is over', async () => {
	const { api, now, told } = await safety();
	expect(await api.changeKeys()).toBeGreaterThanOrEqual(0);
	expect(told.some(({ changing }) => changing !== null)).toBe(true);
	expect(now()).toMatchObject({ changing: null });
});
