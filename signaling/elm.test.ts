import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { base64url } from '#lib/protocol/bytes.ts';
import type { Device } from '#lib/protocol/identity.ts';
import { tokenHash } from '#lib/protocol/invite.ts';
import { CLOSE } from '#lib/protocol/relay.ts';
import {
	aBox,
	aDevice,
	aNode,
	idOf,
	proofOf,
	random,
	soon,
	TestNode,
	testServer,
	type TestServer
} from './testing.ts';

let server: TestServer;
let ann: Device;
let bob: Device;
beforeEach(async () => {
	[server, ann, bob] = await Promise.all([testServer(), aDevice(), aDevice()]);
});
afterEach(() => server.close());

const newNode = () => new TestNode(`${server.url}/elm`);

describe('proof of key', () => {
	test('a signature over the challenge is accepted', async () => {
		const node = newNode();
		expect(await node.prove(ann)).toMatchObject({ tell: 'ok' });
	});

	test('the challenge names the host that was dialled', async () => {
		expect(await newNode().tell('challenge')).toMatchObject({ relay: `localhost:${server.port}` });
	});

	test("another device's signature is refused and the socket closed", async () => {
		const node = newNode();
		const { relay, nonce } = await node.tell('challenge');
		const signature = await proofOf(bob, relay, nonce);
		const answer = await node.ask({ ask: 'prove', certificate: ann.certificate, signature });
		expect(answer).toMatchObject({ why: 'bad-proof' });
		expect((await node.closed).code).toBe(CLOSE.badProof);
	});

	test('a proof heard on one socket is worth nothing on another', async () => {
		const first = newNode();
		const { relay, nonce } = await first.tell('challenge');
		const proof = {
			ask: 'prove',
			certificate: ann.certificate,
			signature: await proofOf(ann, relay, nonce)
		} as const;
		expect(await first.ask(proof)).toMatchObject({ tell: 'ok' });
		const second = newNode();
		await second.tell('challenge');
		expect(await second.ask(proof)).toMatchObject({ why: 'bad-proof' });
	});

	test('a proof made for another server is refused', async () => {
		const node = newNode();
		const { nonce } = await node.tell('challenge');
		const signature = await proofOf(ann, 'evil.example', nonce);
		expect(await node.ask({ ask: 'prove', certificate: ann.certificate, signature })).toMatchObject({
			why: 'bad-proof'
		});
	});

	test('without a proof nothing but knocking is heard', async () => {
		const node = newNode();
		const answer = await node.ask({ ask: 'mail', to: bob.peer, exp: soon(), box: aBox() });
		expect(answer).toMatchObject({ why: 'not-proved' });
		expect(await node.ask({ ask: 'ping' })).toMatchObject({ tell: 'ok' });
	});

	test('who proves nothing in time is closed', async () => {
		const hasty = await testServer({ PROOF_MS: '50' });
		const node = new TestNode(`${hasty.url}/elm`);
		expect((await node.closed).code).toBe(CLOSE.notProved);
		await hasty.close();
	});

	test('what is said right after the proof is heard after it', async () => {
		const node = newNode();
		const { relay, nonce } = await node.tell('challenge');
		node.send({
			ask: 'prove',
			n: 100,
			certificate: ann.certificate,
			signature: await proofOf(ann, relay, nonce)
		});
		expect(await node.ask({ ask: 'mail', to: bob.peer, exp: soon(), box: aBox() })).toMatchObject({
			tell: 'ok'
		});
	});
});

