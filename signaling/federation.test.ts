/** Two and three real servers: what peers of one do with peers of another. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { namedServer, neighbours, type NamedServer } from './federation-testing.ts';
import { freePort } from './port-testing.ts';
import {
	aBox,
	aDevice,
	aNode,
	aToken,
	dialBroker,
	idOf,
	soon,
	temporaryFolder,
	type TestNode
} from './testing.ts';

let here: NamedServer;
let there: NamedServer;
beforeAll(async () => {
	[here, there] = (await neighbours(2, { MAIL_PER_SENDER: '3' })) as [NamedServer, NamedServer];
});
afterAll(() => Promise.all([here.close(), there.close()]));

const ok = { tell: 'ok' };

/** Frames of presence until one says what is expected. */
async function presence(node: TestNode, devices: readonly string[]): Promise<void> {
	for (;;) {
		const told = await node.tell('presence');
		if (told.devices.join() === devices.join()) return;
	}
}

describe('mail', () => {
	test('a letter to a peer at another server is acknowledged when it waits there, and is read there', async () => {
		const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
		const a = await aNode(here, ann);
		const box = aBox();
		const answer = await a.ask({ ask: 'mail', to: `${bob.peer}@${there.host}`, exp: soon(), box });
		expect(answer).toMatchObject(ok);
		const b = await aNode(there, bob);
		expect(await b.tell('mail')).toMatchObject({ box });
		await Promise.all([a.close(), b.close()]);
	});

	test('a letter sent again arrives once, even when its reader has taken the first', async () => {
		const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
		const [a, b] = [await aNode(here, ann), await aNode(there, bob)];
		const letter = { ask: 'mail', to: `${bob.peer}@${there.host}`, exp: soon(), box: aBox() } as const;
		expect(await a.ask(letter)).toMatchObject(ok);
		const { mail } = await b.tell('mail');
		expect(await b.ask({ ask: 'received', mail: [mail] })).toMatchObject(ok);
		expect(await a.ask(letter)).toMatchObject(ok);
		// Another one shows that the first did not come in between.
		const next = { ...letter, box: aBox() };
		expect(await a.ask(next)).toMatchObject(ok);
		expect(await b.tell('mail')).toMatchObject({ box: next.box });
		await Promise.all([a.close(), b.close()]);
	});

	test('a mailbox that is full there is said here', async () => {
		const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
		const a = await aNode(here, ann);
		const letter = () => ({ to: `${bob.peer}@${there.host}`, exp: soon(), box: aBox() });
		for (let sent = 0; sent < 3; sent++) expect(await a.ask({ ask: 'mail', ...letter() })).toMatchObject(ok);
		expect(await a.ask({ ask: 'mail', ...letter() })).toMatchObject({ why: 'quota' });
		await a.close();
	});

	test('one’s own server by its name is no other server', async () => {
		const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
		const [a, b] = [await aNode(here, ann), await aNode(here, bob)];
		const box = aBox();
		const letter = { ask: 'mail', to: `${bob.peer}@${here.host}`, exp: soon(), box } as const;
		expect(await a.ask(letter)).toMatchObject(ok);
		expect(await b.tell('mail')).toMatchObject({ box });
		await a.ask({ ask: 'watch', peers: [`${bob.peer}@${here.host}`] });
		await presence(a, [idOf(bob)]);
		await Promise.all([a.close(), b.close()]);
	});

	test.each(['nobody.invalid', 'localhost:1', '127.1', '0x7f000001', '192.168.0.1', 'elm.example.'])(
		'a server that nobody named is unknown: %s',
		async (host) => {
			const ann = await aDevice();
			const a = await aNode(here, ann);
			const to = `${ann.peer}@${host}`;
			const refused = await a.ask({ ask: 'mail', to, exp: soon(), box: aBox() });
			expect(['server-unknown', 'malformed']).toContain('why' in refused && refused.why);
			await a.close();
		}
	);
});

