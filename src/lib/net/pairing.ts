/**
 * Pairing with no server: an offer as a text, an answer as a text, and a proven link. Nothing outside the room is asked.
 * One answer is taken for an offer, and neither lives longer than its ten minutes.
 */
import type { Clock, RandomBytes } from '#lib/agent/ports.ts';
import { base64url } from '#lib/protocol/bytes.ts';
import type { Device, PeerId } from '#lib/protocol/identity.ts';
import { PAIRING_LIFETIME_MS } from '#lib/protocol/limits.ts';
import { encodePairing, type PairingCode, type PairingFacts } from '#lib/protocol/pairing.ts';
import { DialError, type Link } from './link.ts';
import { sdpOf, spotOf } from './pairing-sdp.ts';
import { pairingWire, type PairingWire } from './pairing-wire.ts';
import { provenLink } from './rtc-link.ts';

/** From the answer being taken to an open channel: addresses of one room answer at once, or not at all. */
const OPEN_MS = 20_000;

export interface PairingDeps {
	readonly device: Device;
	/** What the texts say of this side beside the key. */
	readonly self: Pick<PairingFacts, 'name' | 'inbox'>;
	readonly clock: Clock;
	readonly random: RandomBytes;
}

export interface PairingOffer {
	readonly code: string;
	readonly id: string;
	readonly until: number;
	/** With the answer to this offer. Throws DialError; the offer is used up either way. */
	link(answer: PairingCode): Promise<Link>;
	close(): void;
}

export interface PairingAnswer {
	readonly code: string;
	/** Throws DialError: `absent` where the other side never took the answer. */
	link(): Promise<Link>;
	close(): void;
}

/** Throws DialError('no-path') where this device has no address that a room could know. */
export async function offerPairing(deps: PairingDeps): Promise<PairingOffer> {
	const { clock, random } = deps;
	const wire = await pairingWire(true);
	const id = base64url(random(8));
	const until = clock.now() + PAIRING_LIFETIME_MS;
	const code = await codeOf('offer', { id, until }, wire, deps);
	let used = false;
	return {
		code,
		id,
		until,
		async link(answer) {
			if (used || answer.id !== id || clock.now() > until) throw new DialError('stopped');
			used = true;
			wire.take('answer', sdpOf('answer', answer.spot));
			return proven(wire, 'A', answer.certificate.root, OPEN_MS, 'no-path', deps);
		},
		close: () => wire.destroy()
	};
}

/** Throws DialError('no-path') where this device has no address that a room could know. */
export async function answerPairing(offer: PairingCode, deps: PairingDeps): Promise<PairingAnswer> {
	const wire = await pairingWire(false);
	wire.take('offer', sdpOf('offer', offer.spot));
	const code = await codeOf('answer', offer, wire, deps);
	const patienceMs = Math.min(PAIRING_LIFETIME_MS, offer.until - deps.clock.now()) + OPEN_MS;
	return {
		code,
		link: () => proven(wire, 'B', offer.certificate.root, patienceMs, 'absent', deps),
		close: () => wire.destroy()
	};
}

async function codeOf(
	kind: PairingFacts['kind'],
	{ id, until }: Pick<PairingFacts, 'id' | 'until'>,
	wire: PairingWire,
	{ device, self }: PairingDeps
): Promise<string> {
	try {
		const spot = spotOf(await wire.described);
		if (!spot || spot.addresses.length === 0) throw new DialError('no-path');
		return await encodePairing({ kind, id, until, spot, ...self }, device);
	} catch (error) {
		wire.destroy();
		throw error;
	}
}

async function proven(
	wire: PairingWire,
	role: 'A' | 'B',
	expected: PeerId,
	openMs: number,
	late: 'no-path' | 'absent',
	{ device, clock, random }: PairingDeps
): Promise<Link> {
	const patience = new AbortController();
	const tooLate = clock.sleep(openMs, patience.signal).then(() => {
		throw new DialError(late);
	});
	tooLate.catch(() => undefined);
	try {
		const parts = await Promise.race([wire.opened, tooLate]);
		const admit = (peer: PeerId) => peer === expected;
		const now = () => clock.now();
		return await provenLink(parts, { device, role, expected, admit, now, clock, random });
	} catch (error) {
		wire.destroy();
		throw error;
	} finally {
		patience.abort();
	}
}
