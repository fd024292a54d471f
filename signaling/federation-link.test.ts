/** What a server does with another one that keeps to no rule. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { openServerDocument } from '#lib/protocol/federation.ts';
import { DOCUMENT_PATH } from './discovery.ts';
import { namedServer, Rogue, type NamedServer, type RogueLink } from './federation-testing.ts';
import { freePort } from './port-testing.ts';
import { aBox, aDevice, aNode, idOf, random, soon, TestSocket, type TestNode } from './testing.ts';

interface Frame {
	readonly tell?: string;
	readonly ask?: string;
	readonly why?: string;
	readonly nonce?: string;
	readonly signature?: string;
}

let server: NamedServer;
let rogue: Rogue;
let other: Rogue;
let key: string;
beforeAll(async () => {
	[rogue, other] = [new Rogue(await freePort()), new Rogue(await freePort())];
	server = await namedServer({
		FEDERATION_PEERS: `${rogue.host} ${other.host}`,
		SERVER_MESSAGES_PER_SECOND: '200',
		SERVER_WATCHED_PEERS: '300',
		MAIL_PER_MINUTE: '5',
		SERVER_MAIL_PER_MINUTE: '12',
		NEW_SOCKETS_PER_SECOND: '1000'
	});
	key = await keyOf(server);
});
afterAll(() => Promise.all([server.close(), rogue.close(), other.close()]));

async function keyOf({ url }: NamedServer): Promise<string> {
	const document = await openServerDocument(await (await fetch(`${url}${DOCUMENT_PATH}`)).text());
	return document?.key ?? '';
}
const hex = (bytes: number): string => Buffer.from(random(bytes)).toString('hex');
const nonce = (): string => Buffer.from(random(32)).toString('base64url');
const dial = (to: NamedServer = server): TestSocket<Frame> => new TestSocket<Frame>(`${to.url}/federation`);
const from = (host = rogue.host): string => `${hex(32)}@${host}`;
const hello = (from: string, to = server.host) => ({ ask: 'hello', v: 1, from, to, nonce: nonce() });

describe('hello', () => {
	test('recorded once, it opens nothing again', async () => {
		const said: string[] = [];
		const first = dial();
		const send = (frame: unknown) => {
			said.push(JSON.stringify(frame));
			first.send(frame);
		};
		const opening = hello(rogue.host);
		send(opening);
		const back = await first.next();
		const text = ['dials', rogue.host, server.host, opening.nonce, back.nonce].join('\0');
		send({ ask: 'prove', signature: await rogue.identity.signLink(text) });
		expect(await first.next()).toEqual({ tell: 'welcome' });
		const again = dial();
		for (const line of said) {
			again.send(line);
			await again.next();
		}
		expect((await again.closed).code).toBe(4403);
		await first.close();
	});

	test('in another server’s name fails, and does that server no harm', async () => {
		const socket = dial();
		const opening = hello(other.host);
		socket.send(opening);
		const back = await socket.next();
		const text = ['dials', other.host, server.host, opening.nonce, back.nonce].join('\0');
		socket.send({ ask: 'prove', signature: await rogue.identity.signLink(text) });
		expect(await socket.next()).toMatchObject({ tell: 'refused', why: 'bad-proof' });
		expect((await socket.closed).code).toBe(4403);
		const link = await other.link(server, key);
		await link.close();
	});

	test('what the server itself signed is no proof when thrown back at it', async () => {
		const socket = dial();
		socket.send(hello(rogue.host));
		const { signature } = await socket.next();
		socket.send({ ask: 'prove', signature });
		expect(await socket.next()).toMatchObject({ why: 'bad-proof' });
	});

	test('meant for another server is not answered with a proof', async () => {
		const socket = dial();
		socket.send(hello(rogue.host, other.host));
		expect(await socket.next()).toMatchObject({ tell: 'refused', why: 'server-unknown' });
	});

	test.each(['elm.example', 'localhost:1', '127.0.0.1', 'localhost'])(
		'of one nobody named is refused before anything is fetched: %s',
		async (host) => {
			const socket = dial();
			socket.send(hello(host));
			expect(await socket.next()).toMatchObject({ tell: 'refused', why: 'server-unknown' });
		}
	);

	test('of another version is refused', async () => {
		const socket = dial();
		socket.send({ ...hello(rogue.host), v: 2 });
		expect(await socket.next()).toMatchObject({ tell: 'refused', why: 'server-unknown' });
	});

	test('a chatterer before the proof is shown out', async () => {
		const socket = dial();
		await new Promise((resolve) => socket.socket.once('open', resolve));
		for (let line = 0; line < 20; line++) socket.send(hello(rogue.host));
		expect([4400, 4403]).toContain((await socket.closed).code);
	});
});

describe('a linked server', () => {
	let link: RogueLink;
	let bob: Awaited<ReturnType<typeof aDevice>>;
	let b: TestNode;
	beforeEach(async () => {
		[link, bob] = [await rogue.link(server, key), await aDevice()];
		b = await aNode(server, bob);
	});
	afterEach(async () => {
		await Promise.all([link.close(), b.close()]);
	});

	test.each(['mail', 'forward'] as const)('speaks for its own peers only: %s', async (ask) => {
		const box = aBox();
		const rest = ask === 'mail' ? { exp: soon(), box } : { box };
		expect(await link.ask({ ask, to: bob.peer, from: from(other.host), ...rest })).toMatchObject({
			why: 'server-unknown'
		});
		expect(await link.ask({ ask, to: bob.peer, from: hex(32), ...rest })).toMatchObject({
			why: 'malformed'
		});
		expect(await link.ask({ ask, to: bob.peer, from: from(), ...rest })).toMatchObject({ tell: 'ok' });
	});

	test('is handed nothing on: a third server has no place in what it may say', async () => {
		const to = `${bob.peer}@${other.host}`;
		const box = aBox();
		expect(await link.ask({ ask: 'mail', to, from: from(), exp: soon(), box })).toMatchObject({
			why: 'malformed'
		});
		const src = `${hex(32)}-${hex(8)}@${rogue.host}`;
		const message = { type: 'LEAVE', dst: `${idOf(bob)}@${other.host}` };
		expect(await link.ask({ ask: 'introduce', src, message })).toMatchObject({ why: 'malformed' });
		expect(await link.ask({ ask: 'watch', peers: [to] })).toMatchObject({ why: 'malformed' });
	});

	test('introduces its own devices only, with what a device may say', async () => {
		const own = `${hex(32)}-${hex(8)}@${rogue.host}`;
		const message = { type: 'OFFER', dst: idOf(bob), payload: { sdp: 'v=0 m=video', type: 'media' } };
		expect(await link.ask({ ask: 'introduce', src: own, message })).toMatchObject({ why: 'malformed' });
		const src = `${idOf(bob)}@${other.host}`;
		const leave = { type: 'LEAVE', dst: idOf(bob) };
		expect(await link.ask({ ask: 'introduce', src, message: leave })).toMatchObject({
			why: 'server-unknown'
		});
	});

	test('each of its peers has the allowance of one here, and all together that of a server', async () => {
		const answers = async (sender: () => string, count: number) => {
			const all = Array.from({ length: count }, () =>
				link.ask({ ask: 'mail', to: hex(32), from: sender(), exp: soon(), box: aBox() })
			);
			return (await Promise.all(all)).filter(({ tell }) => tell === 'ok').length;
		};
		const one = from();
		expect(await answers(() => one, 8)).toBe(5);
		expect(await answers(from, 12)).toBeLessThanOrEqual(12 - 5);
	});

	test('watches so many and no more, and leaves room when it goes', async () => {
		const peers = () => Array.from({ length: 200 }, () => hex(32));
		expect(await link.ask({ ask: 'watch', peers: peers() })).toMatchObject({ tell: 'ok' });
		expect(await link.ask({ ask: 'watch', peers: peers() })).toMatchObject({ why: 'quota' });
		await link.close();
		link = await rogue.link(server, key);
		expect(await link.ask({ ask: 'watch', peers: peers() })).toMatchObject({ tell: 'ok' });
	});

	test('is told who comes and goes, and not of those who were never here', async () => {
		const ann = await aDevice();
		await link.ask({ ask: 'watch', peers: [ann.peer, hex(32)] });
		const a = await aNode(server, ann);
		await a.close();
		await expect
			.poll(() => link.heard.filter((frame) => 'tell' in frame && frame.tell === 'presence'))
			.toEqual([
				{ tell: 'presence', peer: ann.peer, devices: [idOf(ann)] },
				{ tell: 'presence', peer: ann.peer, devices: [] }
			]);
	});

	test('cannot say who is online at a third one, nor of a peer under another’s device', async () => {
		const ann = await aDevice();
		const a = await aNode(server, ann);
		const watched = `${bob.peer}@${rogue.host}`;
		await a.ask({ ask: 'watch', peers: [watched, `${bob.peer}@${other.host}`] });
		const devices = [idOf(ann), `${bob.peer}-${'0'.repeat(16)}`];
		link.socket.send(JSON.stringify({ tell: 'presence', peer: bob.peer, devices }));
		await expect
			.poll(() => a.frames.filter(({ tell }) => tell === 'presence').at(-1))
			.toEqual({
				tell: 'presence',
				peer: watched,
				devices: [`${bob.peer}-${'0'.repeat(16)}@${rogue.host}`]
			});
		await a.close();
	});
});

test('malformed frames of all kinds change nothing for others', async () => {
	// All of it within a minute would ban the sender, as it should: here a minute passes before each.
	let passed = 0;
	const clock = () => Date.now() + passed;
	const open = await namedServer({ FEDERATION_PEERS: rogue.host }, { clock });
	const openKey = await keyOf(open);
	const jsons = fc.oneof(
		fc.json(),
		fc.string(),
		fc
			.record({
				ask: fc.constantFrom('hello', 'prove', 'mail', 'forward', 'watch', 'unwatch', 'introduce', 'x'),
				n: fc.anything(),
				v: fc.anything(),
				to: fc.oneof(fc.string(), fc.constant(open.host)),
				from: fc.oneof(fc.string(), fc.constant(rogue.host), fc.constant('constructor')),
				nonce: fc.oneof(fc.string(), fc.constant(nonce())),
				signature: fc.string(),
				peers: fc.anything(),
				src: fc.string(),
				message: fc.anything(),
				box: fc.string()
			})
			.map((frame) => JSON.stringify(frame))
	);
	await fc.assert(
		fc.asyncProperty(fc.array(jsons, { minLength: 1, maxLength: 4 }), fc.boolean(), async (lines, proved) => {
			passed += 60_000;
			if (proved) {
				const link = await rogue.link(open, openKey);
				for (const line of lines) link.socket.send(line);
				await link.close();
			} else {
				const socket = dial(open);
				for (const line of lines) socket.send(line);
				await socket.close();
			}
			expect((await fetch(`${open.url}/health`)).status).toBe(200);
		}),
		{ numRuns: 60 }
	);
	await open.close();
});

test('a flood is refused, then the server that sends it, and nobody else', async () => {
	const flooded = await namedServer({
		FEDERATION_PEERS: `${rogue.host} ${other.host}`,
		SERVER_MESSAGES_PER_SECOND: '200'
	});
	const [ann, link] = [await aDevice(), await rogue.link(flooded, await keyOf(flooded))];
	let refused = 0;
	for (let frame = 0; frame < 4_000; frame++)
		void link
			.ask({ ask: 'forward', to: hex(32), from: from(), box: aBox(8) })
			.then((tell) => (refused += Number(tell.tell === 'refused' && tell.why === 'rate')));
	await link.closed;
	expect(refused).toBeGreaterThan(900);
	await expect(rogue.link(flooded, await keyOf(flooded))).rejects.toThrow('rate');
	const decent = await other.link(flooded, await keyOf(flooded));
	expect(await decent.ask({ ask: 'watch', peers: [hex(32)] })).toMatchObject({ tell: 'ok' });
	const a = await aNode(flooded, ann);
	expect(await a.ask({ ask: 'ping' })).toMatchObject({ tell: 'ok' });
	expect(flooded.logged.join()).not.toContain(ann.peer);
	await Promise.all([decent.close(), a.close()]);
	await flooded.close();
});
