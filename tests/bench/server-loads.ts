/** What a crowd does while it is measured: dialling in pairs, speaking in rooms of ten, hearing its own echo. */
import type { Crowd, Member } from './server-crowd.ts';
import { frame } from './server-wire.ts';

const ROOM = 10;
/** Messages of one dial: an offer or an answer, and the candidates that trickle. */
const DIAL = 20;
/** Every so many messages one is read in full. */
const LOOK_AT_EVERY = 64;
const STALLED_MS = 10_000;

export interface Rate {
	readonly messages: number;
	readonly ms: number;
}

const FINGERPRINT = Array.from({ length: 32 }, (_, at) => (at + 160).toString(16).toUpperCase()).join(':');
const sdp = [
	...['v=0', 'o=- 5498186869896684180 2 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0'],
	...['m=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'c=IN IP4 0.0.0.0', 'a=ice-ufrag:0OGH'],
	...['a=ice-pwd:2LUCPqT6XOd3sWvSKmAnyo9t', 'a=ice-options:trickle', `a=fingerprint:sha-256 ${FINGERPRINT}`],
	...['a=setup:actpass', 'a=mid:0', 'a=sctp-port:5000', 'a=max-message-size:262144', '']
].join('\r\n');
const candidate =
	'candidate:842163049 1 udp 1677729535 192.0.2.17 46154 typ srflx raddr 10.0.0.17 rport 46154 generation 0 ufrag 0OGH';

/** As the stock client writes them; a candidate's frame has about 300 bytes. */
function dial(dst: string, offers: boolean): readonly Buffer[] {
	const connectionId = 'dc_k3j9x2m5q8w';
	const type = offers ? 'offer' : 'answer';
	const payload = { sdp: { type, sdp }, type: 'data', connectionId };
	const first = offers
		? {
				type: 'OFFER',
				payload: { ...payload, label: connectionId, reliable: true, serialization: 'raw' },
				dst
			}
		: { type: 'ANSWER', payload, dst };
	const later = {
		type: 'CANDIDATE',
		payload: { candidate: { candidate, sdpMLineIndex: 0, sdpMid: '0' }, type: 'data', connectionId },
		dst
	};
	const trickle = frame(JSON.stringify(later));
	return [frame(JSON.stringify(first)), ...Array.from({ length: DIAL - 1 }, () => trickle)];
}

/** Resolves when `done` is called; rejects when nothing moves any more. */
function race(count: () => number, begin: (done: () => void) => void): Promise<number> {
	return new Promise((resolve, reject) => {
		const before = performance.now();
		let last = -1;
		const watching = setInterval(() => {
			if (count() === last) {
				clearInterval(watching);
				reject(new Error(`stalled at ${last} messages`));
			}
			last = count();
		}, STALLED_MS);
		begin(() => {
			clearInterval(watching);
			resolve(performance.now() - before);
		});
	});
}

/** Pairs dial each other, `inFlight` messages from each on the way, until `messages` have arrived. */
export async function relay(crowd: Crowd, messages: number, inFlight: number): Promise<Rate> {
	const { members } = crowd;
	const each = Math.ceil(messages / members.length);
	const total = each * members.length;
	let arrived = 0;
	const ms = await race(
		() => arrived,
		(done) => {
			members.forEach(({ wire }, index) => {
				const partner = members[index ^ 1] as Member;
				const frames = dial(partner.device.id, index % 2 === 0);
				let sent = 0;
				let answers = 0;
				const say = (count: number) => {
					const batch: Buffer[] = [];
					for (; batch.length < count && sent < each; sent++) batch.push(frames[sent % DIAL] as Buffer);
					if (batch.length === 1) wire.write(batch[0] as Buffer);
					else if (batch.length > 1) wire.write(Buffer.concat(batch));
				};
				wire.heard = (chunk, start, end) => {
					answers += 1;
					arrived += 1;
					if (arrived % LOOK_AT_EVERY === 0)
						mustBeFrom(partner.device.id, chunk.toString('utf8', start, end));
				};
				wire.settled = () => {
					say(answers);
					answers = 0;
					if (arrived >= total) done();
				};
				say(inFlight);
			});
		}
	);
	quiet(members);
	return { messages: total, ms };
}

function mustBeFrom(id: string, text: string): void {
	const { src, type } = JSON.parse(text) as { src: string; type: string };
	if (src !== id || !/^(OFFER|ANSWER|CANDIDATE)$/.test(type))
		throw new Error(`unexpected: ${text.slice(0, 200)}`);
}

/** Rooms of ten, each member with one message on the way, until `deliveries` have arrived. */
export async function fanOut(crowd: Crowd, deliveries: number): Promise<Rate> {
	const { members } = crowd;
	const each = Math.ceil(deliveries / members.length / ROOM);
	const total = each * members.length * ROOM;
	const topic = (index: number) => `room ${Math.floor(index / ROOM)}`;
	members.forEach(({ wire }, index) =>
		wire.write(frame(JSON.stringify({ type: 'subscribe', topics: [topic(index)] })))
	);
	await heardByAll(members);
	let arrived = 0;
	const ms = await race(
		() => arrived,
		(done) => {
			members.forEach(({ wire }, index) => {
				const signal = {
					type: 'announce',
					from: '4f1c0d5e-8a4b-4b39-9a55-b31f7f6e2c11',
					data: 'x'.repeat(170)
				};
				const publish = frame(JSON.stringify({ type: 'publish', topic: topic(index), data: signal }));
				let said = 1;
				let answers = 0;
				wire.heard = () => {
					answers += 1;
					arrived += 1;
				};
				wire.settled = () => {
					for (; answers >= ROOM; answers -= ROOM) if (said++ < each) wire.write(publish);
					if (arrived >= total) done();
				};
				wire.write(publish);
			});
		}
	);
	quiet(members);
	return { messages: total, ms };
}

/** A ping behind the subscription says that it was heard. */
async function heardByAll(members: readonly Member[]): Promise<void> {
	const ping = frame('{"type":"ping"}');
	await Promise.all(
		members.map(
			({ wire }) => new Promise<void>((resolve) => ((wire.heard = () => resolve()), wire.write(ping)))
		)
	);
}

/** One message after another to oneself, from sockets all over the crowd; milliseconds each took. */
export async function echo(crowd: Crowd, samples: number, everyMs: number): Promise<number[]> {
	const { members, speech } = crowd;
	const times: number[] = [];
	const stride = Math.max(1, Math.floor(members.length / samples));
	for (let sample = 0; sample < samples; sample++) {
		const { wire, device } = members[(sample * stride) % members.length] as Member;
		const topic = `own ${device.id}`;
		if (speech === 'topics') wire.write(frame(JSON.stringify({ type: 'subscribe', topics: [topic] })));
		const said = {
			broker: dial(device.id, false)[1] as Buffer,
			topics: frame(JSON.stringify({ type: 'publish', topic, data: 'x'.repeat(250) })),
			elm: frame(JSON.stringify({ ask: 'ping', n: sample + 2 }))
		}[speech];
		const sign = { broker: 'CANDIDATE', topics: 'publish', elm: `"n":${sample + 2}` }[speech];
		const heard = new Promise<void>((resolve) => {
			// The answer to a heartbeat may come in between.
			wire.heard = (chunk, start, end) => {
				if (chunk.toString('utf8', start, end).includes(sign)) resolve();
			};
		});
		const before = performance.now();
		wire.write(said);
		await heard;
		times.push(performance.now() - before);
		wire.heard = () => {};
		await new Promise((resolve) => setTimeout(resolve, everyMs));
	}
	return times;
}

function quiet(members: readonly Member[]): void {
	for (const { wire } of members) {
		wire.heard = () => {};
		wire.settled = () => {};
	}
}
