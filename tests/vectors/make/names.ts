/** Names, phrases, certificates, invites and proofs: everything that is neither an envelope nor a box. */
import { base64url, hex, utf8 } from '#lib/protocol/bytes.ts';
import { proveBinding, type Binding } from '#lib/protocol/binding.ts';
import { certify, compareCode, didKey, keysOfEntropy, sign } from '#lib/protocol/identity.ts';
import { encodeInvite, inviteId, inviteMac, inviteToken, tokenHash } from '#lib/protocol/invite.ts';
import { phraseOfEntropy } from '#lib/protocol/phrase.ts';
import { peerjsId, proofText } from '#lib/protocol/relay.ts';
import { certificateOf, type Json } from './envelope-cases.ts';
import { bytesFor, DAY, NOW, type Somebody } from './people.ts';
import { withSpareBit } from './refused-envelopes.ts';

export function identityVectors(people: readonly Somebody[]) {
	const valid = people.map(({ name, entropy, root, peer, device, inbox, inboxSecret }) => ({
		name,
		phrase: phraseOfEntropy(entropy),
		entropy: hex(entropy),
		root: hex(root),
		vault: hex(keysOfEntropy(entropy).vault),
		peer,
		did: didKey(peer),
		device: hex(device.secret),
		dev: device.dev,
		peerjs: peerjsId(peer, device.dev),
		inboxSecret: hex(inboxSecret),
		inbox: { ...inbox }
	}));
	const codes = people.flatMap((a) =>
		people
			.filter((b) => a.peer < b.peer)
			.map((b) => ({ a: a.peer, b: b.peer, code: compareCode(a.peer, b.peer) }))
	);
	const did = valid[0]?.did ?? '';
	return {
		about:
			'Phrase → entropy → root key → peer id → did:key; device and inbox keys. Hex but for the inbox. `codes`: what two people compare, the same for both.',
		valid,
		codes,
		invalid: [
			{ name: 'did of another method', did: did.replace('did:key:', 'did:web:') },
			{ name: 'did with a letter base58 does not have', did: `${did.slice(0, -1)}0` },
			{
				name: 'did of another kind of key',
				did: 'did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme'
			},
			{ name: 'did a letter short', did: did.slice(0, -1) },
			{ name: 'did without end', did: did + 'z'.repeat(1_000) },
			{
				name: 'phrase of a word that is none',
				phrase: 'abandon '.repeat(11) + 'elmnet',
				problem: 'unknown-word'
			},
			{ name: 'phrase of eleven words', phrase: 'abandon '.repeat(11).trim(), problem: 'length' },
			{
				name: 'phrase whose last word does not fit',
				phrase: 'abandon '.repeat(12).trim(),
				problem: 'checksum'
			},
			{ name: 'no phrase', phrase: '  ', problem: 'length' }
		]
	};
}

export async function certificateVectors(alice: Somebody, carol: Somebody) {
	const { dev } = alice.device;
	const body = { root: alice.peer, dev, notBefore: NOW, notAfter: NOW + 90 * DAY, seq: 4 };
	const good = certificateOf(alice.root, body);
	const at = (name: string, text: string, moment = NOW) => ({ name, text, at: moment });
	const made = (name: string, fields: Json, change?: (text: string) => string) =>
		at(name, certificateOf(alice.root, fields, 'certificate', change));
	const short = await certify(alice.root, dev, NOW, 9);
	return {
		about: '`openCertificate(text, at)`; every invalid one is refused as "certificate".',
		valid: [
			{ ...at('of ninety days', good), certificate: body },
			{ ...at('two minutes before it begins', good, NOW - 120_000), certificate: body },
			{ ...at('two minutes after its end', good, NOW + 90 * DAY + 120_000), certificate: body },
			{
				...at('as a node makes it', short),
				certificate: {
					root: alice.peer,
					dev,
					notBefore: NOW - 2 * DAY,
					notAfter: NOW + 88 * DAY,
					seq: 9
				}
			},
			{ ...made('an unknown field is dropped', { ...body, name: 'laptop' }), certificate: body }
		],
		invalid: [
			at('a moment too early', good, NOW - 120_001),
			at('a moment too late', good, NOW + 90 * DAY + 120_001),
			at(
				'altered',
				good.replace(/^./, (letter) => (letter === 'e' ? 'f' : 'e'))
			),
			at(
				'another signature',
				`${good.split('.')[0] ?? ''}.${certificateOf(carol.root, body).split('.')[1] ?? ''}`
			),
			at('signed by another root', certificateOf(carol.root, body)),
			at('signed in another domain', certificateOf(alice.root, body, 'query')),
			at('spare bits', withSpareBit(good)),
			at('padding', `${good}==`),
			at('one part', good.replace('.', '')),
			at('three parts', `${good}.AA`),
			at('nothing', ''),
			at('longer than any', `${'A'.repeat(2_000)}.${'A'.repeat(86)}`),
			made('ninety days and a moment', { ...body, notAfter: NOW + 90 * DAY + 1 }),
			made('ends before it begins', { ...body, notBefore: NOW, notAfter: NOW - 1 }),
			made('ends as it begins', { ...body, notAfter: NOW }),
			made('without a number', { root: alice.peer, dev, notBefore: NOW, notAfter: NOW + DAY }),
			made('a key given twice', body, (text) => text.replace('"seq"', `"dev":"${carol.device.dev}","seq"`)),
			made('white space', body, (text) => text.replace(',', ', ')),
			made('a number as 4.0', body, (text) => text.replace('"seq":4', '"seq":4.0')),
			made('a root that is no key', { ...body, root: 'alice' })
		]
	};
}

