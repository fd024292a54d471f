/** Finds claims by their words: a small index over what is remembered, made anew when that has changed. */
import { claimWords, keyOf } from './claims-words.ts';
import { strengthAt } from './claims.ts';
import type { Claim } from './ports.ts';
import { contentOf } from './support-words.ts';

/** Behind one's own notes there is room for a few. */
const MOST = 6;
/** What shares less than this of a question's words, the rarer ones counting more, is about something else. */
const ENOUGH = 0.34;

export type Recall = (question: string, now: number) => readonly Claim[];

export function recallFrom(claims: readonly Claim[]): Recall {
	const byWord = new Map<string, Set<Claim>>();
	for (const claim of claims) {
		const titles = claim.sources.map((source) => (source.kind === 'peer' ? source.title : ''));
		const keys = [...claimWords(claim.text).keys, ...contentOf(titles.join(' ')).map(keyOf)];
		for (const key of keys) byWord.set(key, (byWord.get(key) ?? new Set()).add(claim));
	}
	const rarity = (key: string): number =>
		Math.log(1 + claims.length / Math.max(1, byWord.get(key)?.size ?? 0));
	return (question, now) => {
		const keys = [...new Set(contentOf(question).map(keyOf))];
		const all = keys.reduce((sum, key) => sum + rarity(key), 0);
		const shares = new Map<Claim, number>();
		for (const key of keys)
			for (const claim of byWord.get(key) ?? [])
				shares.set(claim, (shares.get(claim) ?? 0) + rarity(key) / all);
		return [...shares]
			.filter(([, share]) => share >= ENOUGH)
			.sort(([a, x], [b, y]) => y - x || strengthAt(b, now) - strengthAt(a, now))
			.slice(0, MOST)
			.map(([claim]) => claim);
	};
}
