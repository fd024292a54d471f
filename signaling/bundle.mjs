/**
 * Makes the server one file, `.elmnet/server.mjs`: it starts faster and takes some 30 MB less than when its TypeScript is
 * read as it runs. Everything is inside but the database's native part. `npm start` and the Dockerfile use it. Beside it
 * lies `backup.mjs`, made the same way, for where there is nothing but these two. Each takes its place when it is whole:
 * what runs it meanwhile runs the one before. With `--if-stale` nothing is done where both are younger than their sources.
 */
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
export const BUNDLE = join(ROOT, '.elmnet', 'server.mjs');
const SOURCES = ['signaling', join('src', 'lib', 'protocol'), 'package.json', 'package-lock.json'];

/** @param {string} path @returns {number} */
export function newest(path) {
	try {
		const found = statSync(path);
		if (!found.isDirectory()) return found.mtimeMs;
		return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
	} catch {
		return 0;
	}
}

/** Whether the file is there and younger than all it was made of. */
export function isBundled() {
	const bundledAt = existsSync(BUNDLE) ? newest(BUNDLE) : 0;
	return bundledAt > 0 && SOURCES.every((source) => newest(join(ROOT, source)) <= bundledAt);
}

export async function bundle() {
	await one('backup', 'backup-command.ts');
	// Last: its age is what isBundled goes by.
	await one('server', 'main.ts');
}

/** @param {string} name @param {string} entry */
async function one(name, entry) {
	const { build } = await import('vite');
	const making = join(dirname(BUNDLE), `making-${process.pid}`);
	await build({
		root: ROOT,
		configFile: false,
		publicDir: false,
		logLevel: 'warn',
		// Optional native parts of `ws` that are not installed, and the database, which is native.
		ssr: { noExternal: true, external: ['better-sqlite3', 'bufferutil', 'utf-8-validate'] },
		build: {
			ssr: join(ROOT, 'signaling', entry),
			outDir: making,
			target: 'node20',
			minify: false,
			rolldownOptions: { output: { entryFileNames: `${name}.mjs`, codeSplitting: false } }
		}
	});
	renameSync(join(making, `${name}.mjs`), join(dirname(BUNDLE), `${name}.mjs`));
	rmSync(making, { recursive: true });
}

const isStale = () => !process.argv.includes('--if-stale') || !isBundled();
if (process.argv[1] === fileURLToPath(import.meta.url) && isStale()) await bundle();
