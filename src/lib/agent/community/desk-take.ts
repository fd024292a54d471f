/**
 * How entries come in: opened, several at once; then put into their logs one after the other, or held back until what they
 * need is there. What nobody honest would have handed on is refused and says so.
 */
import type { ActOf } from '../../protocol/acts.ts';
import type { EntryId, Entry } from '../../protocol/entry.ts';
import type { PeerId } from '../../protocol/identity.ts';
import { MAX_ENTRIES_TOLD } from '../../protocol/limits.ts';
import { isRefusal, refuse, type Refusal, type RefusalReason } from '../../protocol/refusal.ts';
import type { Ground } from './desk-ground.ts';
import type { Held } from './log.ts';
import { tally } from './roles.ts';
import type { Taken } from './views.ts';

/** What the desk cannot do by itself; in a test without signatures something faster. */
export interface Opens {
	entry(text: string, now: number): Promise<Entry | Refusal>;
	/** The same for what this device verified before it kept it. */
	kept(text: string): Entry | Refusal;
	/** A card of `of`, genuine at that time. */
	card(text: string, at: number, of: PeerId): Promise<Refusal | object>;
	proof(proof: string, key: string, community: string, author: PeerId): Promise<boolean>;
}

/** A clock further ahead of all that is known would leave no room for others. */
const CLOCK_LEAP = 1_000_000;
/** Of one author, written in the minute in which they come. */
const FLOOD = 2_000;
const MINUTE_MS = 60_000;
/**
 * Letters of one author that are kept of one community: a dozen hours of nothing but typing into its pages. Beyond it one
 * member would fill the memory of all others. Of whoever gets there members may see different parts, and of nobody else.
 */
export const AUTHOR_CHARS = 64 * 1024 * 1024;

/** A newer peer's acts, and what only time made wrong, are nobody's fault. */
const NOBODYS: ReadonlySet<RefusalReason> = new Set(['unknown-kind', 'not-yet', 'expired', 'stranger']);

interface Refused {
	readonly reason: RefusalReason;
	readonly toBlame: boolean;
}
const refused = (reason: RefusalReason, toBlame = !NOBODYS.has(reason)): Refused => ({ reason, toBlame });

export async function takeIn(
	ground: Ground,
	texts: readonly string[],
	now: number,
	opens: Opens,
	authorChars: number
): Promise<Taken> {
	const take = new Take(ground, opens, now, authorChars);
	for (let at = 0; at < texts.length; at += MAX_ENTRIES_TOLD)
		await take.some(texts.slice(at, at + MAX_ENTRIES_TOLD));
	return take.taken();
}

/** What this device kept, in the order in which it was kept. */
export async function reopen(ground: Ground, texts: readonly string[], opens: Opens): Promise<void> {
	for (const text of texts) {
		const entry = opens.kept(text);
		if (isRefusal(entry)) continue;
		const fit = ground.fit(entry);
		if (fit === 'follows' || fit === 'forks') ground.put(entry);
		else if (fit === 'gap') ground.waiting.add(entry);
	}
	await prove(ground, opens);
}

/** Judges the joins whose invite is known by now. */
async function prove(ground: Ground, opens: Opens): Promise<void> {
	for (const held of [...ground.unproven]) {
		const { act } = held.entry;
		const invite = act.kind === 'join' ? ground.byId.get(act.invite)?.entry.act : undefined;
		if (act.kind !== 'join' || invite?.kind !== 'invite') continue;
		const proven = await opens.proof(act.proof, invite.key, ground.id, held.author);
		if (!ground.unproven.delete(held)) continue;
		held.proven = proven;
		ground.stale();
	}
}

class Take {
	readonly #ground: Ground;
	readonly #opens: Opens;
	readonly #now: number;
	readonly #authorChars: number;
	readonly #fresh = new Map<EntryId, string>();
	readonly #refused: Refused[] = [];
	readonly #waiting = new Set<EntryId>();

	constructor(ground: Ground, opens: Opens, now: number, authorChars: number) {
		this.#authorChars = authorChars;
		this.#ground = ground;
		this.#opens = opens;
		this.#now = now;
	}

