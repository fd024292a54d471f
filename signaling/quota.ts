/**
 * Who may do how much. Token buckets by key and by address, and a ban for those who do not listen when refused.
 * Every map is bounded: the longest unused is forgotten first, so that a flood of names costs memory for a while and
 * never more than that.
 */

const MAX_NAMES = 50_000;
/** Refusals within a minute before they count as one strike: a burst that stops when told so is no offence. */
const REFUSALS_PER_STRIKE = 100;
const STRIKES = 3;

interface Level {
	tokens: number;
	at: number;
}

/** A refusal says when to come back; 0 is a yes. */
export type WaitMs = number;

/** One kind of allowance for many names: `burst` at once, refilled at `perSecond`. */
export class Buckets {
	/** Names used lately, and those used before: half of the room each. A name that is used moves, all others cost nothing. */
	#levels = new Map<string, Level>();
	#older = new Map<string, Level>();
	readonly #burst: number;
	readonly #perSecond: number;

	constructor(allowance: { burst: number; perSecond: number }) {
		this.#burst = allowance.burst;
		this.#perSecond = allowance.perSecond;
	}

	/** Takes `cost` from the name's bucket, or nothing and says how long until there would be enough. */
	take(name: string, now: number, cost = 1): WaitMs {
		const level = this.#levels.get(name) ?? this.#recall(name, now);
		const refilled = level.tokens + ((now - level.at) / 1_000) * this.#perSecond;
		// A clock set back must not drain anybody, and one set forward must not fill beyond the burst.
		const tokens = Math.min(this.#burst, Math.max(refilled, level.tokens));
		const enough = tokens >= cost;
		level.tokens = enough ? tokens - cost : tokens;
		level.at = now;
		return enough ? 0 : Math.ceil(((cost - tokens) / this.#perSecond) * 1_000);
	}

	#recall(name: string, now: number): Level {
		const level = this.#older.get(name) ?? { tokens: this.#burst, at: now };
		if (this.#levels.size >= MAX_NAMES / 2) {
			this.#older = this.#levels;
			this.#levels = new Map();
		}
		this.#levels.set(name, level);
		return level;
	}

	/** How many names take room. */
	get size(): number {
		return this.#levels.size + this.#older.size;
	}
}

function forgetOldest(map: Map<string, unknown>): void {
	if (map.size <= MAX_NAMES) return;
	for (const name of map.keys()) {
		map.delete(name);
		return;
	}
}

/** Three strikes, then nothing for `banMs`. */
export class Strikes {
	readonly #refusals = new Buckets({ burst: REFUSALS_PER_STRIKE, perSecond: REFUSALS_PER_STRIKE / 60 });
	readonly #strikes = new Map<string, { count: number; until: number }>();
	readonly #banMs: number;
	/** A name was banned here; others may want to know. */
	onBan: (name: string, until: number) => void = () => {};

	constructor(banMs: number) {
		this.#banMs = banMs;
	}

	/** Notes one refusal; true when this one brought a ban. */
	refused(name: string, now: number, weight = 1): boolean {
		if (this.#refusals.take(name, now, weight) === 0) return false;
		return this.strike(name, now);
	}

	/** Notes one strike; true when it was the last. */
	strike(name: string, now: number): boolean {
		const held = this.#strikes.get(name);
		const count = held && held.until > now ? held.count + 1 : 1;
		this.#strikes.delete(name);
		this.#strikes.set(name, { count, until: now + this.#banMs });
		forgetOldest(this.#strikes);
		if (count === STRIKES) this.onBan(name, now + this.#banMs);
		return count === STRIKES;
	}

	/** A ban that another process has spoken. */
	impose(name: string, until: number): void {
		this.#strikes.set(name, { count: STRIKES, until });
		forgetOldest(this.#strikes);
	}

	/** Milliseconds the name must stay away; 0 when it need not. */
	banned(name: string, now: number): WaitMs {
		const held = this.#strikes.get(name);
		return held && held.count >= STRIKES && held.until > now ? held.until - now : 0;
	}
}

/** How many of something each name holds now. Entries vanish at zero, so the map is as large as what is held. */
export class Holdings {
	readonly #held = new Map<string, number>();

	of(name: string): number {
		return this.#held.get(name) ?? 0;
	}
	/** Adds one; the function returned gives it back, once. */
	hold(name: string): () => void {
		this.add(name);
		let given = false;
		return () => {
			if (given) return;
			given = true;
			this.drop(name);
		};
	}
	/** Adds one; whoever does sees to it that it is dropped once. For the many: a function each would cost more than the count. */
	add(name: string): void {
		this.#held.set(name, this.of(name) + 1);
	}
	drop(name: string): void {
		const left = this.of(name) - 1;
		if (left > 0) this.#held.set(name, left);
		else this.#held.delete(name);
	}
	get size(): number {
		return this.#held.size;
	}
}
