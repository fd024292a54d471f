/**
 * Answers of several peers to one question, grouped by what they say: who agrees with whom, and what exactly differs
 * between those who do not. Without a model by words, numbers, days, names, yes and no, and by citing the same text; an
 * embedder's likeness may join what words alone would not, never across a number, a day, a name or a "not".
 */
import { base64url, sha256, utf8 } from '../protocol/bytes.ts';
import type { PeerId } from '../protocol/identity.ts';
import { differenceOf, factOf, saySame, type Difference, type Fact, type Near } from './meaning-facts.ts';
import { NodeError, type Embedder } from './ports.ts';
import { contentOf, sentencesOf, wordsOf } from './support-words.ts';

/** What one peer's answer rests on. */
export interface Said {
	readonly by: PeerId;
	readonly quotes: readonly Quoted[];
}

export interface Quoted {
	readonly text: string;
	/** Names the passage it was taken from. */
	readonly hash: string;
}

/** Those who say the same. `meaning` is the same for whoever joins later. */
export interface Meant {
	readonly meaning: string;
	readonly said: readonly Said[];
}

/** What speaks between two groups, by their places. */
export type Against = Difference & { readonly between: readonly [number, number] };

export interface Compared {
	/** Most voices first, then in the order in which they came. */
	readonly groups: readonly Meant[];
	readonly against: readonly Against[];
}

/** Sentences of one answer that are looked at; the rest of a long one is detail. */
const MOST_FACTS = 12;
/** Sentences that an embedder is asked about. */
const MOST_EMBEDDED = 64;

/** Pure and the same in every run; linear in the answers for each group. `near` from `nearnessOf`. */
export function compared(answers: readonly Said[], question: string, near?: Near): Compared {
	let groups: readonly Meant[] = [];
	for (const answer of answers) groups = joined(groups, answer, question, near);
	const sorted = groups.toSorted((a, b) => voices(b) - voices(a));
	return { groups: sorted, against: againstIn(sorted, question) };
}

const voices = ({ said }: Meant): number => new Set(said.map(({ by }) => by)).size;

/**
 * The groups with one more answer: in the first that says the same and holds nobody who says otherwise, else in a new
 * one. Its `meaning` is what the router compares.
 */
export function joined(
	groups: readonly Meant[],
	answer: Said,
	question: string,
	near?: Near
): readonly Meant[] {
	const facts = factsOf(answer, question);
	const at = groups.findIndex(({ said }) => fits(answer, facts, said, question, near));
	const group = groups[at];
	if (!group) return [...groups, { meaning: meaningOf(answer), said: [answer] }];
	return groups.with(at, { ...group, said: [...group.said, answer] });
}

function fits(
	answer: Said,
	facts: readonly Fact[],
	members: readonly Said[],
	question: string,
	near: Near | undefined
): boolean {
	const theirs = members.map((one) => factsOf(one, question));
	if (theirs.some((others) => firstDifference(facts, others) !== undefined)) return false;
	return members.some(
		(member, i) =>
			citeTheSame(answer, member) ||
			facts.some((one) => theirs[i]!.some((other) => saySame(one, other, near)))
	);
}

/** The same words of the same text. */
const citeTheSame = (a: Said, b: Said): boolean =>
	a.quotes.some((one) =>
		b.quotes.some(
			({ hash, text }) => hash === one.hash && (text.includes(one.text) || one.text.includes(text))
		)
	);

const factsOf = ({ quotes }: Said, question: string): readonly Fact[] => {
	const asked = contentOf(question);
	return quotes
		.flatMap(({ text }) => sentencesOf(text).map(({ start, end }) => text.slice(start, end)))
		.slice(0, MOST_FACTS)
		.map((sentence) => factOf(sentence, asked));
};

/** Of sentences that say the same as some other, none is held against a third. */
function firstDifference(facts: readonly Fact[], others: readonly Fact[]): Difference | undefined {
	for (const one of facts) {
		if (others.some((other) => saySame(one, other, undefined))) continue;
		for (const other of others) {
			if (facts.some((fact) => saySame(fact, other, undefined))) continue;
			const difference = differenceOf(one, other);
			if (difference) return difference;
		}
	}
	return undefined;
}

function againstIn(groups: readonly Meant[], question: string): readonly Against[] {
	const facts = groups.map(({ said }) => said.map((one) => factsOf(one, question)));
	return facts.flatMap((one, i) =>
		facts.slice(i + 1).flatMap((other, past): Against[] => {
			for (const a of one)
				for (const b of other) {
					const difference = firstDifference(a, b);
					if (difference) return [{ between: [i, i + 1 + past], ...difference }];
				}
			return [];
		})
	);
}

/** Names a group by the words of the first who said it, in any order and case. */
const meaningOf = ({ quotes }: Said): string => {
	const words = quotes.flatMap(({ text }) => wordsOf(text).map(({ folded }) => folded));
	return base64url(sha256(utf8([...new Set(words)].sort().join(' ')))).slice(0, 22);
};

/** An embedder's likeness of all the sentences, asked for once; undefined where there is none or it fails. */
export async function nearnessOf(
	answers: readonly Said[],
	question: string,
	embedder: Embedder | undefined,
	signal?: AbortSignal
): Promise<Near | undefined> {
	if (!embedder || answers.length < 2) return undefined;
	const texts = answers.flatMap((answer) => factsOf(answer, question).map(({ text }) => text));
	const asked = [...new Set(texts)].slice(0, MOST_EMBEDDED);
	try {
		const vectors = await embedder.embed(asked, signal);
		const of = new Map(asked.map((text, i) => [text, vectors[i]]));
		return (a, b) => of.get(a)?.reduce((sum, x, i) => sum + x * (of.get(b)?.[i] ?? 0), 0) ?? 0;
	} catch (error) {
		// By words alone then.
		if (error instanceof NodeError) return undefined;
		throw error;
	}
}
