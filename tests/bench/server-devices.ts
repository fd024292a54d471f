/** Keys for a crowd, by the thousand: made with Node's own Ed25519, because making them is not what is measured. */
import { generateKeyPairSync, sign as signWith, type KeyObject } from 'node:crypto';
import { base64url, hex, utf8 } from '#lib/protocol/bytes.ts';
import { signedBytes } from '#lib/protocol/identity.ts';
import { CERTIFICATE_BACKDATE_MS, CERTIFICATE_LIFETIME_MS } from '#lib/protocol/limits.ts';
import { peerjsId, proofText } from '#lib/protocol/relay.ts';

export interface CrowdDevice {
	readonly peer: string;
	/** Its name at the broker. */
	readonly id: string;
	readonly certificate: string;
	readonly key: KeyObject;
}

const PUBLIC_BYTES = 32;

function keyPair(): { secret: KeyObject; name: string } {
	const { privateKey, publicKey } = generateKeyPairSync('ed25519');
	const spki = publicKey.export({ type: 'spki', format: 'der' });
	return { secret: privateKey, name: hex(new Uint8Array(spki.subarray(-PUBLIC_BYTES))) };
}

const signed = (key: KeyObject, domain: string, message: Uint8Array | string): string =>
	base64url(new Uint8Array(signWith(null, signedBytes(domain, message), key)));

/** One person with one device, certified from now on. */
export function aDevice(now = Date.now()): CrowdDevice {
	const root = keyPair();
	const device = keyPair();
	const notBefore = now - CERTIFICATE_BACKDATE_MS;
	const notAfter = notBefore + CERTIFICATE_LIFETIME_MS;
	const payload = utf8(JSON.stringify({ root: root.name, dev: device.name, notBefore, notAfter, seq: 1 }));
	return {
		peer: root.name,
		id: peerjsId(root.name, device.name),
		certificate: `${base64url(payload)}.${signed(root.secret, 'certificate', payload)}`,
		key: device.secret
	};
}

/** What the device says to a challenge on `/elm`. */
export const proofOf = (device: CrowdDevice, relay: string, nonce: string): string =>
	signed(device.key, 'relay-auth', proofText(relay, nonce));

/** What it shows at the broker. */
export const tokenOf = (device: CrowdDevice, relay: string, nonce: string): string =>
	base64url(
		utf8(JSON.stringify({ certificate: device.certificate, nonce, signature: proofOf(device, relay, nonce) }))
	);
