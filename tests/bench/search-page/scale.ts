/** Passages and questions to measure search at size with: words drawn by Zipf, the same ones each time. */

export interface Passage {
	readonly title: string;
	readonly text: string;
}

const WORDS = 50_000;
const WORDS_A_PASSAGE = 113;
/** Words rarer than these are what a question is about; the others are what stop words are dropped for. */
const COMMON = 100;
const CONSONANTS = 'bcdfghjklmnprstvz';
const VOWELS = 'aeiou';

function chances(seed: number): () => number {
	let state = seed;
	return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** The word of a rank, said in syllables: its letters tell nothing of how common it is. */
function word(rank: number): string {
	let rest = (rank * 2_654_435_761) % 4_294_967_296;
	let said = '';
	for (let n = 0; n < 3; n++) {
		said += CONSONANTS[rest % CONSONANTS.length]! + VOWELS[Math.floor(rest / 32) % VOWELS.length]!;
		rest = Math.floor(rest / 512);
	}
	return `${said}${rank % CONSONANTS.length > 8 ? '' : CONSONANTS[rank % CONSONANTS.length]}`;
}

export function* passages(count: number): Generator<Passage> {
	const chance = chances(1);
	const drawn = (): string => word(Math.floor(WORDS ** chance()));
	for (let n = 0; n < count; n++) {
		const words: string[] = [];
		for (let w = 0; w < WORDS_A_PASSAGE; w++) words.push(drawn());
		yield { title: `${drawn()} ${drawn()} ${drawn()}`, text: `${words.join(' ')}.` };
	}
}

/** Two to six words each, rare and less rare ones. */
export function questions(count: number): readonly string[][] {
	const chance = chances(7);
	return Array.from({ length: count }, () =>
		Array.from({ length: 2 + Math.floor(chance() * 5) }, () =>
			word(Math.floor(COMMON * (WORDS / COMMON) ** chance()))
		)
	);
}

/** Half-typed: whole words and the beginning of one. */
export const beginnings = (count: number): readonly string[] =>
	questions(count).map(([first = '', second = ''], n) =>
		n % 2 === 0 ? first.slice(0, 3 + (n % 3)) : `${first} ${second.slice(0, 2 + (n % 3))}`
	);
