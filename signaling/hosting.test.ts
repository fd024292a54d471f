/**
 * What hosts copy must be true: the files in hosting/, the Dockerfile and the compose files name only settings there are,
 * the manual names all of them, and what goes into the image is all that the server needs to run.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from './testing.ts';
import { freePort } from './port-testing.ts';

const read = (path: string): string => readFileSync(path, 'utf8');
const all = (text: string, pattern: RegExp): string[] =>
	[...text.matchAll(pattern)].map(([, found]) => found ?? '');

/** Every variable the server reads. */
const settings = new Set([
	...all(read('signaling/config.ts'), /env\['([A-Z_]+)'\]/g),
	...all(read('signaling/config.ts'), /^\t\w+: '([A-Z][A-Z_]+)',?$/gm)
]);
/** Of Node, of npm's scripts in development, and of the files among themselves. */
const NOT_OURS = new Set(['NODE_ENV', 'SIGNALING_PORT', 'ELMNET_HOST', 'ELMNET_SERVERS', 'TURN_SECRET']);

const manual = read('signaling/README.md');
const sections = manual.split(/^## /m);
const tablesOf = (title: string): string => sections.find((section) => section.startsWith(title)) ?? '';

test('the manual has a row for every setting, and none for one that is not', () => {
	expect(settings.size).toBeGreaterThan(30);
	const rows = [
		...tablesOf('Settings').matchAll(/^\| (`[^|]+) \|/gm),
		...tablesOf('Limits').matchAll(/^\| (`[^|]+) \|/gm)
	];
	const named = rows.flatMap(([, cell]) => all(cell ?? '', /`([A-Z_]+)`/g));
	expect([...settings].filter((name) => !named.includes(name))).toEqual([]);
	expect(named.filter((name) => !settings.has(name))).toEqual([]);
});

test('the files that hosts copy name only settings there are', () => {
	const files = [
		'Dockerfile',
		'compose.yaml',
		'compose.cluster.yaml',
		...readdirSync('hosting').map((name) => `hosting/${name}`)
	];
	for (const file of files) {
		const text = read(file);
		const named = [
			...all(text, /^ENV (.+)$/gm).flatMap((line) => all(line, /([A-Z_]+)=/g)),
			...all(text, /^Environment=([A-Z_]+)=/gm),
			...all(text, /^ {4,6}([A-Z][A-Z_]+): /gm),
			...all(text, /-e ([A-Z_]+)=/g),
			...all(text, /^#\s+([A-Z]+_[A-Z_]+)=/gm)
		];
		expect(
			named.filter((name) => !settings.has(name) && !NOT_OURS.has(name)),
			file
		).toEqual([]);
	}
});

test('both proxies pass the name on and let nobody say who he is', () => {
	const nginx = read('hosting/nginx.conf');
	expect(nginx).toMatch(/proxy_set_header X-Forwarded-For \$remote_addr;/);
	expect(nginx).not.toContain('$proxy_add_x_forwarded_for');
	expect(nginx).toMatch(/proxy_set_header Host \$host;/);
	const caddy = read('hosting/Caddyfile').replace(/^\s*#.*$/gm, '');
	expect(caddy).not.toMatch(/trusted_proxies|header_up/);
});

const exitOf = (child: ChildProcess): Promise<number | null> =>
	new Promise((resolve) => child.on('exit', (code) => resolve(code)));

test('what the image takes over is enough: the server starts from it, is found healthy, and stops with 0', async () => {
	const { status, stderr } = spawnSync(process.execPath, ['signaling/bundle.mjs'], { encoding: 'utf8' });
	expect(status, stderr).toBe(0);
	const docker = read('Dockerfile');
	const folder = temporaryFolder();
	const inside = join(folder.path, 'elmnet');
	const data = join(folder.path, 'data');
	mkdirSync(data);
	for (const [, from = '', to = ''] of docker.matchAll(/^COPY --from=build \/elmnet\/(\S+) \.\/(\S*)$/gm)) {
		// The app is whatever has been built; the server starts without.
		if (from === 'build') continue;
		expect(existsSync(from), from).toBe(true);
		const target = join(inside, to === '' ? from : to);
		mkdirSync(dirname(target), { recursive: true });
		cpSync(from, target, { recursive: true });
	}
	const listOf = (word: string): string[] => {
		const [found = '[]'] = all(docker, new RegExp(`${word} (\\[.*\\])$`, 'gm')).slice(-1);
		return JSON.parse(found) as string[];
	};
	const [, ...args] = listOf('^CMD');
	const [, ...check] = listOf('^HEALTHCHECK .* CMD');
	const port = await freePort();
	const env = { PATH: process.env['PATH'], HOST: '0.0.0.0', PORT: String(port), DATA_DIR: data };
	const server = spawn(process.execPath, args, { cwd: inside, env, stdio: ['ignore', 'pipe', 'inherit'] });
	const stopped = exitOf(server);
	try {
		await new Promise((resolve, reject) => {
			server.stdout.once('data', resolve);
			void stopped.then((code) => reject(new Error(`ended with ${code}`)));
		});
		expect(spawnSync(process.execPath, check, { env }).status).toBe(0);
	} finally {
		server.kill('SIGTERM');
	}
	expect(await stopped).toBe(0);
	expect(spawnSync(process.execPath, check, { env }).status).toBe(1);
	folder.remove();
}, 60_000);

test('compose files name only images, files and networks there are', () => {
	for (const file of ['compose.yaml', 'compose.cluster.yaml']) {
		const text = read(file);
		for (const path of all(text, /- (\.\/[^:]+):/g)) expect(existsSync(path), path).toBe(true);
		const [, subnet = '?'] = /subnet: (\d+\.\d+\.\d+)\./.exec(text) ?? [];
		const proxies = [...all(text, /ipv4_address: (\S+)/g), ...all(text, /TRUSTED_PROXIES: (\S+)/g)];
		expect(new Set(proxies).size, file).toBe(1);
		expect(proxies[0]?.startsWith(`${subnet}.`), file).toBe(true);
	}
});
