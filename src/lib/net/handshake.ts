/**
 * Channel binding inside an opened channel, before anything else (the texts are protocol/binding.ts): both ends show a
 * certificate and sign the fingerprints they themselves see. Ends as a proven peer or as a named failure, within five seconds.
 */
import * as v from 'valibot';
import type { Clock, RandomBytes } from '#lib/agent/ports.ts';
import {
	bindingProof,
	certificateOf,
	checkBinding,
	greeting,
	proveBinding,
	type Binding,
	type Greeting,
	type Role
} from '#lib/protocol/binding.ts';
import { base64url, fromUtf8, utf8, type Bytes } from '#lib/protocol/bytes.ts';
import type { Certificate, Device, PeerId } from '#lib/protocol/identity.ts';
import { HANDSHAKE_MS } from '#lib/protocol/limits.ts';
import { isRefusal } from '#lib/protocol/refusal.ts';
import type { Channel } from './channel.ts';
import { controlFrame, FRAME } from './frames.ts';
import { DialError, type DialFailure } from './link.ts';

/** A certificate of 2,048 characters, two nonces and the names of the fields. */
const MAX_GREET_BYTES = 4_096;

/** Said before closing, so that both ends can tell their person. Believed for that only. */
const sorry = v.object({ sorry: v.picklist(['in-the-middle', 'refused', 'no-proof']) });

export interface Fingerprints {
	/** As in the SDP, "sha-256 AA:BB:…". */
	readonly local: string;
	readonly remote: string;
}

export interface HandshakeDeps {
	readonly device: Device;
	/** A dialled. */
	readonly role: Role;
	readonly fingerprints: Fingerprints;
	/** Whom the dialled id named. */
	readonly expected?: PeerId;
	/** Whether to talk to this peer at all; asked after its certificate was read, before it is believed. */
	readonly admit: (peer: PeerId, certificate: Certificate) => boolean;
	/** Corrected by the server's clock: certificates have dates. */
	readonly now: () => number;
	readonly clock: Clock;
	readonly random: RandomBytes;
}

/** Proves this end and the other. Throws DialError and closes the channel when that fails. */
export async function shakeHands(channel: Channel, deps: HandshakeDeps): Promise<Certificate> {
	const patience = new AbortController();
	void deps.clock.sleep(HANDSHAKE_MS, patience.signal).then(() => patience.abort());
	try {
		return await talk(new Talk(channel, patience.signal), deps);
	} catch (error) {
		channel.close();
		throw error instanceof DialError ? error : new DialError('no-proof', { cause: error });
	} finally {
		patience.abort();
	}
}

async function talk(other: Talk, deps: HandshakeDeps): Promise<Certificate> {
	const { device, role, random } = deps;
	const nonce = base64url(random(32));
	let heard: Greeting;
	let sid: string;
	if (role === 'A') {
		sid = base64url(random(16));
		other.say({ sid, nonce, certificate: device.certificate });
		heard = await other.hear(greeting);
		if (heard.sid !== sid) throw other.refuse('no-proof');
	} else {
		heard = await other.hear(greeting);
		sid = heard.sid;
		other.say({ sid, nonce, certificate: device.certificate });
	}
	const certificate = await certificateOf(heard, undefined, deps.now());
	if (isRefusal(certificate)) throw other.refuse('no-proof');
	// Somebody else where this peer was dialled: the server that led here did not tell the truth.
	if (deps.expected !== undefined && certificate.root !== deps.expected) throw other.refuse('in-the-middle');
	if (certificate.root === device.peer || !deps.admit(certificate.root, certificate))
		throw other.refuse('refused');
	const binding = bindingOf(deps, sid, nonce, heard.nonce, certificate.root);
	other.say({ proof: await proveBinding(device, role, binding) });
	const { proof } = await other.hear(bindingProof);
	const theirs = role === 'A' ? 'B' : 'A';
	if (!(await checkBinding(proof, theirs, binding, certificate))) throw other.refuse('in-the-middle');
	return certificate;
}

function bindingOf(deps: HandshakeDeps, sid: string, mine: string, theirs: string, peer: PeerId): Binding {
	const { device, fingerprints, role } = deps;
	const here = { id: device.peer, fingerprint: fingerprints.local, nonce: mine };
	const there = { id: peer, fingerprint: fingerprints.remote, nonce: theirs };
	const [a, b] = role === 'A' ? [here, there] : [there, here];
	return {
		sid,
		idA: a.id,
		idB: b.id,
		fingerprintA: a.fingerprint,
		fingerprintB: b.fingerprint,
		nonceA: a.nonce,
		nonceB: b.nonce
	};
}

/** The other end of a channel that has proved nothing yet. */
class Talk {
	readonly #channel: Channel;
	readonly #signal: AbortSignal;

	constructor(channel: Channel, signal: AbortSignal) {
		this.#channel = channel;
		this.#signal = signal;
	}

	/** To one who has gone nothing is said; what it said before going is still to be heard. */
	say(words: object): void {
		try {
			this.#channel.send(controlFrame(FRAME.greet, utf8(JSON.stringify(words))));
		} catch {
			return;
		}
	}

	async hear<T>(schema: v.GenericSchema<unknown, T>): Promise<T> {
		const frame = await this.#channel.inlet.next(this.#signal);
		if (!frame) throw new DialError('no-proof');
		const words = readWords(frame);
		const apology = v.safeParse(sorry, words);
		if (apology.success) throw new DialError(apology.output.sorry);
		const said = v.safeParse(schema, words);
		if (!said.success) throw this.refuse('no-proof');
		return said.output;
	}

	/** Tells the other end why. */
	refuse(failure: DialFailure & v.InferOutput<typeof sorry>['sorry']): DialError {
		this.say({ sorry: failure });
		return new DialError(failure);
	}
}

function readWords(frame: Bytes): unknown {
	if (frame[0] !== FRAME.greet || frame.length > MAX_GREET_BYTES) return undefined;
	try {
		return JSON.parse(fromUtf8(frame.subarray(1)));
	} catch {
		return undefined;
	}
}
