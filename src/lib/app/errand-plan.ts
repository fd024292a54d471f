/**
 * Reads what the person typed into a plan: whom to ask and tell what, in which words. Rules only, and nothing but the person's
 * own words and what they chose goes in; names of contacts and communities are compared and never read. The plan is a
 * proposal: what it could not read it says, and nothing of it is sent before the person has seen every word.
 */
import type { Item } from '#lib/agent/ports.ts';
import {
	MAX_ERRAND_CHARS,
	MAX_ERRAND_STEPS,
	MAX_STEP_CHARS,
	MAX_WAIT_MS,
	type Where
} from './errands-api.ts';
import { writtenText } from './community-said.ts';
import { putAsQuestion, unquoted } from './errand-question.ts';
import { ARTICLE, CLAUSE, doingAt, FILLERS, phraseAt, waitIn, WITH, type Doing } from './errand-verbs.ts';
import { group, whoAt, type Around, type Whom } from './errand-whom.ts';

export type { Around } from './errand-whom.ts';

/** Long enough for whoever looks in at the weekend. */
export const WAIT_MS = 3 * 24 * 60 * 60_000;

/** What is to be shared beside what was typed. */
export interface Article {
	readonly title: string;
	readonly text: string;
}

/** What is shared of an item of the person's own: a page by its address, anything else by its words. */
export function articleOf({ title, text, origin }: Pick<Item, 'title' | 'text' | 'origin'>): Article {
	return { title, text: `${title}${origin?.url === undefined ? `\n\n${text}` : `\n${origin.url}`}` };
}

export interface PlannedStep {
	readonly kind: 'ask' | 'share';
	/** Absent: the person has to say. */
	readonly where?: Where;
	readonly text: string;
	/** A question still in the words of the errand. */
	readonly isRaw: boolean;
	/** The title of what the words were taken from. */
	readonly from?: string;
}

/**
 * `too-long`, `too-many` for one errand · `nothing` no verb of ours in it · `before` stands in front of the first · `whom`
 * nobody of that name · `alike` several are called that · `which` there are several groups · `what` nothing to say there ·
 * `cut` more than one step holds.
 */
export interface Unclear {
	readonly why: 'too-long' | 'too-many' | 'nothing' | 'before' | 'whom' | 'alike' | 'which' | 'what' | 'cut';
	/** The part of what was typed. */
	readonly text: string;
}

export interface Plan {
	readonly steps: readonly PlannedStep[];
	/** How long answers are gathered; null: not at all. */
	readonly waitMs: number | null;
	readonly unclear: readonly Unclear[];
}

export function planErrand(typed: string, around: Around, article?: Article): Plan {
	if (typed.length > MAX_ERRAND_CHARS)
		return { steps: [], waitMs: WAIT_MS, unclear: [{ why: 'too-long', text: '' }] };
	const text = writtenText(typed);
	const { clauses, before } = clausesIn(text);
	const reading = new Reading(around, article);
	for (const { doing, rest } of clauses) reading.take(doing, rest);
	if (before !== '') reading.unclear.push({ why: clauses.length === 0 ? 'nothing' : 'before', text: before });
	return reading.plan();
}

interface Clause {
	readonly doing: Doing;
	/** What stands behind the verb. */
	readonly rest: string;
}

const QUOTED = /"[^"]*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|»[^«]*«/gsu;
/** Behind a comma or the end of a sentence, or at a word that goes on. */
const BREAK = /(?<=[,;.:!?…])\s+|\n+|\s+(?=(?:and|then|und|dann)\s)/giu;

/** A clause begins where a verb of ours does; every other comma is part of what is to be said. */
function clausesIn(text: string): { readonly clauses: readonly Clause[]; readonly before: string } {
	const quoted = [...text.matchAll(QUOTED)].map(({ index, 0: all }) => [index, index + all.length] as const);
	const isQuoted = (at: number): boolean => quoted.some(([from, to]) => at > from && at < to);
	const starts = [0, ...[...text.matchAll(BREAK)].map(({ index, 0: all }) => index + all.length)];
	// "…, and then ask": two ways to the same verb.
	const begun = new Map<number, { readonly at: number; readonly doing: Doing; readonly from: number }>();
	for (const at of starts.filter((one) => !isQuoted(one))) {
		const verbAt = at + fillersAt(text.slice(at));
		const found = doingAt(text.slice(verbAt));
		if (found && !begun.has(verbAt))
			begun.set(verbAt, { at, doing: found.doing, from: verbAt + found.length });
	}
	const all = [...begun.values()];
	const clauses = all.map(({ doing, from }, i) => ({
		doing,
		rest: text.slice(from, all[i + 1]?.at ?? text.length).trim()
	}));
	return { clauses, before: trimmed(text.slice(0, all[0]?.at ?? text.length)) };
}

/** How many letters at the beginning say nothing. */
function fillersAt(text: string): number {
	let at = 0;
	for (;;) {
		at += /^[\s,]*/.exec(text.slice(at))![0].length;
		const filler = phraseAt(text.slice(at), FILLERS);
		if (filler === undefined) return at;
		at += filler.length;
	}
}

const trimmed = (text: string): string => text.replace(/^[\s,:;]+|[\s,;:]+$/gu, '');
const LINK_ONLY = /^https?:\/\/\S+$/u;

class Reading {
	readonly unclear: Unclear[] = [];
	readonly #around: Around;
	readonly #article: Article | undefined;
	readonly #steps: PlannedStep[] = [];
	/** Whoever was named last: "share it" goes there too. */
	#last: readonly Where[] = [];
	#waitMs: number | null = null;
	#isUsed = false;

