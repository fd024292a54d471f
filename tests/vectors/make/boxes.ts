/** Sealed boxes: the right reader opens them, nobody else does. */
import { base64url, concat, copy, fromBase64url, fromHex, utf8, type Bytes } from '#lib/protocol/bytes.ts';
import { BOX_CLASSES_BYTES, MAX_BOX_BYTES } from '#lib/protocol/limits.ts';
import { boxSuite } from '#lib/protocol/hpke.ts';
import { bytesFor, type Somebody } from './people.ts';

interface Parts {
	readonly name: string;
	/** The padded text as it is sealed. */
	readonly padded: Uint8Array;
	readonly info?: string;
	/** Whose id the box is bound to; the reader where absent. */
	readonly bound?: string;
	/** The box says that it is for this key; the reader's where absent. */
	readonly keyId?: string;
	/** Whose key it is really sealed to. */
	readonly sealedTo?: string;
	readonly change?: (box: Bytes) => Uint8Array;
	readonly reader?: string;
}

/** As `seal` does it, with a known ephemeral key. */
async function box(to: Somebody, parts: Parts): Promise<Uint8Array> {
	const keyId = fromBase64url(parts.keyId ?? to.inbox.id);
	const sender = await boxSuite.createSenderContext({
		recipientPublicKey: await boxSuite.kem.deserializePublicKey(
			copy(fromBase64url(parts.sealedTo ?? to.inbox.key)).buffer
		),
		info: utf8(parts.info ?? 'elm/box/1'),
		ekm: bytesFor(`ephemeral ${parts.name}`).buffer
	});
	const sealed = await sender.seal(copy(parts.padded), concat(fromHex(parts.bound ?? to.peer), keyId));
	const whole = concat(keyId, new Uint8Array(sender.enc), new Uint8Array(sealed));
	return (parts.change ?? ((bytes) => bytes))(whole);
}

/** u32 length, the envelope, zeros up to `size`. */
function padded(envelope: Uint8Array, size: number, length = envelope.length): Bytes {
	const bytes = new Uint8Array(size);
	new DataView(bytes.buffer).setUint32(0, length);
	bytes.set(envelope, 4);
	return bytes;
}

export async function boxVectors(reader: Somebody, stranger: Somebody) {
	const envelope = utf8('any bytes: what an envelope is worth, only opening it will tell');
	const [small] = BOX_CLASSES_BYTES;
	const key = { id: reader.inbox.id, secret: base64url(reader.inboxSecret) };
	const at = (parts: Omit<Parts, 'padded'> & Partial<Parts>) => ({
		padded: padded(envelope, small),
		...parts
	});
	const bad = async (rejected: string, parts: Parts) => ({
		name: parts.name,
		box: base64url(await box(reader, parts)),
		reader: parts.reader ?? reader.peer,
		keys: [key],
		rejected
	});
	const good = async (size: number) => ({
		name: `a box of the ${size} byte class`,
		box: base64url(await box(reader, { name: `class ${size}`, padded: padded(envelope, size) })),
		reader: reader.peer,
		keys: [key],
		envelope: base64url(envelope)
	});
	const flip = (at: number) => (bytes: Bytes) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
	const refused: Parts[] = [
		at({ name: 'read by somebody else who has the key', reader: stranger.peer }),
		at({ name: 'bound to somebody else', bound: stranger.peer }),
		at({ name: 'of a key nobody has', keyId: stranger.inbox.id }),
		at({ name: 'sealed to another key than it names', sealedTo: stranger.inbox.key }),
		at({ name: 'sealed for another purpose', info: 'elm/box/2' }),
		at({ name: 'first byte of the key id changed', change: flip(0) }),
		at({ name: 'first byte of the encapsulated key changed', change: flip(8) }),
		at({ name: 'first byte of the ciphertext changed', change: flip(40) }),
		at({ name: 'last byte of the tag changed', change: (bytes) => flip(bytes.length - 1)(bytes) }),
		at({ name: 'encapsulated key of small order', change: (bytes) => bytes.fill(0, 8, 40) }),
		at({ name: 'a byte too few', change: (bytes) => bytes.subarray(0, bytes.length - 1) }),
		at({ name: 'too short for anything', change: (bytes) => bytes.subarray(0, 55) }),
		at({ name: 'empty', change: (bytes) => bytes.subarray(0, 0) }),
		{ name: 'padded to no class', padded: padded(envelope, small + 1) },
		{ name: 'padded to a class of a draft', padded: padded(envelope, 512) },
		{ name: 'longer inside than outside', padded: padded(envelope, small, small - 3) },
		{ name: 'four billion bytes inside', padded: padded(envelope, small, 0xffff_ffff) },
		{
			name: 'something in the padding',
			padded: padded(concat(envelope, utf8('hidden')), small, envelope.length)
		},
		{ name: 'not padded at all', padded: envelope }
	];
	return {
		about: `\`unseal(box, reader, keys)\` must give \`envelope\` or refuse. Everything is base64url but \`reader\`. A box of more than ${MAX_BOX_BYTES} bytes is refused as "oversize" before anything else.`,
		valid: await Promise.all(BOX_CLASSES_BYTES.slice(0, 4).map(good)),
		invalid: await Promise.all(refused.map((parts) => bad('box', parts)))
	};
}