describe('live', () => {
	test('a box is handed over with the sender’s address, and answered under it', async () => {
		const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
		const [a, b] = [await aNode(here, ann), await aNode(there, bob)];
		const [asked, answered] = [aBox(), aBox()];
		expect(await a.ask({ ask: 'forward', to: `${bob.peer}@${there.host}`, box: asked })).toMatchObject(ok);
		const forwarded = await b.tell('forwarded');
		expect(forwarded).toMatchObject({ from: `${ann.peer}@${here.host}`, box: asked });
		expect(await b.ask({ ask: 'forward', to: forwarded.from, box: answered })).toMatchObject(ok);
		expect(await a.tell('forwarded')).toMatchObject({ from: `${bob.peer}@${there.host}`, box: answered });
		await Promise.all([a.close(), b.close()]);
	});

	test('nobody there is said as it is here: absent', async () => {
		const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
		const a = await aNode(here, ann);
		const to = `${bob.peer}@${there.host}`;
		expect(await a.ask({ ask: 'forward', to, box: aBox() })).toMatchObject({ why: 'absent' });
		await a.close();
	});

	test('who comes and goes there is seen here, by ids that can be dialled', async () => {
		const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
		const a = await aNode(here, ann);
		await a.ask({ ask: 'watch', peers: [`${bob.peer}@${there.host}`] });
		await presence(a, []);
		const b = await aNode(there, bob);
		await presence(a, [`${idOf(bob)}@${there.host}`]);
		await b.close();
		await presence(a, []);
		await a.close();
	});

	test('two who watch one peer each see it, and one who stops does not blind the other', async () => {
		const [ann, cas, bob] = await Promise.all([aDevice(), aDevice(), aDevice()]);
		const [a, c, b] = [await aNode(here, ann), await aNode(here, cas), await aNode(there, bob)];
		const peers = [`${bob.peer}@${there.host}`];
		await Promise.all([a.ask({ ask: 'watch', peers }), c.ask({ ask: 'watch', peers })]);
		const online = [`${idOf(bob)}@${there.host}`];
		await Promise.all([presence(a, online), presence(c, online)]);
		await a.ask({ ask: 'watch', peers: [] });
		await b.close();
		await presence(c, []);
		await Promise.all([a.close(), c.close()]);
	});
});

