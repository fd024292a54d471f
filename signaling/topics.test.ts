import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Device } from '#lib/protocol/identity.ts';
import { CLOSE } from '#lib/protocol/relay.ts';
import { Counts } from './counts.ts';
import { Guard } from './guard.ts';
import { readConfig } from './config.ts';
import { openLog } from './log.ts';
import { alone, type Bus } from './ports.ts';
import { Secret } from './secret.ts';
import { aDevice, aToken, dialTopics, random, testServer, type TestServer } from './testing.ts';
import { TopicSession } from './topics-session.ts';
import { Topics } from './topics.ts';
import type { Client } from './client.ts';

let addresses = 0;
/** The core needs no socket: a client that writes down what it is told. */
function aClient(): Client & { readonly told: string[]; readonly closed: number[] } {
	const told: string[] = [];
	const closed: number[] = [];
	return {
		address: `10.0.0.${(addresses += 1)}`,
		told,
		closed,
		send: (text) => void told.push(text),
		close: (code) => void closed.push(code),
		buffered: () => 0,
		drained: () => Promise.resolve(),
		answers: () => Promise.resolve(true),
		open: true
	};
}

function aCore(bus: Bus = alone, env: Record<string, string> = {}) {
	const config = readConfig(env);
	const topics = new Topics({
		bus,
		config,
		clock: () => 0,
		counts: new Counts(),
		guard: new Guard(config),
		log: openLog('silent'),
		secret: new Secret(Buffer.from(random(32)))
	});
	const join = (name: string, peer = 'a'.repeat(64)) => {
		const client = aClient();
		const session = new TopicSession(client, peer, topics, () => undefined);
		session.receive(JSON.stringify({ type: 'subscribe', topics: [name] }));
		return { client, session };
	};
	return { topics, join };
}
const publish = (topic: string, data: unknown) => JSON.stringify({ type: 'publish', topic, data });

describe('who listens on a topic', () => {
	test('hears what is said on it, its own words too, with how many they are', () => {
		const { join } = aCore();
		const [ann, bob, cat] = [join('garden'), join('garden'), join('kitchen')];
		ann.session.receive(publish('garden', { from: 'ann', text: 'grüß "dich"\n' }));
		const heard = {
			type: 'publish',
			topic: 'garden',
			data: { from: 'ann', text: 'grüß "dich"\n' },
			clients: 2
		};
		for (const { client } of [ann, bob])
			expect(client.told.map((text) => JSON.parse(text) as unknown)).toEqual([heard]);
		expect(cat.client.told).toEqual([]);
	});

	test('hears no more after leaving it, and the topic is gone with its last listener', () => {
		const { topics, join } = aCore();
		const [ann, bob] = [join('garden'), join('garden')];
		ann.session.receive(JSON.stringify({ type: 'unsubscribe', topics: ['garden', 'elsewhere'] }));
		bob.session.receive(publish('garden', 1));
		expect([ann.client.told.length, bob.client.told.length]).toEqual([0, 1]);
		bob.session.gone();
		expect(topics.size).toBe(0);
	});

	test('is told nothing a sender adds of its own', () => {
		const { join } = aCore();
		const ann = join('garden');
		ann.session.receive('{"type":"publish","topic":"garden","data":1,"clients":99,"src":"bob"}  ');
		expect(JSON.parse(ann.client.told[0] ?? '')).toEqual({
			type: 'publish',
			topic: 'garden',
			data: 1,
			clients: 1
		});
	});

	test('has an answer to a ping', () => {
		const { join } = aCore();
		const { client, session } = join('garden');
		session.receive('{"type":"ping"}');
		session.receive('{ "type": "ping" }');
		expect(client.told).toEqual(['{"type":"pong"}', '{"type":"pong"}']);
	});

	test.each([
		'null',
		'[]',
		'{}',
		'{"type":"shout"}',
		'{"type":"subscribe","topics":"garden"}',
		'{"type":"subscribe","topics":[1]}',
		`{"type":"subscribe","topics":["${'x'.repeat(201)}"]}`,
		JSON.stringify({ type: 'subscribe', topics: ['\ud800'] }),
		'{"type":"publish","topic":"garden"}',
		'{"type":"publish","topic":{},"data":1}',
		`{"type":"publish","topic":"garden","more":1,"data":${'['.repeat(30_000)}${']'.repeat(30_000)}}`
	])('is refused, and stays, for garbage %#', (text) => {
		const { join } = aCore();
		const { client, session } = join('garden');
		session.receive(text);
		expect(client.told.map((told) => JSON.parse(told) as unknown)).toMatchObject([
			{ type: 'refused', why: 'malformed' }
		]);
		expect(client.closed).toEqual([]);
	});

	test('is closed for what is not JSON', () => {
		const { client, session } = aCore().join('garden');
		session.receive('{"type":');
		expect(client.closed).toEqual([CLOSE.malformed]);
	});

	test('listens on 64 topics and no more', () => {
		const { topics, join } = aCore();
		const { client, session } = join('0');
		for (let i = 1; i < 70; i++) session.receive(JSON.stringify({ type: 'subscribe', topics: [String(i)] }));
		expect(topics.size).toBe(64);
		expect(JSON.parse(client.told[0] ?? '')).toMatchObject({ type: 'refused', why: 'quota' });
	});

	test('pays more for words that reach many', () => {
		const { join } = aCore(alone, { TOPIC_MESSAGES_PER_SECOND: '2' });
		const { session, client } = join('garden', 'b'.repeat(64));
		for (let i = 0; i < 255; i++) join('garden', String(i).padStart(64, '0'));
		for (let i = 0; i < 4; i++) session.receive(publish('garden', i));
		const kinds = client.told.map((text) => (JSON.parse(text) as { type: string }).type);
		expect(kinds).toEqual(['publish', 'publish', 'refused', 'refused']);
	});
});

