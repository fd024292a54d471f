/**
 * The server beside others, in one run: PeerJS's own, y-webrtc's own, and a bare `ws` relay as the limit. Each in a
 * process of its own, all loaded by the same one; the contenders take turns, and every figure is a median of the rounds
 * with its spread. Ours checks everything it always checks: proof of key, every limit at its default (the load
 * comes from sixty loopback addresses, as from sixty households, so none is raised), every message.
 *
 * Beside rates stand CPU seconds of the server: they say the same on a machine that is busy with something else.
 *
 *   npx tsx tests/bench/server.ts                       all of it
 *   npx tsx tests/bench/server.ts topics elmnet,ws 9000 only these, at so many sockets
 *   npx tsx tests/bench/server.ts mail                  only letters
 *   npx tsx tests/bench/server.ts processes             only two processes on Redis beside one
 *   npx tsx tests/bench/server.ts herd                  only how fast everybody is back after it was killed
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { herd } from '../contract/herd.ts';
import { report, spread } from './figures.ts';
import { mailRound, type MailRound } from './server-mail.ts';
import { startLoad, startRedis, type Contender } from './server-processes.ts';
import { round, type Plan, type Round } from './server-rounds.ts';
import type { Speech } from './server-crowd.ts';

const ROUNDS = 3;
const MANY: Plan = { sockets: 9_000, messages: 90_000, samples: 400 };
const SOME: Plan = { sockets: 1_000, messages: 150_000, samples: 200 };
const RIVALS: Readonly<Record<Speech, readonly Contender[]>> = {
	broker: ['elmnet', 'peer', 'ws'],
	topics: ['elmnet', 'y-webrtc', 'ws'],
	elm: ['elmnet']
};

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const median = (values: readonly number[]): number => sorted(values)[Math.floor(values.length / 2)] ?? NaN;
const share = (values: readonly number[], part: number): number =>
	sorted(values)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? NaN;

const load = startLoad();
const done: Round[] = [];

/** Takes turns, and begins with another one each time. */
async function rounds(speech: Speech, plan: Plan, times: number, contenders = RIVALS[speech]): Promise<void> {
	for (let time = 0; time < times; time++)
		for (let turn = 0; turn < contenders.length; turn++) {
			const contender = contenders[(time + turn) % contenders.length] as Contender;
			const one = await round(contender, speech, plan, load);
			done.push(one);
			console.log(inWords(one));
		}
}

const inWords = (one: Round): string =>
	[
		`${one.contender} ${one.speech} ${one.sockets}:`,
		`${one.joinedPerS.toFixed(0)} joined/s (${one.joinCpuMs.toFixed(2)} ms CPU each),`,
		`${(one.idleBytes / 1e6).toFixed(0)} MB of which ${(one.emptyBytes / 1e6).toFixed(0)} MB empty,`,
		`echo p50 ${share(one.echoMs, 0.5).toFixed(1)} p99 ${share(one.echoMs, 0.99).toFixed(1)} ms,`,
		`${one.perS.toFixed(0)}/s, ${one.cpuSPer100k.toFixed(2)} CPU-s per 100k, ${(one.busy * 100).toFixed(0)} % of a core`
	].join(' ');

const [what, names, sockets] = process.argv.slice(2);
// As hosts run it.
if (spawnSync(process.execPath, ['signaling/bundle.mjs'], { stdio: 'inherit' }).status !== 0) process.exit(1);
try {
	if (what === 'broker' || what === 'topics' || what === 'elm') {
		const plan = { ...SOME, sockets: Number(sockets ?? SOME.sockets) };
		await rounds(what, plan, 1, (names?.split(',') as Contender[] | undefined) ?? RIVALS[what]);
	} else if (what === 'mail') sayMail([await mailRound(load)]);
	else if (what === 'processes') await sayProcesses();
	else if (what === 'herd') await sayHerd();
	else await everything();
} finally {
	load.stop();
}

const HERD = 2_000;

async function sayHerd(): Promise<void> {
	const { tookMs } = await herd(HERD);
	report({
		what: `${HERD.toLocaleString('en')} people proved again, after the server is back from kill −9`,
		measured: `${(tookMs / 1_000).toFixed(1)} s`,
		goal: '≤ 20 s'
	});
}

async function everything(): Promise<void> {
	await rounds('broker', SOME, ROUNDS);
	await rounds('topics', SOME, ROUNDS);
	await rounds('broker', MANY, 1);
	await rounds('topics', MANY, 1);
	await rounds('elm', MANY, 1);
	sayAll();
	const letters: MailRound[] = [];
	while (letters.length < ROUNDS) letters.push(await mailRound(load));
	sayMail(letters);
	await sayProcesses();
	await sayHerd();
}

function sayMail(letters: readonly MailRound[]): void {
	const say = (what: string, measured: string, goal: string) => report({ what, measured, goal });
	const each = (figure: (one: MailRound) => number) => letters.map(figure);
	say(
		'letters acknowledged, each after its fsync',
		`${spread(
			each((one) => one.storedPerS),
			'/s'
		)}; ${spread(
			each((one) => one.cpuSPer10k),
			'CPU-s per 10,000',
			2
		)}`,
		'≥ 5,000/s'
	);
	const restart = each((one) => one.restartMs);
	say('back after kill −9, 10,000 letters kept', spread(restart, 'ms'), '≤ 2,000 ms');
	const drained = each((one) => one.drainMs);
	say('10,000 letters read, stored and deleted', spread(drained, 'ms'), '≤ 10,000 ms');
	console.log(letters);
}

