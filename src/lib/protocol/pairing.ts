/**
 * Pairing with no server: two people in one room hand each other one text each, by eye or by camera. A text says who
 * made it, where their mail is sealed to and at which addresses of the room they wait; it is signed by the device that
 * made it, so what was changed on the way is noticed. It proves nothing more: the channel that comes of it is bound to
 * both identities like every other (binding.ts). Packed tightly, so that a code of ordinary size holds it.
 */
import * as v from 'valibot';
import { base64url, concat, fromBase64url, fromHex, fromUtf8, hex, utf8, type Bytes } from './bytes.ts';
import { openCertificate, sign, verify, type Certificate, type Device } from './identity.ts';
import {
	CLOCK_SLACK_MS,
	MAX_CERTIFICATE_CHARS,
	MAX_NAME_CHARS,
	MAX_PAIRING_ADDRESSES,
	MAX_PAIRING_CHARS,
	PAIRING_LIFETIME_MS
} from './limits.ts';
import { addressOf, bytesOfAddress } from './pairing-address.ts';
import { reader, writer, type Reader } from './pairing-bytes.ts';
import { isRefusal } from './refusal.ts';
import { line } from './schema.ts';

export const PAIRING_VERSION = 1;
const KINDS = ['offer', 'answer'] as const;

/** Where one side waits: what its session description says beyond what all of them say. */
export interface Spot {
	readonly ufrag: string;
	readonly pwd: string;
	/** As in the SDP, "sha-256 AA:BB:…". */
	readonly fingerprint: string;
	/** The likeliest first: IPv4, IPv6, or a name ending in `.local` that hides either. */
	readonly addresses: readonly { readonly address: string; readonly port: number }[];
}

export interface PairingFacts {
	readonly kind: (typeof KINDS)[number];
	/** Names the pairing: an answer repeats its offer's. 8 bytes. */
	readonly id: string;
	readonly until: number;
	readonly name: string;
	readonly inbox: { readonly id: string; readonly key: string };
	readonly spot: Spot;
}

export interface PairingCode extends PairingFacts {
	readonly certificate: Certificate;
}

/**
 * `not-a-code` something else altogether · `other-version` made by an Elmnet that packs it otherwise · `damaged` not
 * whole, changed on the way, or not genuine · `expired` by this device's clock.
 */
export type PairingRefusal = 'not-a-code' | 'other-version' | 'damaged' | 'expired';

const TEXT = /^elm-pair-(\d{1,4})\.([A-Za-z0-9_-]+)$/;
/** ice-char of RFC 8839, within the lengths it allows and a code has room for. */
const UFRAG = /^[A-Za-z0-9+/]{4,32}$/;
const PWD = /^[A-Za-z0-9+/]{22,64}$/;
const FINGERPRINT = /^sha-256 ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})$/;
const nameLine = line(MAX_NAME_CHARS, 1);

/** The text to hand over. Throws on facts that no code may hold: our own mistake. */
export async function encodePairing(facts: PairingFacts, device: Device): Promise<string> {
	const { spot } = facts;
	if (!UFRAG.test(spot.ufrag) || !PWD.test(spot.pwd)) throw new RangeError('pairing: credentials');
	const fingerprint = FINGERPRINT.exec(spot.fingerprint)?.[1];
	if (fingerprint === undefined) throw new RangeError('pairing: fingerprint');
	const out = writer();
	out.number(KINDS.indexOf(facts.kind), 1);
	out.bytes(fromBase64url(facts.id));
	out.number(facts.until, 6);
	out.bytes(packedCertificate(device.certificate));
	out.bytes(concat(fromBase64url(facts.inbox.id), fromBase64url(facts.inbox.key)));
	out.text(v.parse(nameLine, facts.name));
	out.text(spot.ufrag);
	out.text(spot.pwd);
	out.bytes(fromHex(fingerprint.replaceAll(':', '').toLowerCase()));
	const addresses = spot.addresses.slice(0, MAX_PAIRING_ADDRESSES);
	out.number(addresses.length, 1);
	for (const { address, port } of addresses) {
		const packed = bytesOfAddress(address);
		if (!packed) throw new RangeError('pairing: address');
		out.bytes(packed);
		out.number(port, 2);
	}
	const body = out.done();
	return `elm-pair-${PAIRING_VERSION}.${base64url(concat(body, await sign(device.secret, 'pairing', body)))}`;
}

