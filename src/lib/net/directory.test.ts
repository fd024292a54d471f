import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cardWith } from '../../../tests/contract/topic-directory.ts';
import { deviceClock } from './device-clock.ts';
import { withDecoys } from './directory-decoys.ts';
import { Directory } from './directory.ts';
import { Listeners } from './listeners.ts';
import { RelayRefused } from './relay-socket.ts';
import type { ServerState } from './relay-client.ts';
import { aDevice } from './test-peers.ts';

const secret = new Uint8Array(32).fill(3);

/** A server that says what the test wants. */
function aServer(answer: () => Promise<readonly string[]>) {
	const server = {
		state: 'online' as ServerState,
		asked: new Array<readonly number[]>(),
		published: new Array<string>(),
		publish: async (card: string) => void server.published.push(card),
		list: async (community: string, card: string | undefined) =>
			void server.published.push(`${community}: ${card ?? 'gone'}`),
		kinds: new Array<string | undefined>(),
		find: (cells: readonly number[], _signal?: AbortSignal, kind?: 'community') => {
			server.asked.push(cells);
			server.kinds.push(kind);
			return answer();
		}
	};
	return server;
}

async function over(...clients: ReturnType<typeof aServer>[]) {
	const me = await aDevice();
	const onLines = new Listeners<[]>();
	const servers = { lines: clients.map((client) => ({ client })), onLines };
	return { me, onLines, directory: new Directory({ me: me.peer, servers, clock: deviceClock, secret }) };
}

test('companions are the same for the same cell, of its sort, and no fewer than three beside at most three that are meant', () => {
	const cells = fc.uniqueArray(fc.nat(65_535), { minLength: 1, maxLength: 3 });
	fc.assert(
		fc.property(cells, (meant) => {
			const asked = withDecoys(meant, secret);
			expect(asked).toEqual(withDecoys([...meant].reverse(), secret));
			expect(asked).toEqual([...new Set(asked)].sort((a, b) => a - b));
			expect(asked.length).toBe(meant.length + 3);
			for (const cell of meant) expect(asked).toContain(cell);
			const isTopic = (cell: number) => cell < 1_024;
			if (meant.every(isTopic)) expect(asked.every(isTopic)).toBe(true);
		})
	);
});

test('two servers are asked the same, a third is not, and asking again asks the same again', async () => {
	const clients = [1, 2, 3].map(() => aServer(async () => []));
	const { directory } = await over(...clients);
	await directory.find([5, 6, 7]);
	await directory.find([5, 6, 7]);
	const [first, second, third] = clients.map(({ asked }) => asked);
	expect(first?.[0]).toHaveLength(6);
	expect(first).toEqual([first?.[0], first?.[0]]);
	expect(second).toEqual(first);
	expect(third).toEqual([]);
	directory.close();
});

test('what a lying server makes up, keeps too long or sends for a decoy is left out; of two versions the newer counts', async () => {
	const [ann, bob] = [await aDevice(), await aDevice()];
	const [old, newer] = [await cardWith(ann, [5]), await cardWith(ann, [5], { version: 2 })];
	const mine = { text: '' };
	const lies = async () => [
		...[`${newer.slice(0, -4)}AAAA`, 'no card', await cardWith(bob, [6]), old, mine.text],
		await cardWith(bob, [5], { version: 9 }, 1)
	];
	const { me, directory } = await over(
		aServer(lies),
		aServer(async () => [newer])
	);
	mine.text = await cardWith(me, [5]);
	const found = await directory.find([5]);
	expect(found.map(({ from, body }) => [from, body.version]).slice(0, 1)).toEqual([[ann.peer, 2]]);
	expect(found.filter(({ from }) => from === ann.peer || from === me.peer)).toHaveLength(1);
	directory.close();
});

test('one that fails costs nothing; what is published is said again to one that comes back', async () => {
	const card = await cardWith(await aDevice(), [5]);
	const [good, bad] = [aServer(async () => [card]), aServer(() => Promise.reject(new Error('gone')))];
	const { onLines, directory } = await over(bad, good);
	expect(await directory.find([5])).toHaveLength(1);
	await directory.publish('card', [5]);
	onLines.tell();
	expect(good.published).toEqual(['card']);
	good.state = 'offline';
	onLines.tell();
	good.state = 'online';
	onLines.tell();
	expect(good.published).toEqual(['card', 'card']);
	directory.close();
});

test('communities are looked for by the same cells as people, decoys included, and listed beside the own card', async () => {
	const server = aServer(async () => []);
	const { onLines, directory } = await over(server);
	await directory.find([5, 6]);
	expect(await directory.findCommunities([5, 6])).toEqual([]);
	expect(server.asked[1]).toEqual(server.asked[0]);
	expect(server.kinds).toEqual([undefined, 'community']);
	await directory.publish('card', [5]);
	await directory.list('choir', 'first', [5]);
	await directory.list('choir', 'second', [5]);
	expect(server.published, 'each said when it is new, and alone').toEqual([
		...['card', 'choir: first', 'choir: second']
	]);
	server.state = 'offline';
	onLines.tell();
	expect(await directory.findCommunities([5])).toBeUndefined();
	server.state = 'online';
	onLines.tell();
	expect(server.published.slice(3).sort(), 'all of it to one that comes back').toEqual([
		...['card', 'choir: second']
	]);
	await directory.list('choir', undefined, []);
	expect(server.published.at(-1)).toBe('choir: gone');
	directory.close();
});

test('a community is known to be found nowhere only where every server that is there has no room for it', async () => {
	const [one, other] = [aServer(async () => []), aServer(async () => [])];
	const { onLines, directory } = await over(one, other);
	const refuse = (): Promise<never> => Promise.reject(new RelayRefused('quota', 'full'));
	const takes = one.list;
	one.list = refuse;
	await directory.list('choir', 'card', [5]);
	expect(await directory.isFull('choir')).toBe(false);
	other.list = refuse;
	await directory.list('choir', 'card', [5]);
	expect(await directory.isFull('choir')).toBe(true);
	other.list = () => Promise.reject(new RelayRefused('rate', 'later'));
	one.list = takes;
	await directory.list('choir', 'card', [5]);
	expect(await directory.isFull('choir')).toBe(false);
	[one.state, other.state] = ['offline', 'offline'];
	onLines.tell();
	expect(await directory.isFull('choir')).toBe(false);
	directory.close();
});

test('where every server fails nobody says that there is no community', async () => {
	const { directory } = await over(aServer(() => Promise.reject(new Error('gone'))));
	expect(await directory.findCommunities([5])).toBeUndefined();
	expect(await directory.find([5])).toEqual([]);
	directory.close();
});
