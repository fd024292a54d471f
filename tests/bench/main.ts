/**
 * `npm run bench`: builds, measures in a real browser against the real server, then the server beside others, prints one
 * table. Never part of `npm test`. `npm run bench -- server` measures the server alone.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { figuresFile, type Figure } from './figures.ts';

rmSync(figuresFile, { force: true });
const run = (args: readonly string[]) =>
	spawnSync('npx', args, { stdio: ['ignore', 'inherit', 'inherit'] }).status;
let status: number | null = 0;
if (process.argv[2] !== 'server') {
	if (run(['vite', 'build', '--logLevel', 'warn']) !== 0) process.exit(1);
	status = run(['playwright', 'test', '-c', 'tests/bench/playwright.config.ts', '--reporter=line']);
}
// Afterwards and by itself: what is measured there is how much of a core each server needs.
status = run(['tsx', 'tests/bench/server.ts']) || status;

const figures: Figure[] = existsSync(figuresFile)
	? readFileSync(figuresFile, 'utf8')
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line) as Figure)
	: [];
console.log('\n| what | measured | goal |\n|---|---|---|');
for (const { what, measured, goal } of figures) console.log(`| ${what} | ${measured} | ${goal} |`);
process.exit(status ?? 1);
