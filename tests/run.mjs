/**
 * `npm test`: installs what is missing, then runs every check there is, quiet when it holds and clear when it does not.
 * The last line counts them. `npm run bench` and `npm run sim` come here too, for the same installing.
 *
 *   npm test               everything
 *   npm test -- unit       only the steps whose name contains "unit"
 *   npm run sim -- main    one part of the simulation: neighbourhood, main, attacks, scale, ablation, text
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { delimiter, join } from 'node:path';
import { install } from '../signaling/install.mjs';

const root = new URL('..', import.meta.url).pathname;
process.chdir(root);
const [mode = ''] = process.argv.slice(2);
const results = 'test-results';

/** Runs a program; output is kept and shown only where it matters. `idle`: on what time the others leave. */
function run(command, args, { env = {}, show = false, idle = false } = {}) {
	return new Promise((resolve) => {
		const child = spawn(command, args, {
			env: { ...process.env, FORCE_COLOR: '0', CI: '1', ...env },
			stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe']
		});
		// Before it starts anything itself, which then runs the same way.
		if (idle && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
		let output = '';
		child.stdout?.on('data', (chunk) => (output += chunk));
		child.stderr?.on('data', (chunk) => (output += chunk));
		child.on('error', (error) => resolve({ code: 1, output: String(error) }));
		child.on('close', (code) => resolve({ code: code ?? 1, output }));
	});
}

const onPath = (name) =>
	(process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));

/** The system's browser if there is one, else Playwright's. */
async function browser() {
	if (['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'].some(onPath)) return;
	console.log('No Chromium on this machine: downloading one for the tests.');
	const { code, output } = await run('npx', ['playwright', 'install', 'chromium']);
	if (code !== 0) {
		console.error(output);
		console.error(
			'No browser could be installed. Install Chromium (Debian: apt-get install chromium) and run again.'
		);
		process.exit(1);
	}
}

/** A step that holds or does not: one check. */
const check = (name, command, args, options) => ({
	name,
	async run() {
		const { code, output } = await run(command, args, options);
		return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output };
	}
});

/** A Vitest project: as many checks as it has tests. */
const vitest = (name, project) => ({
	name,
	async run() {
		const file = `${results}/${project}.json`;
		const args = ['vitest', 'run', '--project', project, '--reporter=dot', '--reporter=json'];
		const { code, output } = await run('npx', [...args, `--outputFile.json=${file}`]);
		const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
		const failed = report.numFailedTests ?? 0;
		// A suite that cannot even start has no failed test to count.
		return { passed: report.numPassedTests ?? 0, failed: code === 0 ? failed : Math.max(1, failed), output };
	}
});

const endToEnd = {
	name: 'end to end',
	async run() {
		const file = `${results}/e2e.json`;
		const { code, output } = await run(
			'npx',
			['playwright', 'test', '-c', 'tests/e2e/playwright.config.ts', '--reporter=dot,json'],
			{ env: { PLAYWRIGHT_JSON_OUTPUT_NAME: join(root, file) } }
		);
		const stats = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).stats : {};
		const failed = (stats.unexpected ?? 0) + (stats.flaky ?? 0);
		return { passed: stats.expected ?? 0, failed: code === 0 ? failed : Math.max(1, failed), output };
	}
};

/** The longest of the checks, and it measures nothing: it takes the time in which the others wait. */
const lint = check('lint', 'npx', ['eslint', '-c', 'tests/arch/eslint.config.js', '--max-warnings=0', '.'], {
	idle: true
});
/** None of these waits for another: two of them at a time, one for each core of the smallest machine; the longest first. */
const checks = [
	check('import rules', 'node', ['tests/arch/run.mjs']),
	check('types', 'npx', ['svelte-check', '--tsconfig', './tsconfig.json', '--fail-on-warnings']),
	check('format', 'npx', ['prettier', '--check', '.']),
	check('build', 'npx', ['vite', 'build']),
	check('types of the pure layers', 'npx', ['tsc', '--noEmit', '-p', 'tests/arch/tsconfig.pure.json']),
	check('types of the service worker', 'npx', ['tsc', '--noEmit', '-p', 'src/service-worker.tsconfig.json'])
];
/** These measure time or hold browsers: one after the other. */
const acting = [
	vitest('unit, contract, vectors, simulation', 'unit'),
	vitest('in the browser', 'browser'),
	endToEnd
];

install();
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

if (mode === 'bench') {
	await browser();
	const args = ['tsx', 'tests/bench/main.ts', ...process.argv.slice(3)];
	process.exit((await run('npx', args, { show: true })).code);
}

/** Parts of `npm run sim`: real agents in a neighbourhood, then many routers, a table a part; all of them unless named. */
const routing = ['main', 'attacks', 'scale', 'ablation'];

async function neighbourhood() {
	// One neighbourhood after another, each with its seed in the name of what it shows.
	const agents = process.env.SIM_AGENTS ?? '100';
	for (const seed of (process.env.SIM_SEEDS ?? 'one,two,three,four,five').split(',')) {
		const env = { SIM_SEED: seed, SIM_AGENTS: agents };
		const tests = ['tests/sim/neighbourhood.test.ts'];
		const args = ['vitest', 'run', '--project', 'unit', '--reporter=verbose', ...tests];
		const { code } = await run('npx', args, { env, show: true });
		if (code !== 0) process.exit(code);
	}
}

if (mode === 'sim') {
	const parts = process.argv.slice(3);
	const all = ['neighbourhood', ...routing, 'text'];
	const unknown = parts.find((part) => !all.includes(part));
	if (unknown) {
		console.error(`There is no part "${unknown}": ${all.join(', ')}.`);
		process.exit(1);
	}
	for (const part of parts.length > 0 ? parts : all) {
		if (part === 'neighbourhood') {
			await neighbourhood();
			continue;
		}
		const file = part === 'text' ? 'tests/sim/real-text/main.ts' : 'tests/sim/routing/report.ts';
		const { code } = await run('npx', ['tsx', file, ...(part === 'text' ? [] : [part])], {
			show: true
		});
		if (code !== 0) process.exit(code);
	}
	process.exit(0);
}

await browser();
await run('npx', ['svelte-kit', 'sync']);
let passed = 0;
let failed = 0;
async function take(step) {
	const began = performance.now();
	const outcome = await step.run();
	passed += outcome.passed;
	failed += outcome.failed;
	const seconds = ((performance.now() - began) / 1000).toFixed(0);
	console.log(
		`${outcome.failed === 0 ? 'ok  ' : 'FAIL'} ${step.name} (${outcome.passed} passed, ${outcome.failed} failed, ${seconds} s)`
	);
	if (outcome.failed > 0) console.log(outcome.output.trimEnd());
}
const asked = (steps) => steps.filter(({ name }) => name.includes(mode));
const queue = asked(checks);
const lane = async () => {
	for (let step = queue.shift(); step; step = queue.shift()) await take(step);
};
const linted = Promise.all(asked([lint]).map(take));
await Promise.all([lane(), lane()]);
for (const step of asked(acting)) await take(step);
await linted;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
