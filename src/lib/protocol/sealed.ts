/**
 * Sealed to one reader: HPKE base mode (RFC 9180) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
 * The plain text is the signed envelope, padded to a size class; who wrote it is known only inside.
 *
 *   box     8 bytes key id | 32 bytes encapsulated key | ciphertext with tag
 *   info    "elm/box/1"        aad   reader's peer id (32 bytes) | key id
 *   padded  u32 length, big-endian | envelope | zeros
 */
import { base64url, concat, copy, fromBase64url, fromHex, sha256, utf8, type Bytes } from './bytes.ts';
import type { PeerId } from './identity.ts';
import { BOX_CLASSES_BYTES, MAX_BOX_BYTES, MAX_ENVELOPE_BYTES } from './limits.ts';
import { refuse, type Refusal } from './refusal.ts';

const KEY_ID_BYTES = 8;
const ENCAPSULATED_BYTES = 32;
const INFO = utf8('elm/box/1');

const hpke = () => import('./hpke.ts');

/** Where mail is sealed to: public, and part of a card. */
export interface InboxKey {
	/** First 8 bytes of SHA-256 of the key, base64url. */
	readonly id: string;
	/** X25519 public key, base64url. */
	readonly key: string;
}

export async function inboxKeyOf(secret: Uint8Array): Promise<InboxKey> {
	const key = (await hpke()).x25519PublicKey(secret);
	return { id: base64url(sha256(key).subarray(0, KEY_ID_BYTES)), key: base64url(key) };
}

/** Seals an envelope (binary form) to a reader's inbox. Throws on an inbox key no box can be sealed to. */
export async function seal(envelope: Uint8Array, reader: PeerId, inbox: InboxKey): Promise<Bytes> {
	const keyId = fromBase64url(inbox.id);
	if (keyId.length !== KEY_ID_BYTES) throw new RangeError('inbox: expected a key id of 8 bytes');
	const { boxSuite } = await hpke();
	const sender = await boxSuite.createSenderContext({
		recipientPublicKey: await boxSuite.kem.deserializePublicKey(copy(fromBase64url(inbox.key)).buffer),
		info: INFO
	});
	const ciphertext = await sender.seal(pad(envelope), concat(fromHex(reader), keyId));
	return concat(keyId, new Uint8Array(sender.enc), new Uint8Array(ciphertext));
}

/** Opens a box with whichever of the reader's inbox secrets it names. */
export async function unseal(
	box: Uint8Array,
	reader: PeerId,
	secretOf: (keyId: string) => Promise<Uint8Array | undefined>
): Promise<Bytes | Refusal> {
	if (box.length > MAX_BOX_BYTES) return refuse('oversize');
	if (box.length < KEY_ID_BYTES + ENCAPSULATED_BYTES + 16) return refuse('box', 'too short');
	const keyId = copy(box.subarray(0, KEY_ID_BYTES));
	const secret = await secretOf(base64url(keyId));
	if (!secret) return refuse('box', 'unknown key');
	try {
		const { boxSuite } = await hpke();
		const recipient = await boxSuite.createRecipientContext({
			recipientKey: await boxSuite.kem.deserializePrivateKey(copy(secret).buffer),
			enc: copy(box.subarray(KEY_ID_BYTES, KEY_ID_BYTES + ENCAPSULATED_BYTES)).buffer,
			info: INFO
		});
		const padded = await recipient.open(
			copy(box.subarray(KEY_ID_BYTES + ENCAPSULATED_BYTES)).buffer,
			concat(fromHex(reader), keyId)
		);
		return unpad(new Uint8Array(padded));
	} catch {
		return refuse('box', 'does not open');
	}
}

function pad(envelope: Uint8Array): Bytes {
	if (envelope.length > MAX_ENVELOPE_BYTES)
		throw new RangeError(`envelope: ${envelope.length} bytes are too many`);
	const size = BOX_CLASSES_BYTES.find((bytes) => bytes >= envelope.length + 4);
	if (size === undefined) throw new RangeError('envelope: outgrows the largest box');
	const padded = new Uint8Array(size);
	new DataView(padded.buffer).setUint32(0, envelope.length);
	padded.set(envelope, 4);
	return padded;
}

function unpad(padded: Bytes): Bytes | Refusal {
	const classes: readonly number[] = BOX_CLASSES_BYTES;
	if (!classes.includes(padded.length)) return refuse('box', 'not a size class');
	const length = new DataView(padded.buffer).getUint32(0);
	if (length > padded.length - 4) return refuse('box', 'length');
	// What is beyond the envelope must be nothing: no room for a second message that only some readers see.
	if (padded.subarray(4 + length).some((byte) => byte !== 0)) return refuse('box', 'padding');
	return padded.slice(4, 4 + length);
}
