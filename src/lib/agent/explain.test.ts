import { describe, expect, test } from 'vitest';
import type { PeerId } from '../protocol/identity.ts';
import { explained } from './explain.ts';
import type { Evidence, EvidenceKind, Overruling } from './ports.ts';
import { believed, viewOf } from './reputation.ts';
import type { Voice } from './attest-weight.ts';

const now = 1_800_000_000_000;
const peer = 'a'.repeat(64) as PeerId;
const of = (kind: EvidenceKind, query: string, cells?: readonly number[]): Evidence => ({
	...{ peer, kind, at: now, query },
	...(cells && { cells })
});
const names = (cell: number): string | undefined => ['Restaurants', 'Hotels', 'Restaurants'][cell];
interface More {
	readonly overruled?: Overruling;
	readonly voices?: readonly Voice[];
	readonly heard?: { readonly good: number; readonly bad: number };
	readonly friend?: boolean;
}
function why(evidence: readonly Evidence[], { overruled, voices = [], heard, friend = false }: More = {}) {
	const standing = { friend, ...(heard && { heard }) };
	return explained(
		peer,
		viewOf(believed(evidence, now), standing, false, overruled),
		evidence,
		voices,
		names
	);
}
const many = (n: number, kind: EvidenceKind, cells: readonly number[]): readonly Evidence[] =>
	Array.from({ length: n }, (_, i) => of(kind, `${kind}${i}`, cells));

describe('an explanation', () => {
	test('says how many answers were useful, in all and on each topic that has a name', () => {
		const { answers, topics } = why([
			...many(9, 'useful', [0, 40_000]),
			...many(1, 'wrong', [0]),
			...many(2, 'not-useful', [1])
		]);
		expect(answers).toEqual({ useful: 9, of: 12 });
		expect(topics).toEqual([
			{ name: 'Restaurants', useful: 9, of: 10 },
			{ name: 'Hotels', useful: 0, of: 2 }
		]);
	});

	test('counts an answer once, under a name once, and by the person’s last word on it', () => {
		const all = [of('kept', 'q', [0, 2]), of('useful', 'q', [0, 2]), of('wrong', 'q', [0, 2])];
		expect(why(all)).toMatchObject({
			answers: { useful: 0, of: 1 },
			topics: [{ name: 'Restaurants', useful: 0, of: 1 }]
		});
		expect(why(all.slice(0, 2)).answers).toEqual({ useful: 1, of: 1 });
	});

	test('goes by what people did where they said nothing; a correction outweighs a copy', () => {
		expect(why([of('kept', 'a')]).answers).toEqual({ useful: 1, of: 1 });
		expect(why([of('kept', 'a'), of('corrected', 'a')]).answers).toEqual({ useful: 0, of: 1 });
		expect(why([of('asked-again', 'a')]).answers).toEqual({ useful: 0, of: 1 });
	});

	test('does not count what nobody judged, and says apart what was missing and what did not hold', () => {
		const all = [of('nothing', 'a'), of('silent', 'b'), of('offline', 'c'), of('citation-failed', 'd')];
		expect(why([...all, of('citation-verified', 'e')])).toMatchObject({
			...{ answers: { useful: 0, of: 0 }, without: 3, broken: 1 }
		});
	});

	test('says who else speaks for or against them, who is not heard, and what all that counts as', () => {
		const voice = (good: number, bad: number, mean: number): Voice => ({
			...{ said: { good, bad }, writtenAt: now },
			issuer: { mean, seen: 5, alpha: 1, beta: 1 }
		});
		const voices = [voice(3, 0, 0.8), voice(2, 0, 0.9), voice(0, 4, 0.7), voice(0, 9, 0.2)];
		expect(why([], { voices, heard: { good: 1.34, bad: 0.5 } }).others).toEqual({
			...{ for: 2, against: 1, unheard: 1, counts: 1.8 }
		});
	});

	test('names the stance: the person’s word, then what was seen, then that they are new', () => {
		const stance = (...given: Parameters<typeof why>): string => why(...given).stance;
		expect(stance([])).toBe('newcomer');
		expect(stance([], { friend: true })).toBe('friend');
		expect(stance(many(3, 'useful', []))).toBe('known');
		expect(stance(many(3, 'wrong', []))).toBe('limited');
		expect(stance(many(3, 'wrong', []), { overruled: 'trust' })).toBe('trusted');
		expect(stance(many(3, 'useful', []), { overruled: 'limit' })).toBe('limited-by-you');
	});
});
