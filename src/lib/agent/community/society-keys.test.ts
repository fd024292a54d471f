/** Keys, cards and links over weeks. */
import { expect, test } from 'vitest';
import { base64url } from '../../protocol/bytes.ts';
import type { PeerId } from '../../protocol/identity.ts';
import { inboxKeyOf } from '../../protocol/sealed.ts';
import { seeded } from '../means.fixture.ts';
import { World } from '../world.fixture.ts';
import { checkOf, keyInUse, withKey } from './keys-kept.ts';
import {
	aMember,
	DAY,
	founded,
	invited,
	join,
	overview,
	says,
	settle,
	societyOf,
	texts,
	three,
	turn,
	type MemberNode
} from './society.fixture.ts';
import { wantedOf } from './wanted.ts';

const key = (name: string): string => base64url(seeded(name)(32));
const epochOf = (n: number, name: string) => ({ n, check: checkOf(key(name)), at: 0 });

test('a key is renewed weekly by the first anchor who is there, and all who are in have it', async () => {
	const { world, founder: anna, others, id, link } = await three('weekly', ['Anna', 'Ben', 'Cleo']);
	const [ben, cleo] = others;
	await join(world, ben, link);
	await join(world, cleo, link);
	await (await societyOf(anna)).act(id, { kind: 'role', peer: ben.peer, role: 'anchor' });
	await settle(world);
	await turn(world, 6, anna, ben, cleo);
	expect((await overview(world, anna, id)).epoch!.n).toBe(1);
	world.clock.turn(8 * DAY);
	await turn(world, 36, anna, ben, cleo);
	const { epoch } = await overview(world, cleo, id);
	expect(epoch!.n).toBe(2);
	const kept = await Promise.all([anna, ben, cleo].map(async ({ store }) => (await store.get(id))!.epochs));
	for (const epochs of kept) expect(keyInUse(epochs, epoch)).toEqual(epochs.at(-1));
	expect(new Set(kept.map((epochs) => epochs.at(-1)!.key)).size).toBe(1);
});

/** Has one inbox key until a day from now and another one after it; both open what was sealed to them. */
async function renewing({ clock }: World, { deps, name }: MemberNode) {
	const secrets = [seeded(`${name} before`)(32), seeded(`${name} after`)(32)] as const;
	const [before, after] = [await inboxKeyOf(secrets[0]), await inboxKeyOf(secrets[1])];
	const from = clock.now() + DAY;
	const { inboxSecret } = deps.keyring;
	Object.assign(deps.keyring, {
		inbox: async () => ({ ...(clock.now() < from ? before : after), exp: clock.now() + DAY }),
		inboxSecret: async (id: string) =>
			id === before.id ? secrets[0] : id === after.id ? secrets[1] : inboxSecret(id)
	});
	return { after: { id: after.id, key: after.key } };
}

test('a new inbox key is said to all members, so that mail to whoever is no contact still finds them', async () => {
	const world = new World('cards');
	const [anna, ben] = [await aMember(world, 'Anna'), await aMember(world, 'Ben')];
	const id = await founded(anna);
	await join(world, ben, await invited(world, anna, id));
	const { after } = await renewing(world, ben);
	world.clock.turn(2 * DAY);
	await turn(world, 9, anna, ben);
	expect((await (await societyOf(anna)).cardOf(ben.peer))!.inbox).toEqual(after);
	expect(await (await societyOf(anna)).wanted()).toEqual([
		{ peer: ben.peer, relays: ['https://elm.example'] }
	]);
});

test('members who were all away for five weeks hear each other under the keys of before, and then write under the new', async () => {
	const world = new World('all away');
	const [anna, ben] = [await aMember(world, 'Anna'), await aMember(world, 'Ben')];
	const [annas, bens] = [await renewing(world, anna), await renewing(world, ben)];
	const id = await founded(anna);
	await join(world, ben, await invited(world, anna, id));
	for (const node of [anna, ben]) world.sleep(node);
	world.clock.turn(35 * DAY);
	for (const node of [anna, ben]) {
		await world.wake(node);
		node.reload();
	}
	await turn(world, 60, anna, ben);
	expect((await (await societyOf(anna)).cardOf(ben.peer))!.inbox).toEqual(bens.after);
	expect((await (await societyOf(ben)).cardOf(anna.peer))!.inbox).toEqual(annas.after);
	await says(ben, id, 'Back again.');
	await settle(world);
	expect(await texts(anna, id)).toEqual(['Back again.']);
});

test('of keys that came, the one that the entries name is in use, and nobody pushes it out', () => {
	let epochs = withKey([], { n: 2, key: key('true') }, epochOf(2, 'true'))!;
	expect(withKey(epochs, { n: 2, key: key('false') }, epochOf(2, 'true'))).toBeUndefined();
	expect(withKey(epochs, { n: 1, key: key('old') }, epochOf(2, 'true'))).toBeUndefined();
	for (let n = 3; n < 40; n++) epochs = withKey(epochs, { n, key: key(`made up ${n}`) }, epochOf(2, 'true'))!;
	expect(epochs.length).toBeLessThanOrEqual(8);
	expect(keyInUse(epochs, epochOf(2, 'true'))).toEqual({ n: 2, key: key('true') });
	expect(epochs.at(-1)).toEqual({ n: 2, key: key('true') });
});

test('links are wanted by both ends or by neither, by few in a large community, and reach everybody', () => {
	for (const size of [2, 3, 24, 25, 100, 256]) {
		const peers = Array.from({ length: size }, (_, i) => base64url(seeded(`${i}`)(32)) as PeerId);
		const wanted = new Map(peers.map((peer) => [peer, wantedOf(peers, peer)]));
		for (const [peer, others] of wanted) {
			expect(others.length).toBeLessThanOrEqual(size <= 24 ? size - 1 : 16);
			expect(others.every((other) => wanted.get(other)!.includes(peer))).toBe(true);
		}
		const reached = new Set([peers[0]!]);
		for (const peer of reached) for (const other of wanted.get(peer)!) reached.add(other);
		expect(reached.size).toBe(size);
	}
});