/** Reads a text from outside; white space that a messenger put in does not matter. Never throws. */
export async function openPairing(text: string, now: number): Promise<PairingCode | PairingRefusal> {
	const parts = TEXT.exec(text.slice(0, 4 * MAX_PAIRING_CHARS).replaceAll(/\s+/g, ''));
	if (!parts) return text.includes('elm-pair-') ? 'damaged' : 'not-a-code';
	if (Number(parts[1]) !== PAIRING_VERSION) return 'other-version';
	if (parts[0].length > MAX_PAIRING_CHARS) return 'damaged';
	try {
		return await opened(fromBase64url(parts[2] ?? ''), now);
	} catch {
		return 'damaged';
	}
}

async function opened(whole: Bytes, now: number): Promise<PairingCode | PairingRefusal> {
	const body = whole.slice(0, -64);
	const from = reader(body);
	const kind = KINDS[from.number(1)];
	const id = base64url(from.bytes(8));
	const until = from.number(6);
	const certificateText = unpackedCertificate(from);
	const inbox = { id: base64url(from.bytes(8)), key: base64url(from.bytes(32)) };
	const name = v.parse(nameLine, from.text());
	const spot = spotIn(from);
	if (kind === undefined || !from.atEnd() || until > Number.MAX_SAFE_INTEGER) return 'damaged';
	// As of when it was made: whose clock is wrong is a question of its own, and told apart below.
	const certificate = await openCertificate(certificateText, until - PAIRING_LIFETIME_MS);
	if (isRefusal(certificate)) return 'damaged';
	if (!(await verify(certificate.dev, 'pairing', body, whole.slice(-64)))) return 'damaged';
	const old = until + CLOCK_SLACK_MS < now || until > now + PAIRING_LIFETIME_MS + CLOCK_SLACK_MS;
	return old ? 'expired' : { kind, id, until, name, inbox, spot, certificate };
}

function spotIn(from: Reader): Spot {
	const ufrag = from.text();
	const pwd = from.text();
	if (!UFRAG.test(ufrag) || !PWD.test(pwd)) throw new RangeError('pairing: credentials');
	const digits = hex(from.bytes(32)).toUpperCase().match(/../g) ?? [];
	const count = from.number(1);
	if (count > MAX_PAIRING_ADDRESSES) throw new RangeError('pairing: too many addresses');
	const addresses = Array.from({ length: count }, () => {
		const address = addressOf(from);
		const port = from.number(2);
		if (port === 0) throw new RangeError('pairing: port');
		return { address, port };
	});
	return { ufrag, pwd, fingerprint: `sha-256 ${digits.join(':')}`, addresses };
}

/** A certificate says the same in 148 bytes as in 370 letters. */
function packedCertificate(text: string): Bytes {
	const [payload = '', signature = ''] = text.split('.');
	// Our own device's, made by `certify`.
	const body = JSON.parse(fromUtf8(fromBase64url(payload))) as Omit<Certificate, 'text'>;
	const out = writer();
	out.bytes(concat(fromHex(body.root), fromHex(body.dev)));
	out.number(body.notBefore, 6);
	out.number(body.notAfter, 6);
	out.number(body.seq, 4);
	out.bytes(fromBase64url(signature));
	const packed = out.done();
	if (unpackedCertificate(reader(packed)) !== text) throw new RangeError('pairing: certificate');
	return packed;
}

function unpackedCertificate(from: Reader): string {
	const root = hex(from.bytes(32));
	const dev = hex(from.bytes(32));
	const [notBefore, notAfter, seq] = [from.number(6), from.number(6), from.number(4)];
	const payload = utf8(JSON.stringify({ root, dev, notBefore, notAfter, seq }));
	const text = `${base64url(payload)}.${base64url(from.bytes(64))}`;
	if (text.length > MAX_CERTIFICATE_CHARS) throw new RangeError('pairing: certificate');
	return text;
}
