/** The topic directory as nodes ask for it over their socket. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { base64url } from '#lib/protocol/bytes.ts';
import type { Device } from '#lib/protocol/identity.ts';
import { MAX_LISTINGS } from '#lib/protocol/limits.ts';
import { aDevice, random, TestNode, testServer, type TestServer } from './testing.ts';

let server: TestServer;
let ann: Device;
let bob: Device;
beforeEach(async () => {
	[server, ann, bob] = await Promise.all([testServer(), aDevice(), aDevice()]);
});
afterEach(() => server.close());

const newNode = () => new TestNode(`${server.url}/elm`);
const card = `AAAA.${'A'.repeat(86)}`;

test('a peer lists so many communities, and is told that one more is too many', async () => {
	const [node, other] = [newNode(), newNode()];
	await node.prove(ann);
	await other.prove(bob);
	const listed = async (community = base64url(random(32))) =>
		node.ask({ ask: 'list', community, card, cells: [7] });
	const first = base64url(random(32));
	expect(await listed(first)).toMatchObject({ tell: 'ok' });
	for (let more = 1; more < MAX_LISTINGS; more++) expect(await listed()).toMatchObject({ tell: 'ok' });
	expect(await listed()).toMatchObject({ tell: 'refused', why: 'quota' });
	expect(await node.ask({ ask: 'publish', card, cells: [7] }), 'its own card all the same').toMatchObject({
		tell: 'ok'
	});
	await node.ask({ ask: 'list', community: first, cells: [] });
	expect(await listed()).toMatchObject({ tell: 'ok' });
	const found = await other.ask({ ask: 'find', cells: [7], kind: 'community' });
	expect(found.tell === 'ok' && found.cards).toHaveLength(MAX_LISTINGS);
	expect(await other.ask({ ask: 'find', cells: [7] })).toMatchObject({ cards: [card] });
});

test('who has proved nothing lists nothing and finds nothing', async () => {
	const node = newNode();
	const community = base64url(random(32));
	expect(await node.ask({ ask: 'list', community, card, cells: [7] })).toMatchObject({
		why: 'not-proved'
	});
	expect(await node.ask({ ask: 'find', cells: [7], kind: 'community' })).toMatchObject({
		why: 'not-proved'
	});
});
