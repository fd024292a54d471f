import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CRASH_LIMITS } from './crash.fixture.ts';
import { aBox, aDevice, aNode, soon, spawnServer, temporaryFolder, type TestNode } from './testing.ts';

/** Sends large boxes until one is refused; resolves with those acknowledged and the refusal. */
async function fillUp(node: TestNode, to: string) {
	const acknowledged: string[] = [];
	for (let i = 0; i < 500; i++) {
		const box = aBox(30_000);
		const answer = await node.ask({ ask: 'mail', to, exp: soon() + 3_600_000, box });
		if (answer.tell === 'refused') return { acknowledged, why: answer.why };
		acknowledged.push(box);
	}
	throw new Error('the disk never filled up');
}

async function waitingFor(node: TestNode, count: number) {
	const mails = [];
	for (let i = 0; i < count; i++) mails.push(await node.tell('mail'));
	await node.ask({ ask: 'ping' });
	expect(node.frames).toEqual([]);
	return mails;
}

/** The kernel itself refuses to let the file of a running process grow: what a full disk is to it, with EFBIG for ENOSPC. */
async function limitFiles(pid: number | undefined, bytes: number | 'unlimited'): Promise<void> {
	const limit = spawn('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:unlimited`], { stdio: 'inherit' });
	const code = await new Promise((resolve, reject) => limit.on('close', resolve).on('error', reject));
	expect(code).toBe(0);
}

test(
	'a disk that takes no more: refused as storage, nothing acknowledged lost, and it goes on when there is room',
	{ timeout: 90_000 },
	async () => {
		const folder = temporaryFolder();
		const env = { ...CRASH_LIMITS, DATA_DIR: folder.path };
		const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
		const server = await spawnServer(env);
		const sender = await aNode(server, ann);
		const before = aBox(30_000);
		await sender.ask({ ask: 'mail', to: bob.peer, exp: soon() + 3_600_000, box: before });
		const { size } = statSync(join(folder.path, 'elmnet.sqlite-wal'));
		await limitFiles(server.child.pid, size + 1_000_000);
		const { acknowledged, why } = await fillUp(sender, bob.peer);
		expect(why).toBe('storage');
		expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({ status: 'storage' });

		// Still refused, still there, still answering; what was acknowledged can be read meanwhile.
		expect((await fillUp(sender, bob.peer)).acknowledged).toEqual([]);
		const reader = await aNode(server, bob);
		const all = [before, ...acknowledged];
		expect((await waitingFor(reader, all.length)).map(({ box }) => box)).toEqual(all);
		await reader.close();

		await limitFiles(server.child.pid, 'unlimited');
		const after = aBox(30_000);
		expect(
			await sender.ask({ ask: 'mail', to: bob.peer, exp: soon() + 3_600_000, box: after })
		).toMatchObject({ tell: 'ok' });
		expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({ status: 'ok' });
		expect(await server.kill('SIGKILL')).toBeNull();

		const again = await spawnServer(env);
		const mails = await waitingFor(await aNode(again, bob), all.length + 1);
		expect(mails.map(({ box }) => box)).toEqual([...all, after]);
		expect(await again.kill('SIGTERM')).toBe(0);
		folder.remove();
	}
);

test(
	'the host’s own bound on the file is such a disk too, and what is received makes room',
	{ timeout: 60_000 },
	async () => {
		const folder = temporaryFolder();
		const server = await spawnServer({
			...CRASH_LIMITS,
			DATA_DIR: folder.path,
			MAX_STORED_BYTES: String(2 * 1024 * 1024)
		});
		const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
		const sender = await aNode(server, ann);
		const { acknowledged, why } = await fillUp(sender, bob.peer);
		expect(why).toBe('storage');
		expect(acknowledged.length).toBeGreaterThan(40);
		const reader = await aNode(server, bob);
		const mails = await waitingFor(reader, acknowledged.length);
		expect(mails.map(({ box }) => box)).toEqual(acknowledged);
		const mail = mails.slice(0, 10).map((one) => one.mail);
		expect(await reader.ask({ ask: 'received', mail })).toMatchObject({ tell: 'ok' });
		const box = aBox(30_000);
		expect(await sender.ask({ ask: 'mail', to: bob.peer, exp: soon(), box })).toMatchObject({ tell: 'ok' });
		expect((await reader.tell('mail')).box).toBe(box);
		expect(await server.kill('SIGTERM')).toBe(0);
		folder.remove();
	}
);
