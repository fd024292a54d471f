import { afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { aNode, type TestNode, type TestNodeOptions } from './test-mesh.ts';

const server = new URL(inject('signalingUrl'));
const control = (order: 'stop' | 'start') =>
	fetch(`${inject('signalingControl')}/${order}`, { method: 'POST' });
const opened: TestNode[] = [];
const bytes = (...values: number[]) => new Uint8Array(values);

async function node(options: Partial<TestNodeOptions> = {}): Promise<TestNode> {
	const made = await aNode({ server, openSocket: (url) => new WebSocket(url), ...options });
	opened.push(made);
	return made;
}

/** Two nodes that want each other. */
async function friends(options: Partial<TestNodeOptions> = {}): Promise<[TestNode, TestNode]> {
	const [a, b] = [await node(options), await node(options)];
	a.mesh.setWanted([b.peer]);
	b.mesh.setWanted([a.peer]);
	return [a, b];
}

beforeAll(() => control('start').then(() => undefined));
afterEach(() => {
	for (const { mesh } of opened.splice(0)) mesh.close();
});

describe('mesh in the browser', () => {
	test('two that want each other get a direct link and exchange boxes over it', async () => {
		const [a, b] = await friends();
		await Promise.all([a.reaches(b.peer, 'direct'), b.reaches(a.peer, 'direct')]);
		await a.mesh.send(b.peer, bytes(1, 2, 3));
		expect(await b.box()).toEqual({ box: bytes(1, 2, 3), via: { peer: a.peer, over: 'direct' } });
	});

	test('when only one of them wants the other there is no direct link, and the relay still carries', async () => {
		const [a, b] = [await node(), await node()];
		a.mesh.setWanted([b.peer]);
		await a.reaches(b.peer, 'relay');
		await a.mesh.send(b.peer, bytes(7));
		expect((await b.box()).via).toEqual({ peer: a.peer, over: 'relay' });
		expect(b.mesh.reach(a.peer)).toBe('mailbox');
	});

	test('with direct links not allowed everything goes over the relay', async () => {
		const [a, b] = await friends({ allowDirect: false });
		await Promise.all([a.reaches(b.peer, 'relay'), b.reaches(a.peer, 'relay')]);
		await b.mesh.send(a.peer, bytes(9));
		expect((await a.box()).via).toEqual({ peer: b.peer, over: 'relay' });
	});

	test('a page that goes is seen at once, and is back after it resumes', async () => {
		const [a, b] = await friends();
		await a.reaches(b.peer, 'direct');
		b.mesh.farewell();
		await a.reaches(b.peer, 'mailbox');
		b.mesh.resume();
		await a.reaches(b.peer, 'direct');
		await a.mesh.send(b.peer, bytes(4));
		expect((await b.box()).via.over).toBe('direct');
	});

	test('the server dies and returns: the open link goes on, new ones are made again', async () => {
		const [a, b] = await friends();
		await Promise.all([a.reaches(b.peer, 'direct'), b.reaches(a.peer, 'direct')]);
		const gone = Promise.all([a.server('offline'), b.server('offline')]);
		await control('stop');
		await gone;
		await a.mesh.send(b.peer, bytes(5));
		expect(await b.box()).toEqual({ box: bytes(5), via: { peer: a.peer, over: 'direct' } });
		const c = await node();
		await control('start');
		await Promise.all([a.server('online'), b.server('online')]);
		c.mesh.setWanted([a.peer]);
		a.mesh.setWanted([b.peer, c.peer]);
		await c.reaches(a.peer, 'direct');
		expect(a.mesh.reach(b.peer)).toBe('direct');
	});

	test('five bad envelopes close the link and keep it closed, in words', async () => {
		const [a, b] = await friends();
		await Promise.all([a.reaches(b.peer, 'direct'), b.reaches(a.peer, 'direct')]);
		for (let i = 0; i < 5; i++) a.mesh.blame(b.peer);
		await b.reaches(a.peer, 'relay');
		expect(a.mesh.trouble(b.peer)).toBe('bad-envelopes');
		expect(a.mesh.reach(b.peer)).toBe('relay');
	});
});
