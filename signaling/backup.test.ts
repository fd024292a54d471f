import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Device } from '#lib/protocol/identity.ts';
import { CRASH_LIMITS } from './crash.fixture.ts';
import { aBox, aDevice, aNode, soon, spawnServer, temporaryFolder, type TestNode } from './testing.ts';

let folder: ReturnType<typeof temporaryFolder>;
let data = '';
let kept = '';
beforeEach(() => {
	folder = temporaryFolder();
	[data, kept] = [join(folder.path, 'data'), join(folder.path, 'backups')];
});
afterEach(() => folder.remove());

/** As its host runs it. */
function command(...args: string[]): Promise<{ code: number | null; said: string }> {
	return new Promise((resolve) => {
		const child = spawn(process.execPath, ['signaling/backup.mjs', ...args], {
			env: { ...process.env, DATA_DIR: data },
			stdio: ['ignore', 'pipe', 'pipe']
		});
		let said = '';
		for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
		child.on('close', (code) => resolve({ code, said }));
	});
}

const start = (dataDir = data) => spawnServer({ ...CRASH_LIMITS, DATA_DIR: dataDir });

/** Sends until told to stop; notes each box in the order it was acknowledged. */
async function sendOn(node: TestNode, to: string, acknowledged: string[], isOver: () => boolean) {
	const lane = async () => {
		while (!isOver()) {
			const box = aBox();
			const answer = await node.ask({ ask: 'mail', to, exp: soon() + 3_600_000, box });
			if (answer.tell === 'ok') acknowledged.push(box);
		}
	};
	await Promise.all(Array.from({ length: 32 }, lane));
}

/** All that waits for a device at the server of a folder. */
async function mailIn(dataDir: string, reader: Device): Promise<Set<string>> {
	const server = await start(dataDir);
	const node = await aNode(server, reader);
	const boxes = new Set<string>();
	// A mark of our own behind all that waited: mail comes in order.
	const last = aBox();
	await node.ask({ ask: 'mail', to: reader.peer, exp: soon(), box: last });
	for (let box = (await node.tell('mail')).box; box !== last; box = (await node.tell('mail')).box)
		boxes.add(box);
	expect(await server.kill('SIGTERM')).toBe(0);
	return boxes;
}

test(
	'a backup taken under load brings back everything acknowledged before it began',
	{ timeout: 90_000 },
	async () => {
		const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
		const server = await start();
		const acknowledged: string[] = [];
		let isOver = false;
		const sending = sendOn(await aNode(server, ann), bob.peer, acknowledged, () => isOver);
		while (acknowledged.length < 500) await new Promise((resolve) => setImmediate(resolve));
		const before = acknowledged.slice();
		const { code, said } = await command(kept);
		expect([code, said]).toEqual([0, expect.stringContaining('checked')]);
		expect(acknowledged.length).toBeGreaterThan(before.length);
		isOver = true;
		await sending;
		expect(await server.kill('SIGTERM')).toBe(0);

		const [name = ''] = readdirSync(kept);
		expect(readdirSync(join(kept, name)).sort()).toEqual(
			expect.arrayContaining(['elmnet.sqlite', 'server.key'])
		);
		expect(statSync(join(kept, name)).mode & 0o077).toBe(0);
		expect(readdirSync(data).filter((one) => one.startsWith('copy-') || one.endsWith('.sock'))).toEqual([]);
		const restored = join(folder.path, 'restored');
		mkdirSync(restored);
		cpSync(join(kept, name), restored, { recursive: true });
		const found = await mailIn(restored, bob);
		expect(before.filter((box) => !found.has(box))).toEqual([]);
	}
);

test('a server that does not run is backed up too, and looked through', { timeout: 60_000 }, async () => {
	const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
	const server = await start();
	const node = await aNode(server, ann);
	await node.ask({ ask: 'mail', to: bob.peer, exp: soon(), box: aBox() });
	await server.kill('SIGKILL');
	expect(await command('--check')).toMatchObject({
		code: 0,
		said: expect.stringContaining('1 boxes of mail')
	});
	expect(await command(kept)).toMatchObject({ code: 0 });
	expect(readdirSync(kept)).toHaveLength(1);
});

test('of a damaged database no backup is kept, and its host hears why', { timeout: 60_000 }, async () => {
	const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
	const server = await start();
	const node = await aNode(server, ann);
	const box = aBox();
	await node.ask({ ask: 'mail', to: bob.peer, exp: soon(), box });
	await server.kill('SIGTERM');
	const path = join(data, 'elmnet.sqlite');
	const bytes = readFileSync(path);
	const at = bytes.indexOf(Buffer.from(box, 'base64url')) + 100;
	bytes[at] = (bytes[at] ?? 0) ^ 1;
	writeFileSync(path, bytes);
	const { code, said } = await command(kept);
	expect(code).toBe(1);
	expect(said).toContain('mark does not fit');
	expect(readdirSync(kept)).toEqual([]);
	expect((await command('--check')).code).toBe(1);
});

test('where there is nothing to keep, and nowhere to keep it, is said in words', async () => {
	expect(await command(kept)).toMatchObject({ code: 1, said: expect.stringContaining('DATA_DIR') });
	expect(existsSync(data)).toBe(false);
	expect(await command()).toMatchObject({ code: 1, said: expect.stringContaining('npm run backup') });
});
