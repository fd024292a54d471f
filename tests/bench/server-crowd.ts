/**
 * Many sockets at one server, each from one of sixty loopback addresses, as if from sixty households: so no limit of ours
 * has to be raised. Speaks to every contender in the same words and counts what comes back.
 */
import { tokenOf, proofOf, type CrowdDevice } from './server-devices.ts';
import { frame, Wire } from './server-wire.ts';

/** `broker`: PeerJS messages between two · `topics`: y-webrtc's fan-out · `elm`: our own socket, proved. */
export type Speech = 'broker' | 'topics' | 'elm';

export interface Place {
	readonly speech: Speech;
	readonly port: number;
	/** Whether every socket proves its key: ours. */
	readonly proof: boolean;
}

const ADDRESSES = 60;
/** As the stock client does. */
const HEARTBEAT_MS = 5_000;
const SLICES = 50;

export interface Member {
	readonly wire: Wire;
	readonly device: CrowdDevice;
}

const addressOf = (index: number): string => `127.0.1.${1 + (index % ADDRESSES)}`;

interface Challenge {
	readonly nonce: string;
	readonly relay: string;
}

export class Crowd {
	readonly members: Member[] = [];
	/** Hears what waited for a member, from the moment it has proved its key. */
	inbox: (wire: Wire, text: string) => void = () => {};
	readonly #place: Place;
	readonly #heartbeat: Buffer;
	#beating: NodeJS.Timeout | undefined;
	#slice = 0;

	constructor(place: Place) {
		this.#place = place;
		const beat = { broker: { type: 'HEARTBEAT' }, topics: { type: 'ping' }, elm: { ask: 'ping', n: 1 } };
		this.#heartbeat = frame(JSON.stringify(beat[place.speech]));
	}

	get speech(): Speech {
		return this.#place.speech;
	}

	/** Opens one socket for each device, `atOnce` at a time; resolves when the last one is heard. Milliseconds. */
	async join(devices: readonly CrowdDevice[], atOnce: number): Promise<number> {
		const challenge = this.#place.proof && this.#place.speech !== 'elm' ? await this.#challenge() : undefined;
		const tokens = devices.map((device) =>
			challenge ? tokenOf(device, challenge.relay, challenge.nonce) : 'abcdefghijk'
		);
		const before = performance.now();
		let next = 0;
		const worker = async () => {
			for (let index = next++; index < devices.length; index = next++) {
				const device = devices[index] as CrowdDevice;
				const wire = await this.#open(device, tokens[index] as string, addressOf(index));
				this.members.push({ wire, device });
			}
		};
		await Promise.all(Array.from({ length: atOnce }, worker));
		return performance.now() - before;
	}

	/** Everybody says now and then that they live; off while a rate is measured. */
	beat(on: boolean): void {
		clearInterval(this.#beating);
		if (!on) return;
		this.#beating = setInterval(() => {
			this.#slice = (this.#slice + 1) % SLICES;
			for (let at = this.#slice; at < this.members.length; at += SLICES)
				this.members[at]?.wire.write(this.#heartbeat);
		}, HEARTBEAT_MS / SLICES);
	}

	leave(): void {
		this.beat(false);
		for (const { wire } of this.members) wire.close();
		this.members.length = 0;
	}

	/** One for all: what a client does before it dials is not what is measured. */
	async #challenge(): Promise<Challenge> {
		const response = await fetch(`http://localhost:${this.#place.port}/elm/challenge`);
		return (await response.json()) as Challenge;
	}

	#path(device: CrowdDevice, token: string): string {
		const { speech, proof } = this.#place;
		if (speech === 'elm') return '/elm';
		if (speech === 'broker') return `/peerjs?key=peerjs&id=${device.id}&token=${token}&version=1.5.5`;
		return proof ? `/y-webrtc?token=${token}` : '/';
	}

	async #open(device: CrowdDevice, token: string, from: string): Promise<Wire> {
		const { port, speech } = this.#place;
		let welcome: (heard: string) => boolean = () => true;
		let welcomed = () => {};
		let refused: (error: Error) => void = () => {};
		const open = new Promise<void>((resolve, reject) => ([welcomed, refused] = [resolve, reject]));
		const wire = await Wire.open({ port, path: this.#path(device, token), from }, (ready) => {
			if (speech === 'broker') welcome = (text) => text.includes('"OPEN"');
			if (speech === 'topics') welcome = (text) => text.includes('"pong"');
			if (speech === 'elm') welcome = (text) => this.#prove(ready, device, text);
			ready.gone = (why) => refused(new Error(why));
			ready.heard = (chunk, start, end) => {
				const text = chunk.toString('utf8', start, end);
				if (text.startsWith('{"tell":"mail"')) this.inbox(ready, text);
				else if (welcome(text)) welcomed();
				else if (/ERROR|TAKEN|refused/.test(text)) refused(new Error(text));
			};
			if (speech === 'topics') ready.write(this.#heartbeat);
		});
		await open;
		wire.heard = (chunk, start, end) => {
			if (speech === 'elm') this.inbox(wire, chunk.toString('utf8', start, end));
		};
		wire.gone = () => {};
		return wire;
	}

	/** Answers the challenge; true once the server has said yes. */
	#prove(wire: Wire, device: CrowdDevice, text: string): boolean {
		const said = JSON.parse(text) as { tell: string; nonce: string; relay: string };
		if (said.tell !== 'challenge') return said.tell === 'ok';
		const { certificate } = device;
		const signature = proofOf(device, said.relay, said.nonce);
		wire.write(frame(JSON.stringify({ ask: 'prove', n: 0, certificate, signature })));
		return false;
	}
}
