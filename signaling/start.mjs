/**
 * `npm start` and `npm run dev`. Plain Node and nothing else, because on a fresh clone there is nothing else yet:
 * installs what the lockfile names, builds what is stale, then becomes the server. Running it again changes nothing.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundle, BUNDLE, isBundled, newest } from './bundle.mjs';
import { install } from './install.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** What the built app is made of. */
const SOURCES = ['src', 'static', 'svelte.config.js', 'vite.config.ts', 'package-lock.json'];
const LOCK = join(ROOT, '.elmnet', 'starting');
const DEV_PORT = '5173';
const DEV_SIGNALING_PORT = '8788';

/** @param {string} words */
function fail(words) {
	process.stderr.write(`${words}\n`);
	process.exit(1);
}

function isBuilt() {
	const builtAt = newest(join(ROOT, 'build', 'index.html'));
	return builtAt > 0 && SOURCES.every((source) => newest(join(ROOT, source)) <= builtAt);
}

/** What it says is kept, for whoever needs to know why it failed. @param {string[]} args @returns {Promise<{code: number, said: string}>} */
function node(args) {
	return new Promise((resolve) => {
		const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
		let said = '';
		for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
		child.on('error', (error) => resolve({ code: 127, said: error.message }));
		child.on('close', (code) => resolve({ code: code ?? 1, said }));
	});
}

async function build() {
	if (isBuilt()) return;
	process.stderr.write('Building the app…\n');
	const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
	const { code, said } = await node([vite, 'build']);
	if (code !== 0) fail(`${said}\nBuilding the app failed; the lines above say why.`);
}

/** @param {string} pid */
function isAlive(pid) {
	try {
		process.kill(Number(pid), 0);
		return true;
	} catch (error) {
		return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
	}
}

/** Whether the one who took the turn still lives. One without a name is just being written, unless it is old. */
function isHeld() {
	try {
		const holder = readFileSync(LOCK, 'utf8').trim();
		return holder === '' ? Date.now() - statSync(LOCK).mtimeMs < 2_000 : isAlive(holder);
	} catch {
		return true;
	}
}

/** Two starts at once take turns, so that neither builds under the other's feet. @param {() => Promise<void>} work */
async function inTurn(work) {
	mkdirSync(dirname(LOCK), { recursive: true, mode: 0o700 });
	for (;;) {
		try {
			writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
			break;
		} catch (error) {
			if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
			if (isHeld()) await sleep(200);
			else rmSync(LOCK, { force: true });
		}
	}
	const unlock = () => rmSync(LOCK, { force: true });
	process.once('exit', unlock);
	await work();
	unlock();
	process.off('exit', unlock);
}

async function serve() {
	await inTurn(async () => {
		install();
		await build();
		if (!isBundled()) await bundle();
	});
	// In this very process: signals and exit codes are the server's own.
	await import(pathToFileURL(BUNDLE).href);
}

async function develop() {
	await inTurn(() => Promise.resolve(install()));
	const port = process.env['PORT'] ?? DEV_PORT;
	const signalingPort = process.env['SIGNALING_PORT'] ?? DEV_SIGNALING_PORT;
	process.env['SIGNALING_URL'] = `http://127.0.0.1:${signalingPort}`;
	const env = {
		...process.env,
		PORT: signalingPort,
		DATA_DIR: process.env['DATA_DIR'] ?? join('.elmnet', 'dev')
	};
	const signaling = spawn(process.execPath, ['--import', 'tsx', 'signaling/main.ts'], {
		cwd: ROOT,
		stdio: ['ignore', 'ignore', 'inherit'],
		env
	});
	const { createServer } = await import('vite');
	const vite = await createServer({
		root: ROOT,
		logLevel: 'warn',
		server: { port: Number(port), strictPort: true }
	}).catch((error) => {
		signaling.kill();
		throw error;
	});
	signaling.on('exit', (code) => {
		void vite.close().finally(() => process.exit(code ?? 1));
	});
	for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
		process.on(signal, () => signaling.kill(signal));
	await vite.listen().catch((error) => {
		signaling.kill();
		fail(error.message);
	});
	process.stdout.write(`Elmnet is at http://localhost:${port} and follows your changes\n`);
}

process.chdir(ROOT);
process.env['TSX_TSCONFIG_PATH'] = join(ROOT, 'signaling', 'tsconfig.json');
await (process.argv.includes('--dev') ? develop() : serve());