	async some(texts: readonly string[]): Promise<void> {
		const unknown = [...new Set(texts)].filter((text) => !this.#ground.texts.has(text));
		const opened = await Promise.all(unknown.map((text) => this.#open(text)));
		const entries = opened.filter((one): one is Entry => !isRefusal(one));
		for (const one of opened) if (isRefusal(one)) this.#refuse(one.rejected);
		for (const entry of entries.sort((a, b) => a.clock - b.clock || a.seq - b.seq)) await this.#settle(entry);
		await this.#again();
	}

	taken(): Taken {
		const { waiting } = this.#ground;
		return {
			fresh: [...this.#fresh.values()],
			waiting: [...this.#waiting].filter((id) => waiting.has(id)).length,
			refused: this.#refused
		};
	}

	async #open(text: string): Promise<Entry | Refusal> {
		const entry = await this.#opens.entry(text, this.#now);
		return isRefusal(entry) ? entry : ((await this.#wrongIn(entry)) ?? entry);
	}

	async #wrongIn({ community, act, at, author }: Entry): Promise<Refusal | undefined> {
		if (community !== this.#ground.id) return refuse('malformed', 'community');
		if (act.kind !== 'join' && act.kind !== 'found' && act.kind !== 'card') return undefined;
		const card = await this.#opens.card(act.card, at, author);
		return isRefusal(card) ? card : undefined;
	}

	/** Whether there is anything to do is told by what became of the ones before. */
	async #again(): Promise<void> {
		const { waiting } = this.#ground;
		for (let before = -1; waiting.size > 0 && before !== this.#fresh.size;) {
			before = this.#fresh.size;
			for (const entry of waiting.list()) await this.#settle(entry);
		}
	}

	async #settle(entry: Entry): Promise<void> {
		const ground = this.#ground;
		const fit = ground.fit(entry);
		if (fit === 'doubtful') ground.doubt(entry);
		if (fit === 'gap' || fit === 'doubtful') return this.#wait(entry);
		ground.waiting.delete(entry);
		if (fit === 'known' || fit === 'beyond') return;
		if (fit === 'backwards') return this.#refuse('malformed');
		if (entry.clock > ground.highest + CLOCK_LEAP) return this.#refuse('malformed', false);
		if (this.#isTooEarly(entry)) return this.#wait(entry);
		if (this.#isTooMuch(entry) || this.#floods(entry)) return this.#refuse('oversize', false);
		if (fit === 'follows' && entry.seq === 1) return this.#begin(entry);
		this.#keep(ground.put(entry));
		await prove(ground, this.#opens);
	}

	/** The first entry of a log, before what lets its author in. Taken again with every lot that comes: it is no flood. */
	#isTooEarly({ act, author, seq }: Entry): boolean {
		const { founded, roles } = this.#ground;
		if (seq > 1 || act.kind === 'found') return false;
		return act.kind === 'join' ? !founded || !this.#inviteOf(act) : !roles.ever.people.has(author);
	}

	#inviteOf(act: ActOf<'join'>): ActOf<'invite'> | undefined {
		const invite = this.#ground.byId.get(act.invite)?.entry.act;
		return invite?.kind === 'invite' ? invite : undefined;
	}

	/** The first entry of a log: it counts, or the log is none of this community's. */
	async #begin(entry: Entry): Promise<void> {
		const ground = this.#ground;
		const { act, author, dev } = entry;
		let proven: boolean | undefined;
		if (act.kind === 'join') {
			const key = this.#inviteOf(act)?.key;
			proven = key !== undefined && (await this.#opens.proof(act.proof, key, ground.id, author));
			if (!proven) return this.#refuse('signature');
		}
		const { highest } = ground;
		const held = ground.put(entry, proven);
		if (ground.roles.ever.logs.has(dev)) return this.#keep(held);
		ground.takeBack(held);
		ground.highest = highest;
		if (act.kind === 'join') return this.#refuse('expired');
		this.#refuse('stranger');
	}

	#keep({ id, entry }: Held): void {
		this.#fresh.set(id, entry.text);
		this.#waiting.delete(id);
	}

	#wait(entry: Entry): void {
		this.#ground.waiting.add(entry);
		this.#waiting.add(entry.id);
	}

	#refuse(reason: RefusalReason, toBlame?: boolean): void {
		this.#refused.push(refused(reason, toBlame));
	}

	/** Nobody is to blame for handing it on: they may hold less of that author. */
	#isTooMuch({ author, text }: Entry): boolean {
		const { chars, seen } = this.#ground;
		if ((chars.get(author) ?? 0) + text.length <= this.#authorChars) return false;
		tally(seen, author, 'too-much', this.#now);
		return true;
	}

	/** Counts only what was written just now: what others have of old comes all at once, and honestly so. */
	#floods({ author, at }: Entry): boolean {
		const { floods, seen } = this.#ground;
		if (Math.abs(at - this.#now) > MINUTE_MS) return false;
		const last = floods.get(author);
		const known = last && this.#now - last.since < MINUTE_MS ? last : { since: this.#now, entries: 0 };
		if (known.entries >= FLOOD) {
			tally(seen, author, 'flood', this.#now);
			return true;
		}
		floods.set(author, { ...known, entries: known.entries + 1 });
		return false;
	}
}
