/**
 * Errands under way: their steps are said one after the other, each in exactly the words the person saw, and what comes back
 * is gathered until everybody asked has answered, the time is over or the person stops it. What anybody answers is kept as
 * text and changes no step. Before a step is said it is noted, and after it what became of it: a step that a closed tab
 * interrupted is looked for before it is said again. Loaded with the first errand.
 */
import { NodeError, type KeptWords } from '#lib/agent/ports.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { Settings } from '#lib/store/settings.ts';
import type { CommunitiesApi } from './communities-api.ts';
import { tallyOf } from './errand-answers.ts';
import { foundFor, gathered, hasEverybody } from './errand-gathering.ts';
import { alreadySaid, lastThere, sayStep, troubleIn } from './errand-saying.ts';
import {
	MAX_ERRAND_STEPS,
	type ErrandAct,
	type ErrandsApi,
	type ErrandSummary,
	type Where
} from './errands-api.ts';
import { keptErrands, madeOf, MAX_ERRANDS, type KeptErrand, type KeptStep } from './errands-kept.ts';
import { oneAtATime } from './one-at-a-time.ts';

/** How late an errand may notice that its time is over. */
const TICK_MS = 30_000;

export interface ErrandsDeps {
	readonly me: PeerId;
	readonly settings: Pick<Settings, 'get' | 'put'>;
	readonly communities: Pick<CommunitiesApi, 'community' | 'communityThreads' | 'actInCommunity'>;
	readonly words: {
		say(peer: PeerId, text: string): Promise<Pick<KeptWords, 'id'>>;
		/** The newest, oldest first. */
		list(peer: PeerId, most: number): Promise<readonly KeptWords[]>;
	};
	/** Somebody there can be told now, or a server keeps it for them. */
	readonly isReachable: (where: Where) => boolean;
	/** Calls `listener` when somebody came or went, or something was said anywhere. */
	readonly onChange: (listener: () => void) => void;
	readonly newId: () => string;
	readonly now: () => number;
	readonly sleep: (ms: number) => Promise<void>;
	readonly tell: (errands: readonly ErrandSummary[]) => void;
}

export interface ErrandsKeeper extends ErrandsApi {
	/** Goes on with what is under way. */
	begin(): Promise<void>;
}

