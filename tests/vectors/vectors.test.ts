/** Our implementation against every vector; the files are the same that others can use. */
import { readFileSync } from 'node:fs';
import { x25519 } from '@noble/curves/ed25519.js';
import { describe, expect, test } from 'vitest';
import { checkBinding } from '#lib/protocol/binding.ts';
import { base64url, copy, fromBase64url, fromHex, hex } from '#lib/protocol/bytes.ts';
import { publicKeyOf } from '#lib/protocol/ed25519.ts';
import { isRefusal, open } from '#lib/protocol/envelope.ts';
import { LINK_DOMAIN, linkText, openServerDocument } from '#lib/protocol/federation.ts';
import {
	asPeerId,
	compareCode,
	didKey,
	keysOfEntropy,
	openCertificate,
	peerIdOfDid,
	peerIdOfRoot,
	verify,
	type PeerId
} from '#lib/protocol/identity.ts';
import {
	decodeInvite,
	encodeInvite,
	inviteId,
	inviteMac,
	inviteToken,
	isInviteMac,
	tokenHash
} from '#lib/protocol/invite.ts';
import { messages } from '#lib/protocol/messages.ts';
import { entropyOfPhrase, phraseOfEntropy } from '#lib/protocol/phrase.ts';
import { peerjsId, proofText } from '#lib/protocol/relay.ts';
import { boxSuite } from '#lib/protocol/hpke.ts';
import { inboxKeyOf, unseal } from '#lib/protocol/sealed.ts';
import boxes from './boxes.json' with { type: 'json' };
import certificates from './certificates.json' with { type: 'json' };
import envelopes from './envelopes.json' with { type: 'json' };
import identities from './identities.json' with { type: 'json' };
import invites from './invites.json' with { type: 'json' };
import links from './links.json' with { type: 'json' };
import { vectorFiles } from './make/index.ts';
import type { EnvelopeCase } from './make/envelope-cases.ts';
import rfc from './rfc.json' with { type: 'json' };
import servers from './servers.json' with { type: 'json' };

const peer = (text: string): PeerId => asPeerId(text)!;

test('the committed files are what the generator writes', async () => {
	for (const [name, text] of Object.entries(await vectorFiles()))
		expect(readFileSync(new URL(name, import.meta.url), 'utf8') === text, name).toBe(true);
});

test('no two cases of a group have the same name', () => {
	for (const { valid, invalid } of [envelopes, boxes, certificates, invites, links, servers])
		for (const group of [valid, invalid]) {
			const names = group.map(({ name }) => name);
			expect(new Set(names).size).toBe(names.length);
		}
});

describe('known answers of the standards', () => {
	test.each(rfc.x25519.valid)('$name', ({ secret, publicKey, shared }) => {
		expect(hex(x25519.getSharedSecret(fromHex(secret), fromHex(publicKey)))).toBe(shared);
	});

	test.each(rfc.hpke.valid)('$name', async (known) => {
		const bytes = (text: string) => fromHex(text).buffer;
		const pair = await boxSuite.kem.deriveKeyPair(bytes(known.ikmR));
		expect(hex(new Uint8Array(await boxSuite.kem.serializePublicKey(pair.publicKey)))).toBe(known.publicKeyR);
		const sender = await boxSuite.createSenderContext({
			recipientPublicKey: await boxSuite.kem.deserializePublicKey(bytes(known.publicKeyR)),
			info: bytes(known.info),
			ekm: bytes(known.ikmE)
		});
		expect(hex(new Uint8Array(sender.enc))).toBe(known.enc);
		const sealed = await sender.seal(bytes(known.plaintext), bytes(known.aad));
		expect(hex(new Uint8Array(sealed))).toBe(known.ciphertext);
		const recipient = await boxSuite.createRecipientContext({
			recipientKey: await boxSuite.kem.deserializePrivateKey(bytes(known.secretR)),
			enc: bytes(known.enc),
			info: bytes(known.info)
		});
		const opened = await recipient.open(bytes(known.ciphertext), bytes(known.aad));
		expect(hex(new Uint8Array(opened))).toBe(known.plaintext);
	});

	test.each(rfc.bip39.valid)('$name', ({ entropy, phrase }) => {
		expect(phraseOfEntropy(fromHex(entropy))).toBe(phrase);
		expect(entropyOfPhrase(phrase)).toEqual(fromHex(entropy));
	});
});

