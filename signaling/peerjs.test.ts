import { afterEach, beforeEach, expect, test } from 'vitest';
import { base64url } from '#lib/protocol/bytes.ts';
import type { Device } from '#lib/protocol/identity.ts';
import { CLOSE } from '#lib/protocol/relay.ts';
import { aDevice, aNode, aToken, dialBroker, idOf, random, testServer, type TestServer } from './testing.ts';

let server: TestServer;
let ann: Device;
let bob: Device;
beforeEach(async () => {
	[server, ann, bob] = await Promise.all([testServer(), aDevice(), aDevice()]);
});
afterEach(() => server.close());

const FINGERPRINT = Array.from({ length: 32 }, () => 'AB').join(':');
const sdp = [
	'v=0',
	'o=- 1 2 IN IP4 127.0.0.1',
	's=-',
	't=0 0',
	'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
	'c=IN IP4 0.0.0.0',
	`a=fingerprint:sha-256 ${FINGERPRINT}`,
	''
].join('\r\n');
const anOffer = (dst: string, text = sdp) => ({
	type: 'OFFER',
	dst,
	payload: {
		sdp: { type: 'offer', sdp: text },
		type: 'data',
		connectionId: 'dc_1',
		label: 'dc_1',
		reliable: true,
		serialization: 'raw'
	}
});
const aCandidate = (dst: string, i: number) => ({
	type: 'CANDIDATE',
	dst,
	payload: {
		candidate: { candidate: `candidate:${i} 1 udp 1 127.0.0.1 9 typ host`, sdpMid: '0', sdpMLineIndex: 0 },
		type: 'data',
		connectionId: 'dc_1'
	}
});

async function seated(device: Device) {
	const socket = dialBroker(server, idOf(device), await aToken(server, device));
	expect(await socket.next()).toEqual({ type: 'OPEN' });
	return socket;
}

test('two devices are introduced, and the source is written by the server', async () => {
	const [a, b] = await Promise.all([seated(ann), seated(bob)]);
	a.send({ ...anOffer(idOf(bob)), src: 'somebody-else' });
	expect(await b.next()).toEqual({ ...anOffer(idOf(bob)), src: idOf(ann) });
	for (let i = 0; i < 60; i++) a.send(aCandidate(idOf(bob), i));
	for (let i = 0; i < 60; i++)
		expect(await b.next()).toEqual({ ...aCandidate(idOf(bob), i), src: idOf(ann) });
	b.send({ type: 'LEAVE', dst: idOf(ann) });
	expect(await a.next()).toEqual({ type: 'LEAVE', dst: idOf(ann), src: idOf(bob) });
});

test('an id cannot be had without its key', async () => {
	const squatter = dialBroker(server, idOf(bob), await aToken(server, ann));
	expect(await squatter.next()).toMatchObject({ type: 'ID-TAKEN' });
	expect((await squatter.closed).code).toBe(CLOSE.idTaken);
	const guesser = dialBroker(server, idOf(bob), base64url(random(200)));
	expect(await guesser.next()).toMatchObject({ type: 'ERROR' });
	expect((await guesser.closed).code).toBe(CLOSE.badProof);
	expect((await fetch(`${server.url}/peerjs/id`)).status).toBe(403);
});

test('a token of ten minutes ago is refused', async () => {
	let now = Date.now();
	const other = await testServer({}, { clock: () => now });
	const token = await aToken(other, ann);
	now += 10 * 60_000 + 1;
	const socket = dialBroker(other, idOf(ann), token);
	expect(await socket.next()).toMatchObject({ type: 'ERROR' });
	await other.close();
});

test('the same token comes back at once and replaces its old socket', async () => {
	const token = await aToken(server, ann);
	const before = dialBroker(server, idOf(ann), token);
	await before.next();
	const after = dialBroker(server, idOf(ann), token);
	expect(await after.next()).toEqual({ type: 'OPEN' });
	expect((await before.closed).code).toBe(CLOSE.idTaken);
});

test('a second tab of a device that is here does not push it out', async () => {
	const first = await seated(ann);
	const second = dialBroker(server, idOf(ann), await aToken(server, ann));
	expect(await second.next()).toMatchObject({ type: 'ID-TAKEN' });
	const other = await seated(bob);
	other.send(anOffer(idOf(ann)));
	expect(await first.next()).toMatchObject({ type: 'OFFER', src: idOf(bob) });
});

test('a device gets its id back when its old socket no longer answers', async () => {
	const dead = dialBroker(server, idOf(ann), await aToken(server, ann));
	await dead.next();
	dead.socket.pause();
	const back = await seated(ann);
	const other = await seated(bob);
	other.send(anOffer(idOf(ann)));
	expect(await back.next()).toMatchObject({ type: 'OFFER' });
	dead.socket.terminate();
});

test('a message for nobody expires once, after a while', async () => {
	const a = await seated(ann);
	a.send(anOffer(idOf(bob)));
	a.send(aCandidate(idOf(bob), 1));
	expect(await a.next()).toEqual({ type: 'EXPIRE', src: idOf(bob), dst: idOf(ann) });
	expect(a.frames).toEqual([]);
});

test('a message for somebody who is just coming back is kept for them', async () => {
	const a = await seated(ann);
	a.send(anOffer(idOf(bob)));
	a.send({ type: 'HEARTBEAT' });
	const b = await seated(bob);
	expect(await b.next()).toMatchObject({ type: 'OFFER', src: idOf(ann) });
});

test.each([
	['two fingerprints', `${sdp}a=fingerprint:sha-256 ${FINGERPRINT}\r\n`],
	['a microphone', `${sdp}m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n`],
	['no fingerprint', sdp.replace(/a=fingerprint.*\r\n/, '')],
	['too many candidates', sdp + 'a=candidate:1 1 udp 1 10.0.0.1 9 typ host\r\n'.repeat(41)],
	['too long', sdp + `a=x:${'y'.repeat(16 * 1024)}\r\n`]
])('an offer with %s does not reach the other browser', async (_, hostile) => {
	const [a, b] = await Promise.all([seated(ann), seated(bob)]);
	a.send(anOffer(idOf(bob), hostile));
	a.send(aCandidate(idOf(bob), 7));
	expect(await b.next()).toMatchObject({ type: 'CANDIDATE' });
});

test('more than ten offers a minute to one peer are told as expired, candidates still pass', async () => {
	const [a, b] = await Promise.all([seated(ann), seated(bob)]);
	for (let i = 0; i < 11; i++) a.send(anOffer(idOf(bob)));
	a.send(aCandidate(idOf(bob), 1));
	expect(await a.next()).toMatchObject({ type: 'EXPIRE', src: idOf(bob) });
	for (let i = 0; i < 10; i++) expect(await b.next()).toMatchObject({ type: 'OFFER' });
	expect(await b.next()).toMatchObject({ type: 'CANDIDATE' });
});

test('a device is present while either of its sockets is open', async () => {
	const watcher = await aNode(server, ann);
	await watcher.ask({ ask: 'watch', peers: [bob.peer] });
	await watcher.tell('presence');
	const b = await seated(bob);
	expect(await watcher.tell('presence')).toMatchObject({ devices: [idOf(bob)] });
	await b.close();
	expect(await watcher.tell('presence')).toMatchObject({ devices: [] });
});