describe('mail', () => {
	test('waits for a sleeper and comes again at every proof until it is received', async () => {
		const box = aBox();
		const sender = await aNode(server, ann);
		expect(await sender.ask({ ask: 'mail', to: bob.peer, exp: soon(), box })).toMatchObject({ tell: 'ok' });
		const first = await aNode(server, bob);
		expect((await first.tell('mail')).box).toBe(box);
		await first.close();
		const second = await aNode(server, bob);
		const again = await second.tell('mail');
		expect(again.box).toBe(box);
		expect(await second.ask({ ask: 'received', mail: [again.mail] })).toMatchObject({ tell: 'ok' });
		await second.close();
		const third = await aNode(server, bob);
		await third.ask({ ask: 'ping' });
		expect(third.frames).toEqual([]);
	});

	test('reaches who is there at once, in order', async () => {
		const [sender, reader] = await Promise.all([aNode(server, ann), aNode(server, bob)]);
		const boxes = Array.from({ length: 30 }, () => aBox());
		await Promise.all(boxes.map((box) => sender.ask({ ask: 'mail', to: bob.peer, exp: soon(), box })));
		const heard: string[] = [];
		for (const _ of boxes) heard.push((await reader.tell('mail')).box);
		expect(heard).toEqual(boxes);
	});

	test('the same box twice is kept once', async () => {
		const box = aBox();
		const sender = await aNode(server, ann);
		for (let i = 0; i < 2; i++)
			expect(await sender.ask({ ask: 'mail', to: bob.peer, exp: soon(), box })).toMatchObject({ tell: 'ok' });
		const reader = await aNode(server, bob);
		await reader.tell('mail');
		await reader.ask({ ask: 'ping' });
		expect(reader.frames).toEqual([]);
	});

	test("nobody deletes another's mail", async () => {
		const sender = await aNode(server, ann);
		await sender.ask({ ask: 'mail', to: bob.peer, exp: soon(), box: aBox() });
		const reader = await aNode(server, bob);
		const { mail } = await reader.tell('mail');
		await sender.ask({ ask: 'received', mail: [mail] });
		await reader.close();
		expect((await (await aNode(server, bob)).tell('mail')).mail).toBe(mail);
	});

	test('a sender over its share of a mailbox is told so and nothing is stored', async () => {
		const small = await testServer({ MAIL_PER_SENDER: '2' });
		const sender = await aNode(small, ann);
		const send = (to: string) => sender.ask({ ask: 'mail', to, exp: soon(), box: aBox() });
		await send(bob.peer);
		await send(bob.peer);
		expect(await send(bob.peer)).toMatchObject({ why: 'quota' });
		expect(await send(ann.peer)).toMatchObject({ tell: 'ok' });
		await small.close();
	});

	test('a full disk refuses in words, receiving makes room, and the server lives', async () => {
		const small = await testServer({ MAX_STORED_BYTES: '1' });
		const sender = await aNode(small, ann);
		const answers = await Promise.all(
			Array.from({ length: 12 }, () =>
				sender.ask({ ask: 'mail', to: bob.peer, exp: soon(), box: aBox(67_000) })
			)
		);
		expect(answers.filter(({ tell }) => tell === 'refused')[0]).toMatchObject({ why: 'storage' });
		const stored = answers.filter(({ tell }) => tell === 'ok').length;
		const reader = await aNode(small, bob);
		for (let i = 0; i < stored; i++)
			expect(await reader.ask({ ask: 'received', mail: [(await reader.tell('mail')).mail] })).toMatchObject({
				tell: 'ok'
			});
		expect(await sender.ask({ ask: 'mail', to: bob.peer, exp: soon(), box: aBox() })).toMatchObject({
			tell: 'ok'
		});
		await small.close();
	});

	test('whoever sends faster than the rate is refused with a time to come back', async () => {
		const strict = await testServer({ MAIL_PER_MINUTE: '3' });
		const sender = await aNode(strict, ann);
		const answers = [];
		for (let i = 0; i < 4; i++)
			answers.push(await sender.ask({ ask: 'mail', to: bob.peer, exp: soon(), box: aBox() }));
		expect(answers.map(({ tell }) => tell)).toEqual(['ok', 'ok', 'ok', 'refused']);
		expect(answers[3]).toMatchObject({ why: 'rate', retryMs: expect.any(Number) });
		await strict.close();
	});
});

test('a box larger than any class is refused as too large', async () => {
	const sender = await aNode(server, ann);
	const answer = await sender.ask({ ask: 'mail', to: bob.peer, exp: soon(), box: aBox(68_000) });
	expect(answer).toMatchObject({ why: 'too-large' });
});

