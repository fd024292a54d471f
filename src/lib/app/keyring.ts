/**
 * This node's keys, made once and kept wrapped in the vault: the device key with its certificate, renewed a month
 * before it ends, and the inbox keys, a new one each week while the old ones still open what was sealed to them. An old
 * one counts as old from when the next was made: whoever was away for weeks is written to under it until they say so.
 */
import type { Keyring, RandomBytes } from '#lib/agent/ports.ts';
import { fromUtf8, hex, utf8, type Bytes } from '#lib/protocol/bytes.ts';
import { publicKeyOf } from '#lib/protocol/ed25519.ts';
import { isRefusal } from '#lib/protocol/envelope.ts';
import {
	certify,
	keysOfEntropy,
	openCertificate,
	peerIdOfRoot,
	type Device
} from '#lib/protocol/identity.ts';
import { INBOX_KEY_GRACE_MS, INBOX_KEY_LIFETIME_MS } from '#lib/protocol/limits.ts';
import { inboxKeyOf } from '#lib/protocol/sealed.ts';
import type { Secrets } from '#lib/store/vault.ts';

const RENEW_CERTIFICATE_MS = 30 * 24 * 60 * 60_000;
const INBOX = 'inbox/';
/** A higher number revokes the devices below it; this build has no screen for that yet, so every device is the first. */
const DEVICE_SEQ = 1;

export async function openKeyring(
	secrets: Secrets,
	random: RandomBytes,
	now: () => number
): Promise<Keyring> {
	const device = await openDevice(secrets, random, now());
	const inboxSecrets = new Map<string, Bytes>();
	for (const name of await secrets.names(INBOX)) {
		const secret = await secrets.get(name);
		if (secret) inboxSecrets.set(name, secret);
	}

	async function newest(): Promise<readonly [name: string, secret: Bytes]> {
		const latest = [...inboxSecrets].sort(([a], [b]) => madeAt(b) - madeAt(a))[0];
		if (latest && now() < madeAt(latest[0]) + INBOX_KEY_LIFETIME_MS) return latest;
		const secret = random(32) as Bytes;
		const name = `${INBOX}${now()}/${(await inboxKeyOf(secret)).id}`;
		await secrets.put(name, secret);
		inboxSecrets.set(name, secret);
		await dropExpired();
		return [name, secret];
	}

	async function dropExpired(): Promise<void> {
		const names = [...inboxSecrets.keys()].sort((a, b) => madeAt(a) - madeAt(b));
		for (const [at, name] of names.entries()) {
			const next = names[at + 1];
			if (next === undefined || now() < madeAt(next) + INBOX_KEY_GRACE_MS) continue;
			await secrets.remove(name);
			inboxSecrets.delete(name);
		}
	}

	return {
		device,
		async inbox() {
			const [name, secret] = await newest();
			return {
				...(await inboxKeyOf(secret)),
				exp: madeAt(name) + INBOX_KEY_LIFETIME_MS + INBOX_KEY_GRACE_MS
			};
		},
		async inboxSecret(keyId) {
			for (const [name, secret] of inboxSecrets) if (name.endsWith(`/${keyId}`)) return secret;
			return undefined;
		}
	};
}

/** Inbox secrets are named `inbox/<made at>/<key id>`. */
const madeAt = (name: string): number => Number(name.split('/')[1]);

async function openDevice(secrets: Secrets, random: RandomBytes, now: number): Promise<Device> {
	const entropy = await secrets.get('entropy');
	if (!entropy) throw new Error('the vault holds no recovery entropy');
	const { root } = keysOfEntropy(entropy);
	const made = random(32);
	const kept = await secrets.createOnce({
		device: made,
		certificate: utf8(await certify(root, hex(publicKeyOf(made)), now, DEVICE_SEQ))
	});
	const dev = hex(publicKeyOf(kept.device));
	const certificate = await renewed(fromUtf8(kept.certificate), dev, root, now, secrets);
	return { peer: peerIdOfRoot(root), dev, secret: kept.device, certificate };
}

async function renewed(
	certificate: string,
	dev: string,
	root: Bytes,
	now: number,
	secrets: Secrets
): Promise<string> {
	const later = await openCertificate(certificate, now + RENEW_CERTIFICATE_MS);
	if (!isRefusal(later)) return certificate;
	const fresh = await certify(root, dev, now, DEVICE_SEQ);
	await secrets.put('certificate', utf8(fresh));
	return fresh;
}
