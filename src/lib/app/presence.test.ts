import { expect, test } from 'vitest';
import type { Presence } from '#lib/agent/presence.ts';
import { memorySettings } from '#lib/store/in-memory.ts';
import { aPeer } from '../../../tests/contract/store-builders.ts';
import type { PeerSummary } from './node-api.ts';
import { keepPresence } from './presence.ts';
import { Doings, follows } from './presence-doing.ts';
import type { PeerPresence } from './words-api.ts';

const peer = (name: string, change: Partial<PeerSummary> = {}): PeerSummary => ({
	...{ peer: aPeer(name), name, standing: 'accepted', reach: 'direct' },
	...{ compared: false, since: 1, code: '', ...change }
});

/** Everything turned by hand: who is there, whether the agent asks, and the ten seconds. */
async function aKeeper() {
	const sent: { readonly to: string; readonly presence: Presence }[] = [];
	const told: (readonly PeerPresence[])[] = [];
	const waits: (() => void)[] = [];
	const world = { peers: [peer('ada')], moved: () => {}, isAway: false, wentOrCame: () => {} };
	const doings = new Doings();
	const keeper = await keepPresence({
		settings: memorySettings(),
		agent: { tellPresence: async (to, presence) => void sent.push({ to, presence }) },
		peers: () => world.peers,
		onPeers: (listener) => (world.moved = listener),
		me: aPeer('me'),
		doings,
		watchAway(changed) {
			world.wentOrCame = changed;
			return { isAway: () => world.isAway };
		},
		battery: async () => ({ charging: false, level: 0.43, onChange: () => {} }),
		sleep: () => new Promise<void>((resolve) => waits.push(resolve)),
		tell: (presences) => told.push(presences)
	});
	const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
	const tenSeconds = async () => {
		for (const go of waits.splice(0)) go();
		await settle();
	};
	return { keeper, sent, told, world, doings, settle, tenSeconds };
}

test('nothing is told until the person wants it, and then to contacts who are there alone', async () => {
	const { keeper, sent, world, settle } = await aKeeper();
	world.peers = [peer('ada'), peer('bob', { reach: 'mailbox' }), peer('eve', { standing: 'asking' })];
	world.moved();
	await settle();
	expect(sent).toEqual([]);
	await keeper.setOwnPresence({ on: true, state: 'busy', focus: 'packing' });
	await settle();
	expect(sent).toEqual([{ to: aPeer('ada'), presence: { state: 'busy', focus: 'packing', energy: 50 } }]);
});

test('what changes within ten seconds is told once, as it stands then; who comes is told too', async () => {
	const { keeper, sent, world, doings, settle, tenSeconds } = await aKeeper();
	await keeper.setOwnPresence({ on: true });
	await settle();
	for (const state of ['busy', 'away', 'busy'] as const) await keeper.setOwnPresence({ state });
	doings.begin('asking');
	await settle();
	expect(sent).toHaveLength(1);
	await tenSeconds();
	expect(sent.slice(1)).toMatchObject([{ presence: { state: 'busy', doing: 'asking' } }]);
	await tenSeconds();
	world.peers = [peer('ada'), peer('bob')];
	world.moved();
	await settle();
	expect(sent.slice(2)).toMatchObject([{ to: aPeer('bob') }]);
});

test('switched off, those who knew are told I am away, and nothing more', async () => {
	const { keeper, sent, settle, tenSeconds } = await aKeeper();
	await keeper.setOwnPresence({ on: true, focus: 'packing' });
	await settle();
	await tenSeconds();
	await keeper.setOwnPresence({ on: false });
	await settle();
	await tenSeconds();
	await keeper.setOwnPresence({ focus: 'secret' });
	await settle();
	expect(sent.slice(1)).toEqual([{ to: aPeer('ada'), presence: { state: 'away' } }]);
});

test('what a contact says is shown until their link is gone', async () => {
	const { keeper, told, world } = await aKeeper();
	await keeper.heardPresence(aPeer('ada'), { state: 'busy' });
	expect(told.at(-1)).toEqual([{ peer: aPeer('ada'), state: 'busy' }]);
	world.peers = [peer('ada', { reach: 'mailbox' })];
	world.moved();
	expect(told.at(-1)).toEqual([]);
});

test('who is available and was at no tab for a while is told to be away, and no more once they are back', async () => {
	const { keeper, sent, world, settle, tenSeconds } = await aKeeper();
	await keeper.setOwnPresence({ on: true });
	for (const isAway of [true, false]) {
		await settle();
		await tenSeconds();
		world.isAway = isAway;
		world.wentOrCame();
	}
	await settle();
	expect(sent.map(({ presence }) => presence.state)).toEqual(['available', 'away', 'available']);
	await keeper.setOwnPresence({ state: 'busy' });
	world.isAway = true;
	await tenSeconds();
	expect(sent.at(-1)?.presence.state).toBe('busy');
});

test('mine is shown as contacts see it, and not at all while nothing is told', async () => {
	const { keeper, sent, told, doings, settle, tenSeconds } = await aKeeper();
	await keeper.heardPresence(aPeer('ada'), { state: 'busy' });
	expect(told.at(-1)).toHaveLength(1);
	await keeper.setOwnPresence({ on: true, focus: 'packing' });
	await settle();
	const end = doings.begin('reading');
	await tenSeconds();
	await tenSeconds();
	const mine = told.at(-1)?.find(({ peer: of }) => of === aPeer('me'));
	expect(mine).toEqual({ peer: aPeer('me'), ...sent.at(-1)?.presence });
	expect(mine).toMatchObject({ state: 'available', focus: 'packing', energy: 50, doing: 'reading' });
	end();
	await tenSeconds();
	expect(told.at(-1)?.at(-1)).not.toHaveProperty('doing');
	await keeper.setOwnPresence({ on: false });
	expect(told.at(-1)).toHaveLength(1);
});

test('what the agent does within a blink is told nobody', async () => {
	const { keeper, sent, doings, settle, tenSeconds } = await aKeeper();
	await keeper.setOwnPresence({ on: true });
	await settle();
	await tenSeconds();
	doings.begin('answering')();
	await settle();
	await tenSeconds();
	await tenSeconds();
	expect(sent).toHaveLength(1);
});

test('of several things at once what the person waits for is told, and an errand where there is nothing else', () => {
	const doings = new Doings();
	const asks = follows(doings, 'asking');
	const [first, second] = [doings.begin('answering'), doings.begin('answering')];
	first();
	first();
	expect(doings.now).toBe('answering');
	for (let times = 0; times < 2; times++) asks(true);
	expect(doings.now).toBe('asking');
	const end = doings.begin('errand');
	second();
	expect(doings.now).toBe('asking');
	asks(false);
	expect(doings.now).toBe('errand');
	end();
	expect(doings.now).toBeUndefined();
});