describe('forwarding', () => {
	test('hands a box to every open tab and names who proved, whatever the frame says', async () => {
		const [sender, tab, otherTab] = await Promise.all([
			aNode(server, ann),
			aNode(server, bob),
			aNode(server, bob)
		]);
		const box = aBox();
		sender.send({ ask: 'forward', n: 9, to: bob.peer, from: bob.peer, box });
		for (const reader of [tab, otherTab])
			expect(await reader.tell('forwarded')).toEqual({ tell: 'forwarded', from: ann.peer, box });
	});

	test('to somebody without an open tab is refused as absent', async () => {
		const sender = await aNode(server, ann);
		expect(await sender.ask({ ask: 'forward', to: bob.peer, box: aBox() })).toMatchObject({ why: 'absent' });
	});
});

describe('presence', () => {
	test('tells how things stand, and every change', async () => {
		const watcher = await aNode(server, ann);
		await watcher.ask({ ask: 'watch', peers: [bob.peer] });
		expect(await watcher.tell('presence')).toMatchObject({ peer: bob.peer, devices: [] });
		const other = await aNode(server, bob);
		expect(await watcher.tell('presence')).toMatchObject({ peer: bob.peer, devices: [idOf(bob)] });
		await other.close();
		expect(await watcher.tell('presence')).toMatchObject({ peer: bob.peer, devices: [] });
	});
});

describe('invites', () => {
	const anInvite = () => {
		const token = base64url(random(16));
		return { token, hash: tokenHash(token) };
	};

	test('fifty guests at once: one wins, the others hear that it is spent', async () => {
		const { token, hash } = anInvite();
		const host = await aNode(server, ann);
		await host.ask({ ask: 'invite', hash, uses: 1, exp: soon() });
		const guest = newNode();
		await guest.tell('challenge');
		const answers = await Promise.all(
			Array.from({ length: 50 }, () => guest.ask({ ask: 'redeem', token, box: aBox() }))
		);
		expect(answers.filter(({ tell }) => tell === 'ok')).toHaveLength(1);
		expect(
			answers.filter((answer) => answer.tell === 'refused' && answer.why === 'invite-spent')
		).toHaveLength(49);
		await host.tell('mail');
		await host.ask({ ask: 'ping' });
		expect(host.frames).toEqual([]);
	});

	test('a guest without a key knocks while the host sleeps, and the host finds the box', async () => {
		const { token, hash } = anInvite();
		const host = await aNode(server, ann);
		expect(await host.ask({ ask: 'invite', hash, uses: 2, exp: soon() })).toMatchObject({ uses: 2 });
		await host.close();
		const box = aBox();
		expect(await newNode().ask({ ask: 'redeem', token, box })).toMatchObject({ tell: 'ok', uses: 1 });
		expect((await (await aNode(server, ann)).tell('mail')).box).toBe(box);
	});

	test('asking again with the same box spends nothing more', async () => {
		const { token, hash } = anInvite();
		await (await aNode(server, ann)).ask({ ask: 'invite', hash, uses: 2, exp: soon() });
		const box = aBox();
		const guest = newNode();
		for (let i = 0; i < 2; i++)
			expect(await guest.ask({ ask: 'redeem', token, box })).toMatchObject({ uses: 1 });
	});

	test('a withdrawn invite is unknown; only its owner withdraws it', async () => {
		const { token, hash } = anInvite();
		const [host, other] = await Promise.all([aNode(server, ann), aNode(server, bob)]);
		await host.ask({ ask: 'invite', hash, uses: 1, exp: soon() });
		expect(await other.ask({ ask: 'revoke', hash })).toMatchObject({ why: 'invite-unknown' });
		expect(await host.ask({ ask: 'revoke', hash })).toMatchObject({ tell: 'ok' });
		expect(await newNode().ask({ ask: 'redeem', token, box: aBox() })).toMatchObject({
			why: 'invite-unknown'
		});
	});

	test('an unknown token is refused', async () => {
		const answer = await newNode().ask({ ask: 'redeem', token: anInvite().token, box: aBox() });
		expect(answer).toMatchObject({ why: 'invite-unknown' });
	});
});
