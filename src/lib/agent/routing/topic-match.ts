/** How well a card fits a question, by cells alone: what peers are compared by before anything is known of them. */
import { fieldOf, isTopic, type Cell, type Weighted } from './cells.ts';

/** A word says more than a topic that it shares with a thousand other words; a neighbouring topic says little. */
const WORTH = { word: 1, topic: 0.6, field: 0.06 } as const;
/** The question's second topic, or word, is worth this share of its first, and so on. */
const NEXT = 0.75;

/**
 * 0 where nothing fits; comparable between cards for one question, whose cells come heaviest first. A card that claims much
 * claims little of each.
 */
export function matchOf(cells: readonly Cell[], card: readonly Weighted[]): number {
	const whole = card.reduce((sum, { weight }) => sum + weight, 0);
	if (whole === 0) return 0;
	const share = ({ weight }: Weighted): number => Math.sqrt(weight / whole);
	let match = 0;
	let [topicWorth, wordWorth]: [number, number] = [WORTH.topic, WORTH.word];
	for (const cell of cells) {
		const claimed = card.find((one) => one.cell === cell);
		const near = claimed ?? card.find((one) => isTopic(cell) && fieldOf(one.cell) === fieldOf(cell));
		const worth = isTopic(cell) ? topicWorth : wordWorth;
		if (near) match += (claimed ? worth : WORTH.field) * share(near);
		if (isTopic(cell)) topicWorth *= NEXT;
		else wordWorth *= NEXT;
	}
	return match;
}