export function inviteVectors(alice: Somebody, bob: Somebody) {
	const secret = base64url(bytesFor('invite secret', 16));
	const invite = {
		v: 1,
		relay: 'https://relay.example',
		inviter: alice.peer,
		name: 'Alice 🍄',
		inbox: { ...alice.inbox },
		secret,
		exp: NOW + 7 * DAY
	} as const;
	const encode = (fields: Json) => base64url(utf8(JSON.stringify(fields)));
	const token = inviteToken(secret);
	return {
		about:
			'`encoded` stands after `#i=`. From the secret both ends derive an id and a token; the server keeps the token’s hash; `mac` is the guest’s proof to the inviter.',
		valid: [
			{
				name: 'an invite',
				encoded: encodeInvite(invite),
				invite,
				id: inviteId(secret),
				token,
				tokenHash: tokenHash(token),
				guest: bob.peer,
				mac: inviteMac(secret, alice.peer, bob.peer)
			}
		],
		invalid: [
			{ name: 'another version', encoded: encode({ ...invite, v: 2 }), rejected: 'malformed' },
			{ name: 'without a secret', encoded: encode({ ...invite, secret: undefined }), rejected: 'malformed' },
			{
				name: 'a secret of 15 bytes',
				encoded: encode({ ...invite, secret: secret.slice(2) }),
				rejected: 'malformed'
			},
			{
				name: 'a secret with spare bits',
				encoded: encode({ ...invite, secret: withSpareBit(secret) }),
				rejected: 'malformed'
			},
			{
				name: 'a relay without encryption',
				encoded: encode({ ...invite, relay: 'http://relay.example' }),
				rejected: 'malformed'
			},
			{
				name: 'a relay that is a script',
				encoded: encode({ ...invite, relay: 'javascript:alert(1)' }),
				rejected: 'malformed'
			},
			{
				name: 'a name that turns the writing round',
				encoded: encode({ ...invite, name: 'Bob \u202e ecila' }),
				rejected: 'malformed'
			},
			{ name: 'no name', encoded: encode({ ...invite, name: '' }), rejected: 'malformed' },
			{ name: 'not base64url', encoded: '%7B%7D', rejected: 'malformed' },
			{ name: 'not JSON', encoded: base64url(utf8('hello')), rejected: 'malformed' },
			{ name: 'null', encoded: base64url(utf8('null')), rejected: 'malformed' },
			{ name: 'nothing', encoded: '', rejected: 'malformed' },
			{ name: 'too long', encoded: 'A'.repeat(1_025), rejected: 'oversize' }
		],
		invalidMac: [
			{ name: 'of another guest', mac: inviteMac(secret, alice.peer, alice.peer) },
			{ name: 'the ends exchanged', mac: inviteMac(secret, bob.peer, alice.peer) },
			{ name: 'cut short', mac: inviteMac(secret, alice.peer, bob.peer).slice(0, -1) },
			{ name: 'not even base64url', mac: '????' }
		]
	};
}

export async function linkVectors(alice: Somebody, bob: Somebody) {
	const print = (name: string) =>
		`sha-256 ${[...bytesFor(name)].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':')}`;
	const binding: Binding = {
		sid: base64url(bytesFor('sid', 16)),
		idA: alice.peer,
		idB: bob.peer,
		fingerprintA: print('alice dtls'),
		fingerprintB: print('bob dtls'),
		nonceA: base64url(bytesFor('nonce a')),
		nonceB: base64url(bytesFor('nonce b'))
	};
	const proofA = await proveBinding(alice.device, 'A', binding);
	const proofB = await proveBinding(bob.device, 'B', binding);
	const of = (name: string, role: 'A' | 'B', proof: string, changed: Partial<Binding> = {}) => ({
		name,
		role,
		binding: { ...binding, ...changed },
		certificate: role === 'A' ? alice.device.certificate : bob.device.certificate,
		proof
	});
	const relay = { relay: 'relay.example', nonce: base64url(bytesFor('challenge')) };
	return {
		about:
			'`proof` signs (domain "link") sid, role, idA, idB, fingerprintA, fingerprintB, nonceA, nonceB, joined by NUL. `relay`: the proof of key to a server (domain "relay-auth"): its name, NUL, its nonce.',
		now: NOW,
		valid: [of('the side that dialled', 'A', proofA), of('the side that was dialled', 'B', proofB)],
		invalid: [
			of('its own proof sent back', 'B', proofA),
			of('another fingerprint at the other end: a server in the middle', 'A', proofA, {
				fingerprintB: print('mallory dtls')
			}),
			of('another fingerprint at this end', 'B', proofB, { fingerprintB: print('mallory dtls') }),
			of('of an earlier link', 'A', proofA, { nonceB: base64url(bytesFor('another nonce')) }),
			of('of another link', 'A', proofA, { sid: base64url(bytesFor('another sid', 16)) }),
			of('made for somebody else', 'A', proofA, { idB: alice.peer }),
			of('spare bits', 'A', withSpareBit(proofA)),
			of('nothing', 'A', '')
		],
		relay: {
			...relay,
			certificate: alice.device.certificate,
			signature: base64url(await sign(alice.device.secret, 'relay-auth', proofText(relay.relay, relay.nonce)))
		}
	};
}
