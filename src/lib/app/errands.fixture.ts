/** A community and a conversation at the ports that errands use: what is said is kept, what others say is put in by the test. */
import { aClock } from '#lib/agent/means.fixture.ts';
import { NodeError, type KeptWords } from '#lib/agent/ports.ts';
import type { Reply, Thread } from '#lib/agent/community/views.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { Overview } from './communities-api.ts';
import { anOverview, aReply, aThread, bea, me } from './communities.fixture.ts';
import { keepErrands, type ErrandsDeps, type ErrandsKeeper } from './errands.ts';
import type { ErrandSummary, ShownErrand, StepToSend } from './errands-api.ts';

export const GROUP = 'bakers';
export const inGroup = { to: 'community', id: GROUP, name: 'Bakers' } as const;
export const toBea = { to: 'person', peer: bea, name: 'Bea' } as const;
export const asks = (where: StepToSend['where'], text: string): StepToSend => ({ kind: 'ask', where, text });
export const shares = (where: StepToSend['where'], text: string): StepToSend => ({
	...{ kind: 'share', where, text }
});

export class ErrandWorld {
	#listeners: (() => void)[] = [];
	#next = 0;
	readonly clock = aClock();
	readonly kept = new Map<string, unknown>();
	threads: Thread[] = [];
	talk: KeptWords[] = [];
	overview: Overview | null = anOverview(GROUP);
	/** Called when a community is looked at; may throw. */
	looked = async (_community: string): Promise<void> => undefined;
	isOnline = true;
	isContact = true;
	/** Called when a post is about to be kept; may throw, or never come back. */
	before = async (_community: string): Promise<void> => undefined;
	/** Called when it is kept: what happens here happens before anybody hears that it is. */
	after = async (): Promise<void> => undefined;
	/** The same of a direct message. */
	afterWords = async (): Promise<void> => undefined;
	told: readonly ErrandSummary[] = [];
	errands = this.open();

	/** A fresh tab over what this device keeps; the one before is gone. */
	open(): ErrandsKeeper {
		this.#listeners = [];
		return keepErrands(this.#deps());
	}

	#deps(): ErrandsDeps {
		return {
			me,
			settings: {
				get: async (name) => structuredClone(this.kept.get(name)),
				put: async (name, value) => void this.kept.set(name, structuredClone(value))
			},
			communities: {
				community: async (id) => {
					await this.looked(id);
					return this.overview;
				},
				communityThreads: async (_id, { most, thread }) => {
					const all = this.threads.toSorted((a, b) => b.lastClock - a.lastClock);
					return {
						threads: all.filter(({ id }) => thread === undefined || id === thread).slice(0, most),
						more: false
					};
				},
				actInCommunity: async (id, act) => {
					await this.before(id);
					if (act.kind === 'amend') {
						this.threads = this.threads.map((one) =>
							one.id === act.entry ? { ...one, text: '', withdrawn: true } : one
						);
						return 'amend';
					}
					if (act.kind !== 'post') throw new RangeError(act.kind);
					const thread = aThread(me, act.text, { question: act.question === true });
					this.threads.push(thread);
					await this.after();
					return thread.id;
				}
			},
			words: {
				say: async (peer, text) => {
					if (!this.isContact) throw new NodeError('unreachable');
					const words = this.#said(peer, true, text);
					await this.afterWords();
					return words;
				},
				list: async (peer, most) => this.talk.filter((one) => one.peer === peer).slice(-most)
			},
			isReachable: () => this.isOnline,
			onChange: (listener) => this.#listeners.push(listener),
			newId: () => `errand-${++this.#next}`,
			now: () => this.clock.now(),
			sleep: (ms) => this.clock.sleep(ms),
			tell: (errands) => (this.told = errands)
		};
	}

	#said(peer: PeerId, mine: boolean, text: string): KeptWords {
		const words = { id: `words-${++this.#next}`, peer, mine, text, at: this.clock.now(), byAgent: false };
		this.talk.push(words);
		return words;
	}

	/** Somebody replies in the thread that begins with these words. */
	async replies(to: string, by: PeerId, text: string, over: Partial<Reply> = {}): Promise<string> {
		const thread = this.threads.find((one) => one.text === to);
		if (!thread) throw new Error(`nobody said: ${to}`);
		const reply = aReply(thread.id, by, text, over);
		await this.change(reply.id, () => reply, thread.id);
		return reply.id;
	}

	/** A reply becomes another, or one more in a thread. */
	async change(id: string, work: (reply: Reply) => Reply, addedTo?: string): Promise<void> {
		this.threads = this.threads.map((thread) => {
			const replies = thread.replies.map((one) => (one.id === id ? work(one) : one));
			const added = thread.id === addedTo ? [work({} as Reply)] : [];
			return { ...thread, replies: [...replies, ...added] };
		});
		await this.moves();
	}

	async says(peer: PeerId, text: string): Promise<void> {
		this.clock.turn(1);
		this.#said(peer, false, text);
		await this.moves();
	}

	/** Somebody came or went, or something was said. */
	async moves(): Promise<void> {
		for (const listener of this.#listeners) listener();
		await this.settled();
	}

	/** All that hangs on promises alone has happened. */
	async settled(): Promise<void> {
		for (let breath = 0; breath < 5; breath++) await new Promise((resolve) => setTimeout(resolve));
	}

	async passes(ms: number): Promise<void> {
		this.clock.turn(ms);
		await this.settled();
	}

	async send(steps: readonly StepToSend[], waitMs: number | null = 3 * 24 * 60 * 60_000): Promise<string> {
		const id = await this.errands.sendErrand({ text: 'Ask them.', steps, waitMs });
		await this.settled();
		return id;
	}

	async only(): Promise<ShownErrand> {
		const [errand, ...others] = await this.errands.errands();
		if (!errand || others.length > 0) throw new Error(`${others.length + 1} errands`);
		return errand;
	}

	/** What stands in the community, oldest first. */
	posted(): readonly string[] {
		return this.threads.map(({ text }) => text);
	}
}