	constructor(around: Around, article: Article | undefined) {
		this.#around = around;
		this.#article = article;
	}

	take(doing: Doing, rest: string): void {
		if (doing === 'ask') this.#ask(rest);
		else if (doing === 'share') this.#share(rest);
		else this.#waitMs = Math.min(waitIn(rest) ?? WAIT_MS, MAX_WAIT_MS);
	}

	plan(): Plan {
		const article = this.#article;
		if (article && !this.#isUsed) this.#add('share', this.#default(), { ...article, isRaw: false });
		const surplus = this.#steps.length > MAX_ERRAND_STEPS;
		if (surplus) this.unclear.push({ why: 'too-many', text: '' });
		const steps = this.#steps.slice(0, MAX_ERRAND_STEPS);
		const isAsked = steps.some(({ kind }) => kind === 'ask');
		return { steps, waitMs: this.#waitMs ?? (isAsked ? WAIT_MS : null), unclear: this.unclear };
	}

	#ask(rest: string): void {
		const whom = this.#whomAt(rest) ?? this.#unnamed(rest);
		// The second half of "fragt … nach".
		const said = trimmed(whom.rest.replace(/^\s*nach\s*,/iu, ''));
		if (said === '') this.unclear.push({ why: 'what', text: rest });
		const { text, isRaw } = putAsQuestion(said);
		this.#add('ask', whom.where, { text, isRaw });
	}

	#share(rest: string): void {
		const whom = this.#whomAt(rest) ?? this.#whomBehind(rest) ?? { where: this.#default(), rest };
		const said = trimmed(whom.rest.replace(/^[\s,]*(know\s+)?(that|dass)\s+/iu, ''));
		const isSentence = said !== trimmed(whom.rest);
		const article = phraseAt(said, ARTICLE);
		const behind = article === undefined ? said : trimmed(said.slice(article.length));
		if (article !== undefined && behind === '') return this.#shareArticle(whom.where, rest);
		const isPointed = article !== undefined && /https?:\/\//u.test(behind);
		const words = unquoted(said) ?? (isPointed ? behind : said);
		if (words === '') this.unclear.push({ why: 'what', text: rest });
		const text = isSentence ? words.charAt(0).toLocaleUpperCase() + words.slice(1) : words;
		this.#add('share', whom.where, { text, isRaw: false });
	}

	#shareArticle(where: readonly (Where | undefined)[], rest: string): void {
		if (!this.#article) this.unclear.push({ why: 'what', text: rest });
		this.#isUsed = true;
		this.#add('share', where, { text: '', ...this.#article, isRaw: false });
	}

	/** Named at the beginning. */
	#whomAt(rest: string): Whom | undefined {
		const whom = whoAt(rest, this.#around, this.#last);
		if (whom?.unclear) this.unclear.push(whom.unclear);
		return whom;
	}

	/** Nobody we know is named: a name that is unknown, or none at all. */
	#unnamed(rest: string): Whom {
		const words = rest.split(/\s+/);
		const at = words.findIndex((word) => CLAUSE.includes(word.toLowerCase().replace(/[,:]+$/u, '')));
		if (at === 0 || unquoted(rest) !== undefined) return { where: this.#default(), rest };
		const colon = rest.indexOf(':');
		const [name, said] =
			at > 0
				? [words.slice(0, at).join(' '), words.slice(at).join(' ')]
				: colon > 0
					? [rest.slice(0, colon), rest.slice(colon + 1)]
					: ['', rest];
		this.unclear.push({ why: 'whom', text: trimmed(name) || rest });
		return { where: [undefined], rest: said };
	}

	/** "… with Bea": only where nothing but names follows. */
	#whomBehind(rest: string): Whom | undefined {
		const quotes = [...rest.matchAll(QUOTED)];
		for (const { index, 0: word } of rest.matchAll(/(?<=\s)\p{L}+(?=\s)/gu)) {
			if (!WITH.includes(word.toLowerCase())) continue;
			if (quotes.some((one) => index > one.index && index < one.index + one[0].length)) continue;
			const [said, names] = [trimmed(rest.slice(0, index)), trimmed(rest.slice(index + word.length))];
			const whom = whoAt(names, this.#around, this.#last);
			if (whom && /^[\s.!]*$/u.test(whom.rest)) {
				if (whom.unclear) this.unclear.push(whom.unclear);
				return { where: whom.where, rest: said };
			}
			// A link, or what was chosen, and then a name that nobody has: it must not go to everybody instead.
			const article = phraseAt(said, ARTICLE);
			if (!LINK_ONLY.test(said) && article?.length !== said.length) continue;
			this.unclear.push({ why: 'whom', text: names });
			return { where: [undefined], rest: said };
		}
		return undefined;
	}

	#default(): readonly (Where | undefined)[] {
		if (this.#last.length > 0) return this.#last;
		const where = group(this.#around);
		if (!where) this.unclear.push({ why: 'which', text: '' });
		return [where];
	}

	#add(
		kind: PlannedStep['kind'],
		where: readonly (Where | undefined)[],
		said: { readonly text: string; readonly isRaw: boolean; readonly title?: string }
	): void {
		const { isRaw, title: from } = said;
		const whole = writtenText(said.text);
		const text = whole.slice(0, MAX_STEP_CHARS);
		if (text !== whole) this.unclear.push({ why: 'cut', text: from ?? '' });
		for (const one of where)
			this.#steps.push({
				kind,
				text,
				isRaw,
				...(one && { where: one }),
				...(from !== undefined && { from })
			});
		const named = where.filter((one) => one !== undefined);
		if (named.length > 0) this.#last = named;
	}
}
