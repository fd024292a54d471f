/** The process that loads a server: does what it is told, one job at a time, and says what came of it. */
import { Crowd, type Place } from './server-crowd.ts';
import { aDevice, type CrowdDevice } from './server-devices.ts';
import { echo, fanOut, relay, type Rate } from './server-loads.ts';
import { drain, post } from './server-letters.ts';

export type Job =
	| {
			readonly do: 'join';
			readonly place: Place;
			readonly count: number;
			readonly atOnce: number;
			/** Leaves out so many of the devices. */
			readonly after?: number;
			/** Nobody says now and then that it lives. */
			readonly quiet?: boolean;
	  }
	| { readonly do: 'post'; readonly readers: number; readonly each: number; readonly inFlight: number }
	| { readonly do: 'drain'; readonly place: Place; readonly readers: number; readonly messages: number }
	| { readonly do: 'relay' | 'fanOut'; readonly messages: number; readonly inFlight: number }
	| { readonly do: 'echo'; readonly samples: number; readonly everyMs: number }
	| { readonly do: 'leave' };

/** What comes back: milliseconds of joining, a rate, or the milliseconds of each echo. */
export type Outcome = number | Rate | readonly number[] | undefined;
export type Told = { readonly outcome: Outcome; readonly cpuS: number } | { readonly failed: string };

const devices: CrowdDevice[] = [];
let crowd: Crowd | undefined;

async function work(job: Job): Promise<Outcome> {
	if (job.do === 'join') {
		const { after = 0 } = job;
		while (devices.length < after + job.count) devices.push(aDevice());
		crowd = new Crowd(job.place);
		const ms = await crowd.join(devices.slice(after, after + job.count), job.atOnce);
		crowd.beat(job.quiet !== true);
		return ms;
	}
	if (job.do === 'drain') return drain(job.place, devices.slice(0, job.readers), job.messages);
	if (!crowd) throw new Error('nobody has joined');
	if (job.do === 'leave') return void crowd.leave();
	if (job.do === 'post') return post(crowd, devices.slice(0, job.readers), job.each, job.inFlight);
	if (job.do === 'echo') return echo(crowd, job.samples, job.everyMs);
	crowd.beat(false);
	const rate = await (job.do === 'relay'
		? relay(crowd, job.messages, job.inFlight)
		: fanOut(crowd, job.messages));
	crowd.beat(true);
	return rate;
}

process.on('message', (job: Job) => {
	const before = process.cpuUsage();
	work(job).then(
		(outcome) => {
			const { user, system } = process.cpuUsage(before);
			process.send?.({ outcome, cpuS: (user + system) / 1e6 } satisfies Told);
		},
		(error: unknown) => process.send?.({ failed: String(error) } satisfies Told)
	);
});
process.on('disconnect', () => process.exit(0));
