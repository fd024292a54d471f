/**
 * `npm run sim`, the parts with many routers: lives through every row, the first seed of all of them before the second, keeps
 * what came of it, and writes tests/sim/RESULTS.md anew. The same seeds write the same figures; only the CPU is the machine's.
 *
 *   npm run sim -- main attacks      these parts; the other sections stay as they are
 *   SIM_GO_ON=1                      goes on where it was stopped: rows and seeds that are kept are not lived again
 *   SIM_SEEDS_MOST=1 SIM_SHARE=0.1   a try-out: fewer seeds, a tenth of the agents; printed, not written
 */
import { forget, isKept, keep, writeResults } from '../results.ts';
import type { Job } from './one-run.ts';
import { PARTS, rowsOf, type Part } from './parts.ts';
import { liveAll } from './pool.ts';

const most = Number(process.env['SIM_SEEDS_MOST'] ?? 5);
const share = Number(process.env['SIM_SHARE'] ?? 1);
const isTryOut = share < 1;
const goesOn = process.env['SIM_GO_ON'] !== undefined;

const asked = process.argv.slice(2).filter((name): name is Part => PARTS.some((part) => part === name));
for (const part of asked.length > 0 ? asked : PARTS) await live(part);

async function live(part: Part): Promise<void> {
	if (!isTryOut && !goesOn) forget(part);
	const jobs = jobsOf(part).filter(({ row, seed }) => !(goesOn && isKept(part, row, seed)));
	let through = 0;
	await liveAll(jobs, (job, life) => {
		const { success, right, poisoned, messages } = life.figures;
		const figures = [success, right, poisoned, messages].map((figure) => figure.toFixed(1)).join(' ');
		console.log(`${part} ${++through}/${jobs.length} ${job.row}, seed ${job.seed}: ${figures}`);
		if (!isTryOut) keep(part, job.row, life);
	});
	if (!isTryOut) await writeResults();
}

function jobsOf(part: Part): readonly (Job & { readonly row: string })[] {
	const jobs = rowsOf[part].flatMap(({ name, setting, seeds, baseline }) =>
		seeds.slice(0, most).map((seed, nth) => ({
			nth,
			job: { row: name, seed, setting: smaller(setting), ...(baseline ? { baseline } : {}) }
		}))
	);
	return jobs.sort((one, other) => one.nth - other.nth).map(({ job }) => job);
}

function smaller(setting: Job['setting']): Job['setting'] {
	if (!isTryOut) return setting;
	return {
		...setting,
		agents: Math.max(100, Math.round(setting.agents * share)),
		topics: Math.max(20, Math.round(setting.topics * share)),
		sybils: Math.round(setting.sybils * share)
	};
}
