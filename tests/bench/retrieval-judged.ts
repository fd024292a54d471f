/** Questions whose right answers are known, and how good an order of what was found is. Also runs in a page. */

export interface Question {
	readonly text: string;
	readonly right: readonly string[];
	/** What was chosen was chosen on these. */
	readonly tunes: boolean;
}

export interface RetrievalSet {
	readonly name: string;
	readonly items: readonly {
		readonly id: string;
		readonly title: string;
		readonly texts: readonly string[];
	}[];
	readonly questions: readonly Question[];
}

const BEST = 10;

const discount = (rank: number): number => 1 / Math.log2(rank + 2);

/** nDCG@10 and Recall@10 of one question's `found`, best first. */
export function judged(
	found: readonly string[],
	right: readonly string[]
): { readonly ndcg: number; readonly recall: number } {
	const ideal = right.slice(0, BEST).reduce((sum, _, rank) => sum + discount(rank), 0);
	const gain = found
		.slice(0, BEST)
		.reduce((sum, id, rank) => sum + (right.includes(id) ? discount(rank) : 0), 0);
	return {
		ndcg: gain / ideal,
		recall: found.slice(0, BEST).filter((id) => right.includes(id)).length / right.length
	};
}
