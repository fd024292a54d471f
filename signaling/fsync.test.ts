/** The system calls of a real server, as they complete: nothing is acknowledged before it lies on the disk. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CRASH_LIMITS } from './crash.fixture.ts';
import { aBox, aDevice, aNode, serverFile, soon, temporaryFolder } from './testing.ts';

/** A server as its host runs it, its calls written to a file; started by strace, which may then watch it anywhere. */
async function tracedServer(dataDir: string, file: string) {
	const calls = 'fsync,fdatasync,pwrite64,pwritev,write,writev,sendto,sendmsg';
	const strace = ['-f', '--seccomp-bpf', '-y', '-s', '4096', '-e', `trace=${calls}`, '-o', file];
	const child = spawn('strace', [...strace, process.execPath, await serverFile()], {
		env: {
			...process.env,
			...CRASH_LIMITS,
			PORT: '0',
			DATA_DIR: dataDir
		},
		stdio: ['ignore', 'pipe', 'inherit']
	});
	const ended = new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
	const url = await new Promise<string>((resolve, reject) => {
		child.stdout.on('data', (chunk) => resolve(/http:\S+/.exec(String(chunk))?.[0] ?? ''));
		void ended.then((code) => reject(new Error(`strace ended with ${String(code)}`)), reject);
	});
	const lines = () => readFileSync(file, 'utf8').split('\n');
	const stop = async () => {
		// The first process that strace saw is the server.
		process.kill(Number.parseInt(lines()[0] ?? '', 10), 'SIGTERM');
		expect(await ended).toBe(0);
		return lines();
	};
	return { url, stop };
}

test(
	'for every mail, what was written to the log is synced before its acknowledgement is written to the socket',
	{ timeout: 60_000 },
	async () => {
		const folder = temporaryFolder();
		const server = await tracedServer(join(folder.path, 'data'), join(folder.path, 'trace'));
		const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
		const sender = await aNode(server, ann);
		const boxes = Array.from({ length: 60 }, () => aBox());
		// Some together, so that they share a commit, some alone.
		for (let i = 0; i < boxes.length; i += 1 + (i % 5))
			await Promise.all(
				boxes
					.slice(i, i + 1 + (i % 5))
					.map((box) => sender.ask({ ask: 'mail', to: bob.peer, exp: soon(), box }))
			);
		const lines = await server.stop();

		let [unsynced, syncs, acknowledged] = [false, 0, 0];
		for (const line of lines) {
			// A call of one thread may be cut in two by another's: it is over where it is resumed.
			const isOver = !line.includes('<unfinished ...>');
			if (/(pwrite64|pwritev|write)\(\d+<[^>]*-wal>/.test(line)) unsynced = true;
			if (isOver && /(fdatasync|fsync)(\(\d+<[^>]*-wal>| resumed>)/.test(line)) {
				expect(line).toMatch(/= 0$/);
				unsynced = false;
				syncs++;
			}
			const told = (line.match(/\\"tell\\":\\"ok\\"/g) ?? []).length;
			if (told > 0 && /(write|writev|sendto|sendmsg)\(\d+<(socket|TCP)/.test(line)) {
				expect(unsynced).toBe(false);
				acknowledged += told;
			}
		}
		// The proof of key is acknowledged too.
		expect(acknowledged).toBe(1 + boxes.length);
		expect(syncs).toBeGreaterThan(10);
		folder.remove();
	}
);
