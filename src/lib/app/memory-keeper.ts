/**
 * Keeps what the agent remembers: learns from exchanges as they end, are added to and are judged; hands it to the
 * person's own questions; lets the person see and change all of it. What to conclude is the agent's (remember.ts,
 * claims.ts). Loaded with the first question: nobody waits for it before.
 */
import { recallFrom, type Recall } from '#lib/agent/claims-recall.ts';
import {
	holdsUntil,
	tended,
	withEdited,
	withJudged,
	withLearnt,
	withoutTakenBack,
	withUsed
} from '#lib/agent/claims.ts';
import type { Exchange } from '#lib/agent/events.ts';
import type { Claim, Embedder, Memory } from '#lib/agent/ports.ts';
import { failedIn, learntFrom, usedIn } from '#lib/agent/remember.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { Store } from '#lib/store/store.ts';
import type { MemoryApi, MemoryView } from './memory-api.ts';
import { nearnessOf } from './memory-nearness.ts';

export interface MemoryKeeperDeps {
	readonly me: PeerId;
	readonly store: Pick<Store, 'claims' | 'settings'>;
	readonly newId: () => string;
	readonly now: () => number;
	/** What the person chose for search by meaning, where it is loaded. */
	readonly embedder?: () => Embedder | undefined;
	/** The person put right what a peer's answer had taught. */
	readonly corrected?: (exchange: string, author: PeerId) => void;
}

export interface MemoryKeeper extends MemoryApi, Memory {
	/** An exchange was stored: it ended, something late came to it, or the person judged it. */
	heard(exchange: Exchange): Promise<void>;
	sweep(): Promise<void>;
}

const SETTING = 'memory';
/** The screen offers the way back for ten seconds; a call from another tab may take a moment longer. */
const KEPT_AFTER_DELETION_MS = 12_000;
/** A person's sentence, not a document. */
const MAX_EDITED_CHARS = 1_000;

export function keepMemory(deps: MemoryKeeperDeps): MemoryKeeper {
	const keeper = new Keeper(deps);
	return {
		recall: (question) => keeper.recall(question),
		heard: (exchange) => keeper.heard(exchange),
		sweep: () => keeper.change((claims) => tended(claims, deps.now())).then(() => undefined),
		memory: () => keeper.change((claims) => claims),
		setMemory: (on) => keeper.switch(on),
		editClaim: (id, text) => keeper.edit(id, text),
		pinClaim: (id, pinned) => keeper.one(id, (claim) => ({ ...claim, pinned })),
		deleteClaim: (id) => keeper.delete(id),
		undeleteClaim: (id) => keeper.undelete(id),
		forgetMemory: () => keeper.forget()
	};
}

type Change = (claims: readonly Claim[]) => readonly Claim[] | Promise<readonly Claim[]>;

class Keeper {
	readonly #deps: MemoryKeeperDeps;
	#opened: Promise<void> | undefined;
	#on = true;
	#claims: readonly Claim[] = [];
	#recall: Recall | undefined;
	/** One change after the other: each sees what the one before has stored. */
	#last: Promise<unknown> = Promise.resolve();
	/** What an exchange of this session has taught already: deleted on purpose, it is not learnt again from there. */
	readonly #taught = new Map<string, Set<string>>();
	readonly #deleted = new Map<string, Claim>();

	constructor(deps: MemoryKeeperDeps) {
		this.#deps = deps;
	}