test('processes of one server tell each other, under a name that says nothing of the topic', () => {
	const ears = new Map<string, ((text: string, from: string) => void)[][]>();
	const busOf = (me: number): Bus => ({
		listen: (channel, hear) => {
			const all = ears.get(channel) ?? [];
			ears.set(channel, all);
			(all[me] ??= []).push(hear);
			return () => void (all[me] = (all[me] ?? []).filter((one) => one !== hear));
		},
		say: (channel, text) => {
			const others = (ears.get(channel) ?? []).filter((_, i) => i !== me).flat();
			for (const hear of others) hear(text, String(me));
			return Promise.resolve(others.length);
		},
		ready: () => Promise.resolve(),
		close: () => Promise.resolve()
	});
	const [here, there] = [aCore(busOf(0)), aCore(busOf(1))];
	const [ann, bob] = [here.join('garden'), there.join('garden')];
	ann.session.receive(publish('garden', 'hello'));
	for (const { client } of [ann, bob])
		expect(JSON.parse(client.told[0] ?? '')).toMatchObject({ topic: 'garden', data: 'hello' });
	expect([...ears.keys()].join()).not.toContain('garden');
	bob.session.gone();
	ann.session.receive(publish('garden', 'gone?'));
	expect(bob.client.told.length).toBe(1);
});

describe('a socket for topics', () => {
	let server: TestServer;
	let ann: Device;
	let now: number;
	beforeEach(async () => {
		now = Date.now();
		[server, ann] = await Promise.all([testServer({}, { clock: () => now }), aDevice()]);
	});
	afterEach(() => server.close());

	const pong = async (token: string) => {
		const socket = dialTopics(server, token);
		socket.send({ type: 'ping' });
		expect(await socket.next()).toEqual({ type: 'pong' });
		return socket;
	};

	test('is for those who prove a key', async () => {
		for (const [token, code] of [
			['', CLOSE.notProved],
			['AAAA', CLOSE.badProof]
		] as const)
			expect((await dialTopics(server, token).closed).code).toBe(code);
		await pong(await aToken(server, ann));
	});

	test('is opened again with the same token while no hour passes between, and never with one that lay unused', async () => {
		const [used, unused] = await Promise.all([aToken(server, ann), aToken(server, ann)]);
		const first = await pong(used);
		now += 3 * 60 * 60_000;
		await first.close();
		now += 59 * 60_000;
		await (await pong(used)).close();
		expect((await dialTopics(server, unused).closed).code).toBe(CLOSE.badProof);
		now += 60 * 60_000 + 1;
		expect((await dialTopics(server, used).closed).code).toBe(CLOSE.badProof);
	});

	test('carries 64 KiB and no more', async () => {
		const socket = await pong(await aToken(server, ann));
		socket.send({ type: 'subscribe', topics: ['garden'] });
		const data = 'x'.repeat(64 * 1024 - publish('garden', '').length);
		socket.send(publish('garden', data));
		expect(await socket.next()).toMatchObject({ data, clients: 1 });
		socket.send(publish('garden', `${data}x`));
		expect((await socket.closed).code).toBe(CLOSE.tooLarge);
	});

	test('counts by key: six of one are one too many', async () => {
		const token = await aToken(server, ann);
		for (let i = 0; i < 5; i++) await pong(token);
		expect((await dialTopics(server, token).closed).code).toBe(CLOSE.tooMany);
	});

	test('shows in the numbers, by no name', async () => {
		const socket = await pong(await aToken(server, ann));
		socket.send({ type: 'subscribe', topics: ['garden'] });
		socket.send(publish('garden', 1));
		await socket.next();
		const text = await (await fetch(`${server.url}/metrics`)).text();
		expect(text).toMatch(/^elmnet_topics 1$/m);
		expect(text).toMatch(/^elmnet_topic_published_total 1$/m);
		expect(text).toMatch(/^elmnet_topic_delivered_total 1$/m);
		expect(text).not.toContain('garden');
	});
});