export function keepErrands(deps: ErrandsDeps): ErrandsKeeper {
	const { communities, now, tell } = deps;
	const kept = keptErrands(deps.settings);
	const revisions = new Map<string, number>();
	let isTicking = false;

	const show = (all: readonly KeptErrand[]): void =>
		tell(all.map(({ id, state }) => ({ id, state, revision: revisions.get(id) ?? 0 })));

	/** The errand as it stands after the change; undefined where it is gone. */
	async function change(
		id: string,
		work: (errand: KeptErrand) => KeptErrand
	): Promise<KeptErrand | undefined> {
		let moved = false;
		const all = await kept.change((before) => {
			const after = before.map((one) => (one.id === id ? work(one) : one));
			moved = after.some((one, i) => one !== before[i]);
			return moved ? after : before;
		});
		if (moved) {
			revisions.set(id, (revisions.get(id) ?? 0) + 1);
			show(all);
		}
		return all.find((one) => one.id === id);
	}

	const changeStep = (
		id: string,
		n: number,
		work: (step: KeptStep, errand: KeptErrand) => KeptStep,
		what?: ErrandAct['what']
	): Promise<KeptErrand | undefined> =>
		change(id, (errand) => {
			const before = errand.steps[n];
			const after = before && work(before, errand);
			if (!after || after === before) return errand;
			const steps = errand.steps.map((step, i) => (i === n ? after : step));
			const acts = what === undefined ? errand.acts : [...errand.acts, { at: now(), what, step: n }];
			return { ...errand, steps, acts };
		});

	const ended = (
		id: string,
		state: Exclude<KeptErrand['state'], 'running'>
	): Promise<KeptErrand | undefined> =>
		change(id, (errand) =>
			errand.state === 'running'
				? { ...errand, state, acts: [...errand.acts, { at: now(), what: state }] }
				: errand
		);

	/** A step that was begun before this tab was opened: it was said, or it is said anew. */
	async function settleBegun(errand: KeptErrand, n: number): Promise<void> {
		const claimed = new Set((await kept.list()).flatMap(({ steps }) => steps.map(({ entry }) => entry)));
		const entry = await alreadySaid(errand.steps[n]!, claimed, deps);
		if (entry === undefined) await changeStep(errand.id, n, (step) => ({ ...step, state: 'waiting' }));
		else await changeStep(errand.id, n, (step) => ({ ...step, state: 'sent', entry }), 'sent');
	}

	async function take({ id }: KeptErrand, n: number, step: KeptStep): Promise<void> {
		if (!deps.isReachable(step.where))
			return void (await changeStep(id, n, (one) =>
				one.state === 'offline' ? one : { ...one, state: 'offline' }
			));
		const after = await lastThere(step.where, deps);
		const begun = await changeStep(id, n, (one, { state }) =>
			state === 'running' ? { ...one, state: 'sending', after, at: now() } : one
		);
		// The person may have stopped it in this moment.
		if (begun?.steps[n]?.state !== 'sending') return;
		let entry: string;
		try {
			entry = await sayStep(step, deps);
		} catch (thrown) {
			const trouble = troubleIn(thrown);
			await changeStep(id, n, (one) => ({ ...one, state: 'failed', trouble, at: now() }), 'failed');
			return;
		}
		await changeStep(id, n, (one) => ({ ...one, state: 'sent', entry, at: now() }), 'sent');
	}

	async function goOn(id: string): Promise<void> {
		for (let n = 0; n < MAX_ERRAND_STEPS; n++) {
			const find = async () => (await kept.list()).find((one) => one.id === id);
			let errand = await find();
			if (errand?.steps[n]?.state === 'sending') {
				await settleBegun(errand, n);
				errand = await find();
			}
			const step = errand?.steps[n];
			if (!errand || !step || errand.state !== 'running') continue;
			if (step.state === 'waiting' || step.state === 'offline') await take(errand, n, step);
		}
	}

	async function gather(errand: KeptErrand): Promise<void> {
		const found = await foundFor(errand, await kept.list(), deps);
		await change(errand.id, (one) => gathered(one, found));
	}

	async function mayEnd(errand: KeptErrand): Promise<void> {
		const { id, steps, until } = errand;
		const isSaid = steps.every(({ state }) => ['sent', 'failed', 'taken-back'].includes(state));
		if (until !== undefined && now() >= until) await ended(id, 'over');
		else if (!isSaid) return;
		else if (steps.every(({ state }) => state === 'failed')) await ended(id, 'undone');
		else if (until === undefined) await ended(id, 'told');
		else if (await hasEverybody(errand, deps)) await ended(id, 'answered');
	}

	const current = async (id: string): Promise<KeptErrand | undefined> =>
		(await kept.list()).find((one) => one.id === id && one.state === 'running');

	const look = oneAtATime(async () => {
		for (const { id, state, steps, until } of await kept.list()) {
			const isOver = until !== undefined && now() >= until;
			// Whoever slept past its time says nothing more.
			const isDue = state === 'running' ? !isOver : steps.some((step) => step.state === 'sending');
			// What cannot be read or kept now is tried with the next change, and so below.
			if (isDue) await goOn(id).catch(() => undefined);
		}
		// Only now: what is begun in one errand may be what an answer to another seems to be for.
		for (const { id } of await kept.list()) {
			const running = await current(id);
			if (!running) continue;
			await gather(running).catch(() => undefined);
			const gathered = await current(id);
			if (gathered) await mayEnd(gathered).catch(() => undefined);
		}
	});

	/** Ends with the last errand that runs. */
	async function keepLooking(): Promise<void> {
		if (isTicking) return;
		isTicking = true;
		try {
			while ((await kept.list()).some(({ state }) => state === 'running')) {
				await deps.sleep(TICK_MS);
				await look();
			}
		} finally {
			isTicking = false;
		}
	}

	async function stop(id: string): Promise<void> {
		await ended(id, 'stopped');
	}

	deps.onChange(() => void look());

	return {
		async begin() {
			show(await kept.list());
			await look();
			keepLooking().catch(() => undefined);
		},
		async errands() {
			for (const one of await kept.list())
				if (one.state !== 'running') await gather(one).catch(() => undefined);
			return (await kept.list()).toReversed().map(shown);
		},
		async sendErrand(errand) {
			const made = madeOf(errand, deps.newId(), now());
			const all = await kept.change((before) => {
				if (before.filter(({ state }) => state === 'running').length >= MAX_ERRANDS)
					throw new RangeError('errands: too many under way');
				return [...before, made];
			});
			show(all);
			void look();
			keepLooking().catch(() => undefined);
			return made.id;
		},
		stopErrand: stop,
		async takeBackErrand(id) {
			await stop(id);
			const errand = (await kept.list()).find((one) => one.id === id);
			const failed: unknown[] = [];
			for (const [n, { where, state, entry }] of (errand?.steps ?? []).entries()) {
				if (where.to !== 'community' || state !== 'sent' || entry === undefined) continue;
				try {
					await communities.actInCommunity(where.id, { kind: 'amend', entry });
					await changeStep(id, n, (step) => ({ ...step, state: 'taken-back' }), 'taken-back');
				} catch (thrown) {
					// Whoever is out of one community still takes back what stands in the others.
					failed.push(thrown);
				}
			}
			const limit = failed.find((one) => one instanceof NodeError);
			if (failed.length > 0) throw limit ?? new NodeError('unreachable', { cause: failed[0] });
		},
		async removeErrand(id) {
			show(await kept.change((before) => before.filter((one) => one.id !== id)));
		}
	};
}

const shown = ({ steps, ...errand }: KeptErrand) => ({
	...errand,
	steps: steps.map(({ after: _after, ...step }) => step),
	tallies: steps.map(({ kind }, n) => (kind === 'ask' ? tallyOf(errand.answers, n) : null))
});
