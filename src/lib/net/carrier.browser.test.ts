import { afterEach, describe, expect, test } from 'vitest';
import { base64url } from '#lib/protocol/bytes.ts';
import { aMember, type Ground, type TestMember } from './carrier.fixture.ts';
import { randomBytes } from './test-peers.ts';

const opened: { close(): void }[] = [];
afterEach(() => {
	for (const one of opened.splice(0)) one.close();
});

const aGround = (): Ground => ({
	community: base64url(randomBytes(32)),
	key: randomBytes(32),
	members: new Set()
});

async function member(ground: Ground, clock?: number): Promise<TestMember> {
	const made = await aMember(ground, clock);
	opened.push(made);
	return made;
}

const has = (one: TestMember, text: string) => one.until(() => one.held.includes(text));

describe('carried live', () => {
	test('entries go both ways, who comes later is told what there is, and cursors are seen and go', async () => {
		const ground = aGround();
		const [ann, bob] = [await member(ground), await member(ground)];
		const { text: first } = await ann.post('the owls are back');
		await has(bob, first);
		const { text: second } = await bob.post('in the elm?');
		await has(ann, second);
		const cat = await member(ground);
		await Promise.all([has(cat, first), has(cat, second)]);
		const page = base64url(randomBytes(32));
		cat.carrier.present({ page, from: 3, to: 7 });
		await ann.until(() => ann.present.length === 1);
		expect(ann.present).toEqual([{ peer: cat.device.peer, dev: cat.device.dev, page, from: 3, to: 7 }]);
		cat.carrier.present(null);
		await ann.until(() => ann.present.length === 0);
		expect([ann, bob, cat].flatMap(({ faults }) => faults)).toEqual([]);
	});

	test('a room that was left is entered again at once', async () => {
		const ground = aGround();
		const [ann, bob] = [await member(ground), await member(ground)];
		const { text: first } = await ann.post('once');
		await has(bob, first);
		bob.reopen();
		const { text: second } = await ann.post('twice');
		await has(bob, second);
	});

	test('whoever is no member is not linked, though they have the key', async () => {
		const ground = aGround();
		const [ann, bob] = [await member(ground), await member(ground)];
		const eve = await member(ground);
		ground.members.delete(eve.device.peer);
		const { text } = await ann.post('between us');
		await has(bob, text);
		expect(ann.carrier.peers).toEqual([bob.device.peer]);
		expect(eve.held).toEqual([]);
	});

	test('as the clock goes on everybody moves to the next room, and what was in the making comes along', async () => {
		const ground = aGround();
		const [ann, bob] = [await member(ground, 500), await member(ground, 500)];
		const { text: first } = await ann.post('before', 511);
		await has(bob, first);
		const { text: second } = await ann.post('after', 512);
		await has(bob, second);
		const cat = await member(ground, 512);
		await has(cat, second);
		expect(cat.held).not.toContain(first);
	});
});
