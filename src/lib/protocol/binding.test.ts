import { expect, test } from 'vitest';
import { certificateOf, checkBinding, proveBinding, type Binding } from './binding.ts';
import { base64url } from './bytes.ts';
import { isRefusal } from './envelope.ts';
import { openCertificate } from './identity.ts';
import { aDevice, NOW } from './speaker.fixture.ts';

const alice = await aDevice(1);
const bob = await aDevice(2);
const binding: Binding = {
	sid: base64url(new Uint8Array(16)),
	idA: alice.peer,
	idB: bob.peer,
	fingerprintA: 'sha-256 AA',
	fingerprintB: 'sha-256 BB',
	nonceA: base64url(new Uint8Array(32).fill(1)),
	nonceB: base64url(new Uint8Array(32).fill(2))
};
const ofAlice = await openCertificate(alice.certificate, NOW);
if (isRefusal(ofAlice)) throw new Error('certificate');

test('a server in the middle has another fingerprint on one leg, and neither proof holds', async () => {
	const proof = await proveBinding(alice, 'A', { ...binding, fingerprintB: 'sha-256 MM' });
	expect(await checkBinding(proof, 'A', binding, ofAlice)).toBe(false);
	expect(await checkBinding(await proveBinding(alice, 'A', binding), 'A', binding, ofAlice)).toBe(true);
});

test('every field counts', async () => {
	const proof = await proveBinding(alice, 'A', binding);
	for (const name of Object.keys(binding) as (keyof Binding)[])
		expect(await checkBinding(proof, 'A', { ...binding, [name]: `${binding[name]}0` }, ofAlice), name).toBe(
			false
		);
});

test('a field with the separator in it is refused by both sides, so that no two bindings read alike', async () => {
	const shifted = { ...binding, fingerprintA: 'sha-256 AA\0sha-256 BB' };
	await expect(proveBinding(alice, 'A', shifted)).rejects.toThrow(RangeError);
	expect(await checkBinding('AA', 'A', shifted, ofAlice)).toBe(false);
});

test('a proof that is no base64url is no proof', async () => {
	for (const proof of ['', '=', 'A', '?'.repeat(86), 'A'.repeat(86)])
		expect(await checkBinding(proof, 'A', binding, ofAlice)).toBe(false);
});

test('a good certificate of somebody else is not the peer that was dialled', async () => {
	const heard = { sid: binding.sid, nonce: binding.nonceA, certificate: alice.certificate };
	expect(await certificateOf(heard, bob.peer, NOW)).toMatchObject({ rejected: 'certificate' });
	expect(await certificateOf(heard, alice.peer, NOW)).toMatchObject({ root: alice.peer });
	expect(await certificateOf({ ...heard, certificate: 'x' }, undefined, NOW)).toMatchObject({
		rejected: 'certificate'
	});
});
