/** A community from its founding on: who comes in, what they see, and who is heard no more. */
import { describe, expect, test } from 'vitest';
import { World } from '../world.fixture.ts';
import {
	aMember,
	does,
	founded,
	invited,
	join,
	overview,
	says,
	settle,
	societyOf,
	standing,
	texts,
	three,
	turn,
	view
} from './society.fixture.ts';

async function friends(seed: string) {
	const { founder: anna, others, ...rest } = await three(seed, ['Anna', 'Ben', 'Cleo']);
	const [ben, cleo] = others;
	return { anna, ben, cleo, ...rest };
}

describe('somebody with a link', () => {
	test('is in at once where joining is open, with everything that was said before and the key', async () => {
		const { world, anna, ben, id, link } = await friends('open');
		await says(anna, id, 'Under birches.');
		await join(world, ben, link);
		expect(await overview(world, ben, id)).toMatchObject({ mine: 'member', name: 'Mushrooms' });
		expect(await texts(ben, id)).toEqual(['Under birches.']);
		expect(await view(world, ben, id)).toEqual(await view(world, anna, id));
		expect((await ben.store.get(id))!.epochs.at(-1)).toEqual((await anna.store.get(id))!.epochs.at(-1));
		expect(await standing(ben, id)).toBe('in');
	});

	test('waits where joining needs approval, while the one who lets in is away, until they come back and do', async () => {
		const world = new World('approval');
		const [anna, ben] = [await aMember(world, 'Anna'), await aMember(world, 'Ben')];
		const id = await founded(anna, 'approval');
		const link = await invited(world, anna, id);
		world.sleep(anna);
		await join(world, ben, link);
		expect(await standing(ben, id)).toBe('asking');
		await world.wake(anna);
		await settle(world);
		expect((await overview(world, anna, id)).asking).toMatchObject([{ peer: ben.peer, name: 'Ben' }]);
		expect(await standing(ben, id)).toBe('asking');
		world.sleep(ben);
		await does(anna, id, { kind: 'role', peer: ben.peer, role: 'member' });
		await settle(world);
		await world.wake(ben);
		await turn(world, 6, anna, ben);
		expect(await standing(ben, id)).toBe('in');
		expect(await overview(world, ben, id)).toMatchObject({ mine: 'member' });
	});

	test('finds it spent after its uses, and waits in vain', async () => {
		const { world, anna, ben, cleo, id } = await friends('uses');
		const one = await invited(world, anna, id, 1);
		await join(world, ben, one);
		await join(world, cleo, one);
		expect(await standing(ben, id)).toBe('in');
		expect(await standing(cleo, id)).toBe('asking');
		expect((await overview(world, anna, id)).members).toHaveLength(2);
	});

	test('sees by the link alone that it is no good: expired, damaged, or of where they are', async () => {
		const { world, anna, ben, link } = await friends('offers');
		const society = await societyOf(ben);
		expect(await society.readLink(`https://elm.example/#c=${link}`)).toMatchObject({
			name: 'Mushrooms',
			byName: 'Anna',
			by: anna.peer
		});
		expect(await (await societyOf(anna)).readLink(link)).toMatchObject({ refused: 'already-in' });
		expect(await society.readLink(`${link}A`)).toMatchObject({ refused: 'malformed' });
		world.clock.turn(8 * 86_400_000);
		expect(await society.readLink(link)).toMatchObject({ refused: 'expired' });
		await expect(society.join(link)).rejects.toThrow('expired');
	});

	test('is let in by another member while the one who made the link is away', async () => {
		const { world, anna, ben, cleo, id, link } = await friends('doors');
		await join(world, ben, link);
		await does(anna, id, { kind: 'role', peer: ben.peer, role: 'anchor' });
		await settle(world);
		const second = await invited(world, anna, id);
		await settle(world);
		world.sleep(anna);
		await join(world, cleo, second);
		expect(await standing(cleo, id)).toBe('in');
		expect(await view(world, cleo, id)).toEqual(await view(world, ben, id));
	});
});