/**
 * Two processes on one port, over Redis, beside one alone. Half of the pairs sit at different processes. Where the
 * machine has no core left for the second, what counts is the CPU that a message costs: twice as many cores at that cost.
 */
async function sayProcesses(): Promise<void> {
	const redis = await startRedis();
	try {
		const alone = await round('elmnet', 'broker', SOME, load);
		const env = { PROCESSES: '2', REDIS_URL: redis.url };
		const before = redis.cpuS();
		const two = await round('elmnet', 'broker', { ...SOME, env }, load);
		const redisCpuS = redis.cpuS() - before;
		for (const one of [alone, two]) console.log(inWords(one));
		const byCpu = (2 * alone.cpuSPer100k) / two.cpuSPer100k;
		report({
			what: 'two processes on one port and Redis beside one: relays at 1000 sockets',
			measured:
				`${(two.perS / alone.perS).toFixed(2)} × by the clock (one ${alone.perS.toFixed(0)}/s, two ${two.perS.toFixed(0)}/s; ` +
				`the machine has ${availableParallelism()} cores for servers, load and Redis); ${byCpu.toFixed(2)} × by CPU ` +
				`(${alone.cpuSPer100k.toFixed(2)} and ${two.cpuSPer100k.toFixed(2)} CPU-s per 100k, Redis ${redisCpuS.toFixed(1)} CPU-s in all)`,
			goal: '≥ 1.6 × where the cores allow it'
		});
	} finally {
		await redis.stop();
	}
}

function of(contender: Contender, speech: Speech, sockets: number): readonly Round[] {
	return done.filter(
		(one) => one.contender === contender && one.speech === speech && one.sockets === sockets
	);
}

/** Ours against another's, round by round. */
function ratios(speech: Speech, sockets: number, rival: Contender, figure: (one: Round) => number): number[] {
	const theirs = of(rival, speech, sockets);
	return of('elmnet', speech, sockets).map((one, at) => figure(one) / figure(theirs[at] as Round));
}

function sayRates(speech: Speech, what: string, goals: Partial<Record<Contender, string>>): void {
	for (const { sockets } of [SOME, MANY]) {
		for (const contender of RIVALS[speech]) {
			const each = of(contender, speech, sockets);
			report({
				what: `${contender}: ${what} at ${sockets} sockets`,
				measured: `${spread(
					each.map((one) => one.perS),
					'/s'
				)}; ${spread(
					each.map((one) => one.cpuSPer100k),
					'CPU-s per 100k',
					2
				)}`,
				goal: ''
			});
			const goal = goals[contender];
			if (goal === undefined) continue;
			const byTime = ratios(speech, sockets, contender, (one) => one.perS);
			const byCpu = ratios(speech, sockets, contender, (one) => 1 / one.cpuSPer100k);
			report({
				what: `ours beside ${contender}: ${what} at ${sockets} sockets`,
				measured: `${spread(byTime, '× by the clock', 2)}; ${spread(byCpu, '× by CPU', 2)}`,
				goal
			});
		}
	}
}

function sayIdle(speech: Speech, contender: Contender): void {
	for (const { sockets } of [SOME, MANY]) {
		const each = of(contender, speech, sockets);
		if (each.length === 0) continue;
		const ours = contender === 'elmnet';
		const times = each.flatMap((one) => one.echoMs);
		report({
			what: `${contender}: ${sockets} idle sockets (${speech})`,
			measured: `${spread(
				each.map((one) => (one.idleBytes - one.emptyBytes) / sockets / 1024),
				'KB each',
				1
			)}, ${median(each.map((one) => one.idleBytes / 1e6)).toFixed(0)} MB in all`,
			goal: ours && sockets === MANY.sockets ? '≤ 7 KB, ≤ 150 MB' : ''
		});
		report({
			what: `${contender}: echo at ${sockets} sockets (${speech})`,
			measured: `p50 ${share(times, 0.5).toFixed(1)} ms, p99 ${share(times, 0.99).toFixed(1)} ms`,
			goal: ours ? 'p99 ≤ 20 ms' : ''
		});
		report({
			what: `${contender}: joining, ${sockets} sockets (${speech})`,
			measured: `${spread(
				each.map((one) => one.joinedPerS),
				'/s'
			)}; ${spread(
				each.map((one) => one.joinCpuMs),
				'ms CPU each',
				2
			)}`,
			goal: ours ? 'each proves its key' : ''
		});
	}
}

function sayAll(): void {
	sayRates('broker', 'relays', { peer: '≥ 1.1 ×', ws: '≥ 0.85 ×' });
	sayRates('topics', 'deliveries', { 'y-webrtc': '≥ 1.3 ×', ws: '≥ 0.85 ×' });
	for (const speech of ['broker', 'topics', 'elm'] as const)
		for (const contender of RIVALS[speech]) sayIdle(speech, contender);
}
