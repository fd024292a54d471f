/** How well a card fits a question, by cells alone: what peers are compared by before anything is known of them. */
import { fieldOf, isTopic, type Cell, type Weighted } from './cells.ts';

/** A word says more than a topic that it shares with a thousand other words; a neighbouring topic says little. */
const WORTH = { word: 1, topic: 0.5, field: 0.06 } as const;

/** 0 where nothing fits; comparable between cards for one question. A card that claims much claims little of each. */
export function matchOf(cells: readonly Cell[], card: readonly Weighted[]): number {
	const whole = card.reduce((sum, { weight }) => sum + weight, 0);
	if (whole === 0) return 0;
	let match = 0;
	for (const cell of cells) {
		const claimed = card.find((one) => one.cell === cell);
		const share = (weight: number): number => Math.sqrt(weight / whole);
		if (claimed) match += (isTopic(cell) ? WORTH.topic : WORTH.word) * share(claimed.weight);
		else if (isTopic(cell)) {
			const near = card.find((one) => fieldOf(one.cell) === fieldOf(cell));
			if (near) match += WORTH.field * share(near.weight);
		}
	}
	return match;
}