describe('members', () => {
	test('who write while others are away see the same once all were there again, with mail and without', async () => {
		const { world, anna, ben, cleo, id, link } = await friends('offline');
		await join(world, ben, link);
		await join(world, cleo, link);
		world.sleep(ben);
		await says(anna, id, 'By letter.');
		world.serverUp = false;
		await says(anna, id, 'Without a server.');
		world.sleep(anna);
		await says(cleo, id, 'Meanwhile.');
		world.serverUp = true;
		for (const one of [anna, ben]) await world.wake(one);
		for (const one of [anna, ben, cleo])
			for (const other of [anna, ben, cleo])
				if (one !== other) await (await societyOf(one)).reached(other.peer);
		await settle(world);
		expect(await texts(ben, id)).toEqual(['By letter.', 'Meanwhile.', 'Without a server.']);
		for (const one of [ben, cleo]) expect(await view(world, one, id)).toEqual(await view(world, anna, id));
	});

	test('find everything again after their tab was closed', async () => {
		const { world, anna, ben, id, link } = await friends('reload');
		await join(world, ben, link);
		await says(ben, id, 'Here.');
		await settle(world);
		const before = await view(world, ben, id);
		await ben.desk.close(id);
		ben.reload();
		await says(ben, id, 'And there.');
		await settle(world);
		expect(await texts(ben, id)).toEqual(['And there.', 'Here.']);
		expect(await view(world, ben, id)).toEqual(await view(world, anna, id));
		expect(before).not.toEqual(await view(world, ben, id));
	});

	test('do not what is not theirs to do: nothing is written', async () => {
		const { world, anna, ben, id, link } = await friends('rights');
		await join(world, ben, link);
		const entries = await ben.store.entries(id);
		await expect(does(ben, id, { kind: 'pin', entry: 'A'.repeat(43), on: true })).rejects.toThrow(RangeError);
		await expect((await societyOf(ben)).remove(id, anna.peer)).rejects.toThrow(RangeError);
		await expect((await societyOf(anna)).leave(id, false)).rejects.toThrow(RangeError);
		expect(await ben.store.entries(id)).toEqual(entries);
	});
});

describe('somebody who is removed', () => {
	test('learns that, nothing that is said afterwards, and no key by which it is said', async () => {
		const { world, anna, ben, cleo, id, link } = await friends('removal');
		await join(world, ben, link);
		await join(world, cleo, link);
		await says(ben, id, 'Mine.');
		await settle(world);
		await (await societyOf(anna)).remove(id, ben.peer);
		await settle(world);
		const known = await ben.store.entries(id);
		await says(anna, id, 'Without Ben.');
		await turn(world, 30, anna, ben, cleo);
		expect(await standing(ben, id)).toBe('removed');
		expect(await ben.store.entries(id)).toEqual(known);
		expect(await texts(ben, id)).toEqual(['Mine.']);
		expect(await texts(cleo, id)).toEqual(['Mine.', 'Without Ben.']);
		const { epoch } = await overview(world, cleo, id);
		expect(epoch!.n).toBe(2);
		const keys = (await ben.store.get(id))!.epochs.map(({ n }) => n);
		expect(keys).toEqual([1]);
		expect((await cleo.store.get(id))!.epochs.at(-1)).toEqual((await anna.store.get(id))!.epochs.at(-1));
		await expect(says(ben, id, 'And yet.')).rejects.toThrow(RangeError);
	});

	test('who was away learns it when they come back, and is answered nothing', async () => {
		const { world, anna, ben, cleo, id, link } = await friends('away');
		await join(world, ben, link);
		await join(world, cleo, link);
		world.sleep(ben);
		await (await societyOf(anna)).remove(id, ben.peer);
		await says(anna, id, 'Without Ben.');
		await settle(world);
		await world.wake(ben);
		await turn(world, 12, ben);
		expect(await standing(ben, id)).toBe('removed');
		expect(await texts(ben, id)).toEqual([]);
	});

	test('who left comes in again by a new link, and what they said before is still theirs', async () => {
		const { world, anna, ben, id, link } = await friends('again');
		await join(world, ben, link);
		await says(ben, id, 'Before.');
		await settle(world);
		await (await societyOf(ben)).leave(id, false);
		await settle(world);
		expect(await standing(ben, id)).toBe('left');
		expect((await overview(world, anna, id)).members).toHaveLength(1);
		// Whoever left is without the key from the next look on.
		await turn(world, 3, anna);
		expect((await overview(world, anna, id)).epoch!.n).toBe(2);
		await says(anna, id, 'Meanwhile.');
		await join(world, ben, await invited(world, anna, id));
		await turn(world, 6, anna, ben);
		expect(await standing(ben, id)).toBe('in');
		expect(await texts(ben, id)).toEqual(['Before.', 'Meanwhile.']);
		expect(await view(world, ben, id)).toEqual(await view(world, anna, id));
	});
});