	async recall(question: string): Promise<readonly Claim[]> {
		await this.#open();
		if (!this.#on) return [];
		const now = this.#deps.now();
		const standing = this.#claims.filter((claim) => (holdsUntil(claim) ?? Infinity) > now);
		this.#recall ??= recallFrom(standing);
		return this.#recall(question, now);
	}

	async heard(exchange: Exchange): Promise<void> {
		if (exchange.state !== 'done' && exchange.state !== 'stopped') return;
		await this.change((claims) => (this.#on ? this.#after(exchange, claims) : claims));
	}

	async #after(exchange: Exchange, before: readonly Claim[]): Promise<readonly Claim[]> {
		const { me, newId, now, embedder } = this.#deps;
		const { id, feedback } = exchange;
		const failed = failedIn(exchange);
		let claims = withoutTakenBack(
			before,
			(source) => source.exchange === id && (feedback === 'wrong' || failed.has(source.author))
		);
		const known = this.#taught.get(id);
		const learnt = learntFrom(exchange, me, now());
		const keys = learnt.map(({ text, source }) => `${source.kind === 'peer' ? source.author : ''}|${text}`);
		// An exchange of another session that is only judged now has taught what it could.
		if (known || feedback === undefined) {
			const fresh = learnt.filter((_, i) => !known?.has(keys[i]!));
			const near = await nearnessOf(
				fresh.map(({ text }) => text),
				claims.map(({ text }) => text),
				embedder?.()
			);
			claims = withLearnt(claims, fresh, newId, near);
		}
		// A mind that changes again learns again.
		this.#taught.set(id, new Set(feedback === 'wrong' ? [] : [...(known ?? []), ...keys]));
		if (feedback === 'useful' || feedback === 'not-useful') claims = withJudged(claims, id, feedback);
		return known ? claims : withUsed(claims, usedIn(exchange), now());
	}

	async switch(on: boolean): Promise<MemoryView> {
		await this.#open();
		await this.#deps.store.settings.put(SETTING, on);
		this.#on = on;
		return this.#view();
	}

	edit(id: string, text: string): Promise<MemoryView> {
		const words = text.trim().slice(0, MAX_EDITED_CHARS).toWellFormed();
		return this.one(id, (claim) => {
			if (words === '') return claim;
			const isFirst = !claim.edited && words !== claim.text;
			for (const source of claim.sources)
				if (isFirst && source.kind === 'peer') this.#deps.corrected?.(source.exchange, source.author);
			return withEdited(claim, words);
		});
	}

	one(id: string, change: (claim: Claim) => Claim): Promise<MemoryView> {
		return this.change((claims) => claims.map((claim) => (claim.id === id ? change(claim) : claim)));
	}

	delete(id: string): Promise<MemoryView> {
		return this.change((claims) => {
			const claim = claims.find((one) => one.id === id);
			if (claim) {
				this.#deleted.set(id, claim);
				setTimeout(() => this.#deleted.delete(id), KEPT_AFTER_DELETION_MS);
			}
			return claims.filter((one) => one !== claim);
		});
	}

	undelete(id: string): Promise<MemoryView> {
		return this.change((claims) => {
			const claim = this.#deleted.get(id);
			this.#deleted.delete(id);
			return claim ? [...claims, claim] : claims;
		});
	}

	forget(): Promise<MemoryView> {
		this.#deleted.clear();
		return this.change(() => []);
	}

	/** Stores what differs, and shows it once it is stored. */
	change(change: Change): Promise<MemoryView> {
		const changed = this.#last.then(async () => {
			await this.#open();
			const before = this.#claims;
			const after = await change(before);
			if (after !== before) await this.#store(before, after);
			return this.#view();
		});
		this.#last = changed.catch(() => undefined);
		return changed;
	}

	async #store(before: readonly Claim[], after: readonly Claim[]): Promise<void> {
		const { claims } = this.#deps.store;
		const same = new Set(before);
		const left = new Set(after.map(({ id }) => id));
		if (after.length === 0) await claims.clear();
		else for (const { id } of before) if (!left.has(id)) await claims.remove(id);
		for (const claim of after) if (!same.has(claim)) await claims.put(claim);
		this.#claims = after;
		this.#recall = undefined;
	}

	/** Where it cannot be read now, the next call tries again. */
	#open(): Promise<void> {
		return (this.#opened ??= this.#load().catch((error: unknown) => {
			this.#opened = undefined;
			throw error;
		}));
	}

	async #load(): Promise<void> {
		const { claims, settings } = this.#deps.store;
		this.#on = (await settings.get(SETTING)) !== false;
		this.#claims = await claims.list();
	}

	#view(): MemoryView {
		const shown = this.#claims.map((claim) => ({ ...claim, holdsUntil: holdsUntil(claim) }));
		return { on: this.#on, claims: shown.reverse() };
	}
}
