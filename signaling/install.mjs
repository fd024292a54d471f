/** Makes sure the packages of package-lock.json are there; used by every command of the README. Plain Node, nothing imported. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Installs when node_modules is absent or holds other versions than the lock file names. Ends the process, in words, when it cannot. */
export function install() {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	if (major < 20 || (major === 20 && minor < 19)) {
		console.error(
			`Elmnet needs Node 20.19 or newer; this is ${process.versions.node}. See https://nodejs.org`
		);
		process.exit(1);
	}
	if (installed()) return;
	console.log('Installing packages (about a minute, once) …');
	const { status, stdout, stderr } = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], {
		cwd: root,
		encoding: 'utf8',
		shell: process.platform === 'win32'
	});
	if (status === 0) return;
	console.error(`${stdout ?? ''}${stderr ?? ''}`);
	console.error('The packages could not be installed. Check the network and run the command again.');
	process.exit(1);
}

/** npm writes what it installed beside the packages; every package of the lock file must be there in that version. */
function installed() {
	const hidden = `${root}node_modules/.package-lock.json`;
	if (!existsSync(hidden)) return false;
	const wanted = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')).packages;
	const have = JSON.parse(readFileSync(hidden, 'utf8')).packages;
	return Object.entries(wanted).every(
		([path, { version, optional, peer }]) =>
			path === '' || have[path]?.version === version || (have[path] === undefined && (optional || peer))
	);
}
