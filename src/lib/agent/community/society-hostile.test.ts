/** What members and strangers may not do to one another, whatever they say. */
import { describe, expect, test } from 'vitest';
import { base64url } from '../../protocol/bytes.ts';
import { openEntry, writeEntry, type Entry } from '../../protocol/entry.ts';
import { isRefusal, type Writing } from '../../protocol/envelope.ts';
import { whileItRuns } from '../finding.fixture.ts';
import { seeded } from '../means.fixture.ts';
import type { Via } from '../agent.ts';
import type { World, Node } from '../world.fixture.ts';
import {
	aMember,
	does,
	founded,
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

/** Anna founded it, Mallory is a member; Nadia is nobody. */
async function withMallory(seed: string) {
	const { founder: anna, others, ...rest } = await three(seed, ['Anna', 'Mallory', 'Nadia']);
	const [mallory, nadia] = others;
	await join(rest.world, mallory, rest.link);
	return { anna, mallory, nadia, ...rest };
}

type Communal = 'knock' | 'keys' | 'heads' | 'entries' | 'fetch' | 'piece';

/** Over a link that they proved; what became of it. */
async function tells<K extends Communal>(
	world: World,
	from: Node,
	to: Node,
	kind: K,
	body: Writing<K>['body']
) {
	const { box } = await world.box(from, to, kind, body);
	const via: Via = { over: 'link', peer: from.peer };
	const received = await to.agent.receive(box, via);
	await settle(world);
	return received;
}

async function entryOf({ device, desk }: MemberNode, id: string, at: number, text: string): Promise<Entry> {
	const place = await desk.next(id, device.dev);
	return writeEntry(device, { community: id, ...place, at, act: { kind: 'post', text } });
}

const flipped = (text: string): string => {
	const [payload = '', signature = ''] = text.split('.');
	return `${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
};

describe('of a member', () => {
	test('an entry with another’s name and a bad signature is held against who delivered it, and the rest is heard', async () => {
		const { world, anna, mallory, id } = await withMallory('forged');
		const good = await entryOf(mallory, id, world.clock.now(), 'Genuine.');
		const [byAnna] = (await anna.store.entries(id)).slice(-1);
		await tells(world, mallory, anna, 'entries', {
			community: id,
			entries: [good.text, flipped(byAnna!)]
		});
		expect(await texts(anna, id)).toEqual(['Genuine.']);
		expect(anna.blames).toEqual([{ peer: mallory.peer, reason: 'signature' }]);
		expect((await overview(world, anna, id)).faults).toMatchObject([
			{ peer: mallory.peer, what: 'signature', times: 1 }
		]);
	});

	test('of what something else carried the genuine is kept, and it is said that there was a forged one', async () => {
		const { world, anna, mallory, id } = await withMallory('forged and carried');
		const good = await entryOf(mallory, id, world.clock.now(), 'Genuine.');
		const society = await societyOf(anna);
		expect(await society.carried(id, [good.text])).toBe(true);
		const [byAnna] = (await anna.store.entries(id)).slice(-1);
		expect(await society.carried(id, [flipped(byAnna!)])).toBe(false);
		expect(await texts(anna, id)).toEqual(['Genuine.']);
	});

	test('a key that the entries do not name is not kept, and the one in use stays', async () => {
		const { world, anna, mallory, id } = await withMallory('false key');
		const { epochs, founding } = (await anna.store.get(id))!;
		const key = base64url(seeded('false')(32));
		await tells(world, mallory, anna, 'keys', { community: id, founding: founding!, n: 1, key });
		expect((await anna.store.get(id))!.epochs).toEqual(epochs);
		await tells(world, mallory, anna, 'keys', { community: id, founding: founding!, n: 2, key });
		expect((await anna.store.get(id))!.epochs.at(-1)).toEqual(epochs.at(-1));
		await (await societyOf(anna)).renewKey(id);
		await settle(world);
		const mine = (await anna.store.get(id))!.epochs.at(-1)!;
		expect(mine).not.toMatchObject({ key });
		expect(mine.n).toBe(2);
		expect((await mallory.store.get(id))!.epochs.at(-1)).toEqual(mine);
	});

	test('with a false founding entry a key is refused and blamed', async () => {
		const { world, anna, mallory, id } = await withMallory('false founding');
		const other = await founded(mallory);
		const { founding } = (await mallory.store.get(other))!;
		const key = base64url(seeded('false')(32));
		await tells(world, mallory, anna, 'keys', { community: id, founding: founding!, n: 2, key });
		expect(anna.blames).toEqual([{ peer: mallory.peer, reason: 'malformed' }]);
	});

	test('nothing is heard that only contacts may say, and no question is answered', async () => {
		const { world, anna, mallory, id } = await withMallory('no contact');
		anna.teach('Chanterelles grow at the mill.', { to: 'community', communities: [id] });
		anna.teach('Truffles grow behind the house.', 'contacts');
		const refusals = [];
		const via: Via = { over: 'link', peer: mallory.peer };
		for (const { box } of [
			await world.box(mallory, anna, 'query', { text: 'Where do chanterelles grow?', most: 4 }),
			await world.box(mallory, anna, 'gossip', { cards: [], attestations: [] }),
			await world.box(mallory, anna, 'bye', { reason: 'leaving' })
		])
			refusals.push(await anna.agent.receive(box, via));
		expect(refusals).toMatchObject(Array.from({ length: 3 }, () => ({ rejected: 'stranger' })));
		await world.run();
		expect(await anna.stores.contacts.list()).toEqual([]);
	});

	test('a question is answered from what the community may read, where my person allows it, and from nothing else', async () => {
		const { world, anna, mallory, nadia, id } = await withMallory('answers');
		anna.teach('Chanterelles grow at the mill.', { to: 'community', communities: [id] });
		anna.teach('Chanterelles grow behind my house too.', 'contacts');
		await (await societyOf(anna)).change(id, { agentAnswers: true });
		const ask = async (from: Node) => {
			const { box } = await world.box(from, anna, 'query', { text: 'Where do chanterelles grow?', most: 4 });
			return anna.agent.receive(box, { over: 'link', peer: from.peer });
		};
		expect(await ask(mallory)).toBe('stored');
		await anna.agent.idle();
		const answers = anna.logs.filter((line) => line.startsWith('answered'));
		expect(answers).toEqual([expect.stringContaining('"citations":1')]);
		expect(await ask(nadia)).toMatchObject({ rejected: 'stranger' });
	});

	test('a piece that is not what its name says is blamed, and asked of the next', async () => {
		const { world, anna, mallory, nadia, id, link } = await withMallory('pieces');
		await join(world, nadia, link);
		const bytes = seeded('file')(5_000);
		const piece = base64url(
			new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>))
		);
		await mallory.store.putPiece(id, piece, seeded('other')(5_000));
		await nadia.store.putPiece(id, piece, bytes);
		const wanted = (await societyOf(anna)).wantPiece(id, piece, new AbortController().signal);
		await whileItRuns(world, wanted);
		expect(await wanted).toEqual(bytes);
		expect(anna.blames.every(({ peer }) => peer === mallory.peer)).toBe(true);
		expect(await tells(world, mallory, anna, 'piece', { community: id, piece })).toMatchObject({
			rejected: 'stranger'
		});
	});
});

describe('of a stranger', () => {
	test('nothing is heard, and nothing is told to them', async () => {
		const { world, anna, mallory, nadia, id } = await withMallory('stranger');
		await says(anna, id, 'Among us.');
		await settle(world);
		world.delivered.length = 0;
		const { digest, heads } = await mallory.desk.heads(id);
		const entry = await entryOf(mallory, id, world.clock.now(), 'Stolen.');
		const said = { community: id, digest, heads: heads.slice(0, 1), epoch: 0 };
		for (const received of [
			await tells(world, nadia, anna, 'heads', said),
			await tells(world, nadia, anna, 'entries', { community: id, entries: [entry.text] }),
			await tells(world, nadia, anna, 'fetch', { community: id, piece: digest })
		])
			expect(received).toMatchObject({ rejected: 'stranger' });
		expect(world.delivered).toEqual([]);
		expect(await texts(anna, id)).toEqual(['Among us.']);
	});

	test('a storm of knocks lets in four an hour of one and thirty-two a minute of all', async () => {
		const { world, anna, id, link } = await withMallory('storm');
		const heard: number[] = [];
		world.clock.turn(60_000);
		const society = await societyOf(anna);
		for (let stranger = 0; stranger < 12; stranger++) {
			const guest = await aMember(world, `Guest ${stranger}`);
			const joins = await (await societyOf(guest)).join(link).then(() => guest.store.entries(id));
			const entry = await openEntry(joins[0]!, world.clock.now());
			if (isRefusal(entry)) throw new Error(entry.rejected);
			let many = 0;
			for (let i = 0; i < 10; i++) {
				const said = { kind: 'knock', from: guest.peer, body: { community: id, join: entry.text } };
				if ((await society.judge(said as Parameters<typeof society.judge>[0])) === 'heard') many++;
			}
			heard.push(many);
		}
		expect(Math.max(...heard)).toBe(4);
		expect(heard.reduce((sum, many) => sum + many, 0)).toBe(32);
		world.pending.length = 0;
	});

	test('a join that another signed is refused and blamed', async () => {
		const { world, anna, mallory, nadia, id } = await withMallory('stolen join');
		const joined = (await mallory.store.entries(id)).find((text) => text.length > 0)!;
		expect(await tells(world, nadia, anna, 'knock', { community: id, join: joined })).toMatchObject({
			rejected: 'malformed'
		});
		expect(anna.blames).toEqual([{ peer: nadia.peer, reason: 'malformed' }]);
	});
});

test('whom my person blocked is heard in no community, and told nothing', async () => {
	const { world, anna, mallory, id } = await withMallory('blocked');
	await world.befriend(anna, mallory);
	await anna.agent.block(mallory.peer);
	await says(mallory, id, 'To all.');
	await says(anna, id, 'To whom I like.');
	await turn(world, 9, anna, mallory);
	expect(await texts(anna, id)).toEqual(['To whom I like.']);
	expect(await texts(mallory, id)).toEqual(['To all.']);
	await does(anna, id, { kind: 'describe', about: 'Elsewhere.' });
});