const sdp = (type: 'offer' | 'answer') => ({
	type,
	sdp: [
		'v=0',
		'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
		`a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
		''
	].join('\r\n')
});
const offer = () => ({ sdp: sdp('offer'), type: 'data', connectionId: `dc_${Date.now()}` });

describe('introductions', () => {
	test('an offer, its answer and candidates go from server to server and back', async () => {
		const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
		const a = dialBroker(here, idOf(ann), await aToken(here, ann));
		const b = dialBroker(there, idOf(bob), await aToken(there, bob));
		await Promise.all([a, b].map((socket) => socket.next(({ type }) => type === 'OPEN')));
		const payload = offer();
		a.send({ type: 'OFFER', dst: `${idOf(bob)}@${there.host}`, payload });
		const offered = await b.next();
		expect(offered).toMatchObject({ type: 'OFFER', src: `${idOf(ann)}@${here.host}`, payload });
		const answer = { sdp: sdp('answer'), type: 'data', connectionId: payload.connectionId };
		b.send({ type: 'ANSWER', dst: offered.src, payload: answer });
		expect(await a.next()).toMatchObject({
			type: 'ANSWER',
			src: `${idOf(bob)}@${there.host}`,
			payload: answer
		});
		b.send({ type: 'LEAVE', dst: offered.src });
		expect(await a.next()).toMatchObject({ type: 'LEAVE', src: `${idOf(bob)}@${there.host}` });
		await Promise.all([a.close(), b.close()]);
	});

	test.each(['there', 'nowhere'])('a device that is absent %s is said to be', async (place) => {
		const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
		const a = dialBroker(here, idOf(ann), await aToken(here, ann));
		await a.next(({ type }) => type === 'OPEN');
		const dst = `${idOf(bob)}@${place === 'there' ? there.host : 'nobody.invalid'}`;
		a.send({ type: 'OFFER', dst, payload: offer() });
		expect(await a.next(({ type }) => type === 'EXPIRE')).toMatchObject({ src: dst, dst: idOf(ann) });
		await a.close();
	});
});

test('three servers: what the first sends to the third does not pass the second', async () => {
	const [one, two, three] = (await neighbours(3)) as [NamedServer, NamedServer, NamedServer];
	const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
	const [a, b] = [await aNode(one, ann), await aNode(three, bob)];
	expect(await a.ask({ ask: 'forward', to: `${bob.peer}@${three.host}`, box: aBox() })).toMatchObject(ok);
	expect(await b.tell('forwarded')).toMatchObject({ from: `${ann.peer}@${one.host}` });
	const metrics = await (await fetch(`${two.url}/metrics`)).text();
	expect(metrics).toContain('\nelmnet_federation_links_total 0\n');
	await Promise.all([a.close(), b.close()]);
	await Promise.all([one, two, three].map((server) => server.close()));
});

test('a server that ends is away, and one that is back is reached again', async () => {
	const folder = temporaryFolder();
	const ports = { one: await freePort(), two: await freePort() };
	const FEDERATION_PEERS = `localhost:${ports.one} localhost:${ports.two}`;
	const one = await namedServer({ FEDERATION_PEERS }, { port: ports.one });
	const startTwo = () => namedServer({ FEDERATION_PEERS }, { port: ports.two, folder: folder.path });
	const two = await startTwo();
	const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
	const [a, b] = [await aNode(one, ann), await aNode(two, bob)];
	const to = `${bob.peer}@${two.host}`;
	await a.ask({ ask: 'watch', peers: [to] });
	await presence(a, [`${idOf(bob)}@${two.host}`]);
	await two.close();
	await b.closed;
	await presence(a, []);
	const letter = { ask: 'mail', to, exp: soon(), box: aBox() } as const;
	const refused = await a.ask(letter);
	expect(refused).toMatchObject({ why: 'server-away' });
	const again = await startTwo();
	const back = await aNode(again, bob);
	// Nobody has to ask: whoever is watched is looked for.
	await presence(a, [`${idOf(bob)}@${two.host}`]);
	expect(await a.ask(letter)).toMatchObject(ok);
	expect(await back.tell('mail')).toMatchObject({ box: letter.box });
	await Promise.all([a.close(), back.close()]);
	await Promise.all([one.close(), again.close()]);
	folder.remove();
});

test('a server that comes back with another key is talked to no more, both ways, and the host is told', async () => {
	const ports = { one: await freePort(), two: await freePort() };
	const FEDERATION_PEERS = `localhost:${ports.one} localhost:${ports.two}`;
	const one = await namedServer({ FEDERATION_PEERS }, { port: ports.one });
	const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
	const a = await aNode(one, ann);
	const to = `${bob.peer}@localhost:${ports.two}`;
	const letter = () => ({ ask: 'mail', to, exp: soon(), box: aBox() }) as const;
	const two = await namedServer({ FEDERATION_PEERS }, { port: ports.two });
	expect(await a.ask(letter())).toMatchObject(ok);
	await two.close();
	// The same name, and nothing else the same.
	const other = await namedServer({ FEDERATION_PEERS }, { port: ports.two });
	expect(await a.ask(letter())).toMatchObject({ tell: 'refused' });
	const health = async () => (await fetch(`${one.url}/health`)).json();
	await expect.poll(health).toMatchObject({ status: 'ok', federation: { distrusted: 1 } });
	expect(one.logged.join()).toContain('"federation-distrusted"');
	expect(await a.ask(letter())).toMatchObject({ why: 'server-unknown' });
	const b = await aNode(other, bob);
	const back = { ask: 'mail', to: `${ann.peer}@${one.host}`, exp: soon(), box: aBox() } as const;
	expect(await b.ask(back)).toMatchObject({ why: 'server-unknown' });
	await Promise.all([a.close(), b.close()]);
	await Promise.all([one.close(), other.close()]);
});