const wireOf = ({ text, binary, repeat }: EnvelopeCase) => {
	if (binary !== undefined) return fromBase64url(binary);
	return repeat ? repeat[0].repeat(repeat[1]) : (text ?? '');
};

describe('envelopes', () => {
	test.each(envelopes.valid as unknown as EnvelopeCase[])('opens: $name', async (known) => {
		const said = await open(
			wireOf(known),
			known.now,
			known.reader === undefined ? undefined : peer(known.reader)
		);
		if (isRefusal(said)) throw new Error(`${said.rejected}: ${said.detail}`);
		const { bytes, certificate, ...fields } = said;
		expect(fields).toEqual(known.said);
		expect(certificate.root).toBe(said.from);
		expect(await open(bytes, known.now)).toEqual(said);
	});

	test.each(envelopes.invalid as unknown as EnvelopeCase[])('$rejected: $name', async (known) => {
		expect(
			await open(wireOf(known), known.now, known.reader === undefined ? undefined : peer(known.reader))
		).toMatchObject({
			rejected: known.rejected
		});
	});

	test('every kind has a vector in every way it travels', () => {
		const seen = new Set(
			(envelopes.valid as unknown as EnvelopeCase[]).map(({ said }) => {
				const travel = said?.['to'] === undefined ? 'kept' : said['seq'] === 0 ? 'live' : 'mail';
				return `${String(said?.['kind'])} ${travel}`;
			})
		);
		for (const [kind, { travels }] of Object.entries(messages))
			expect([...seen].some((name) => travels.some((travel) => name === `${kind} ${travel}`))).toBe(true);
	});
});

describe('boxes', () => {
	const openBox = ({ box, reader, keys }: (typeof boxes.invalid)[number] | (typeof boxes.valid)[number]) =>
		unseal(fromBase64url(box), peer(reader), (keyId) =>
			Promise.resolve(keys.filter(({ id }) => id === keyId).map(({ secret }) => fromBase64url(secret))[0])
		);

	test.each(boxes.valid)('opens: $name', async (known) => {
		expect(await openBox(known)).toEqual(fromBase64url(known.envelope));
	});

	test.each(boxes.invalid)('refuses: $name', async (known) => {
		expect(await openBox(known)).toMatchObject({ rejected: known.rejected });
	});
});

describe('identities', () => {
	test.each(identities.valid)('$name', async (known) => {
		const entropy = entropyOfPhrase(known.phrase);
		expect(entropy).toEqual(fromHex(known.entropy));
		const { root, vault } = keysOfEntropy(fromHex(known.entropy));
		expect([hex(root), hex(vault)]).toEqual([known.root, known.vault]);
		expect(peerIdOfRoot(root)).toBe(known.peer);
		expect(didKey(peer(known.peer))).toBe(known.did);
		expect(peerIdOfDid(known.did)).toBe(known.peer);
		expect(hex(publicKeyOf(fromHex(known.device)))).toBe(known.dev);
		expect(peerjsId(known.peer, known.dev)).toBe(known.peerjs);
		expect(await inboxKeyOf(fromHex(known.inboxSecret))).toEqual(known.inbox);
	});

	test.each(identities.codes)('$code', ({ a, b, code }) => {
		expect(compareCode(peer(a), peer(b))).toBe(code);
		expect(compareCode(peer(b), peer(a))).toBe(code);
	});

	test.each(identities.invalid)('refuses: $name', ({ did, phrase, problem }) => {
		if (did !== undefined) expect(peerIdOfDid(did)).toBeUndefined();
		else expect(entropyOfPhrase(phrase ?? '')).toMatchObject({ problem });
	});
});

describe('certificates', () => {
	test.each(certificates.valid)('holds: $name', async ({ text, at, certificate }) => {
		expect(await openCertificate(text, at)).toEqual({ ...certificate, text });
	});

	test.each(certificates.invalid)('refuses: $name', async ({ text, at }) => {
		expect(await openCertificate(text, at)).toMatchObject({ rejected: 'certificate' });
	});
});

describe('invites', () => {
	test.each(invites.valid)('$name', ({ encoded, invite, id, token, tokenHash: hash, guest, mac }) => {
		expect(decodeInvite(encoded)).toEqual(invite);
		expect(encodeInvite({ ...invite, v: 1, inviter: peer(invite.inviter) })).toBe(encoded);
		expect(inviteId(invite.secret)).toBe(id);
		expect(inviteToken(invite.secret)).toBe(token);
		expect(tokenHash(token)).toBe(hash);
		expect(inviteMac(invite.secret, peer(invite.inviter), peer(guest))).toBe(mac);
		expect(isInviteMac(mac, invite.secret, peer(invite.inviter), peer(guest))).toBe(true);
	});

	test.each(invites.invalid)('refuses: $name', ({ encoded, rejected }) => {
		expect(decodeInvite(encoded)).toMatchObject({ rejected });
	});

	test.each(invites.invalidMac)('refuses the proof: $name', ({ mac }) => {
		const { invite, guest } = invites.valid[0]!;
		expect(isInviteMac(mac, invite.secret, peer(invite.inviter), peer(guest))).toBe(false);
	});
});

describe('links', () => {
	const check = async (known: (typeof links.valid)[number]) => {
		const certificate = await openCertificate(known.certificate, links.now);
		if (isRefusal(certificate)) throw new Error(certificate.detail);
		const binding = { ...known.binding, idA: peer(known.binding.idA), idB: peer(known.binding.idB) };
		return checkBinding(known.proof, known.role === 'A' ? 'A' : 'B', binding, certificate);
	};

	test.each(links.valid)('holds: $name', async (known) => {
		expect(await check(known)).toBe(true);
	});

	test.each(links.invalid)('refuses: $name', async (known) => {
		expect(await check(known)).toBe(false);
	});

	test('the proof of key holds for the server that asked and for no other', async () => {
		const { relay, nonce, certificate, signature } = links.relay;
		const opened = await openCertificate(certificate, links.now);
		if (isRefusal(opened)) throw new Error(opened.detail);
		const holds = (name: string) =>
			verify(opened.dev, 'relay-auth', proofText(name, nonce), fromBase64url(signature));
		expect(await holds(relay)).toBe(true);
		expect(await holds('other.example')).toBe(false);
	});
});

describe('servers', () => {
	test.each(servers.valid)('holds: $name', async ({ body, said }) => {
		expect(await openServerDocument(JSON.stringify(body))).toEqual(said);
	});

	test.each(servers.invalid)('refuses: $name', async ({ body }) => {
		expect(await openServerDocument(JSON.stringify(body))).toBeUndefined();
	});

	test('a proof of one side of a link is none of the other', async () => {
		const { key, dialling, answering, nonces, dials, answers } = servers.link;
		const [first = '', second = ''] = nonces;
		const holds = (role: 'dials' | 'answers', proof: string) => {
			const text = linkText(role, { dialling, answering, nonces: [first, second] });
			return verify(key, LINK_DOMAIN, text, fromBase64url(proof));
		};
		expect(await Promise.all([holds('dials', dials), holds('answers', answers)])).toEqual([true, true]);
		expect(await Promise.all([holds('dials', answers), holds('answers', dials)])).toEqual([false, false]);
	});
});

test('lent bytes are copied: what the lender does to them later changes nothing', async () => {
	const [known] = envelopes.valid as unknown as EnvelopeCase[];
	const [head = '', tail = ''] = (known?.text ?? '').split('.');
	const payload = fromBase64url(head);
	const length = new Uint8Array(4);
	new DataView(length.buffer).setUint32(0, payload.length);
	const wire = Buffer.concat([new Uint8Array([1]), length, payload, fromBase64url(tail)]);
	const opening = open(wire, known?.now ?? 0);
	wire.fill(0);
	const said = await opening;
	if (isRefusal(said)) throw new Error(said.rejected);
	expect(base64url(said.bytes.subarray(5, -64))).toBe(head);
	expect(copy(said.bytes)).not.toBe(said.bytes);
});
