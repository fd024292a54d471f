/** What a community finds of what one central index finds, as numbers and as a table. */
import { whole, type Chance } from '../routing/chance.ts';
import { Community, type Outcome } from './community.ts';
import { finderOf, peopleOf } from './people.ts';
import type { Row } from './table.ts';
import type { Shares, Texts } from './texts.ts';

const FREE_RIDERS = 0.3;
const FIRST = 3;

/** `most`: of the questions, drawn by chance. */
export async function measured(
	make: (shares: Shares, chance: Chance) => Texts,
	agents: number,
	liars: number,
	most: number,
	chance: Chance
): Promise<Row> {
	const shares = sharesOf(agents, liars, chance);
	const texts = make(shares, chance);
	const central = finderOf(texts.notes.flat());
	const community = new Community(texts, await peopleOf(texts, shares, chance), chance);
	const outcomes: Judged[] = [];
	for (const asked of shuffled(texts.questions, chance).slice(0, most)) {
		const outcome = await community.ask(asked);
		outcomes.push({ ...outcome, central: central(asked.text, FIRST).map(({ item }) => item) });
	}
	return { name: texts.name, agents, liars, questions: outcomes.length, ...figuresOf(outcomes) };
}

type Judged = Outcome & { readonly central: readonly string[] };

function sharesOf(agents: number, liars: number, chance: Chance): Shares {
	const order = shuffled(
		Array.from({ length: agents }, (_, index) => index),
		chance
	);
	const lying = Math.round(liars * agents);
	return {
		liars: new Set(order.slice(0, lying)),
		freeRiders: new Set(order.slice(lying, lying + Math.round(FREE_RIDERS * (agents - lying))))
	};
}

function shuffled<T>(list: readonly T[], chance: Chance): readonly T[] {
	const all = [...list];
	for (let i = all.length - 1; i > 0; i--) {
		const other = whole(chance, i + 1);
		[all[i], all[other]] = [all[other]!, all[i]!];
	}
	return all;
}

/** Shares of the questions; of none, nothing. */
export function figuresOf(outcomes: readonly Judged[]) {
	const share = (of: (one: Judged) => boolean, among = outcomes): number =>
		among.length === 0 ? 0 : among.filter(of).length / among.length;
	const found = ({ shown, asked }: Judged): boolean =>
		shown.some((id) => id !== undefined && asked.right.has(id));
	const centrally = ({ central, asked }: Judged): boolean => central.some((id) => asked.right.has(id));
	const top = ({ shown, asked }: Judged): boolean => shown.length > 0 && asked.right.has(shown[0] ?? '');
	const later = outcomes.slice(Math.floor(outcomes.length / 2));
	const accepted = outcomes.filter((one) => one.accepted);
	return {
		found: share(found),
		central: share(centrally),
		top: share(top),
		centralTop: share(({ central, asked }) => asked.right.has(central[0] ?? '')),
		poisoned: share(({ shown }) => shown.length > 0 && shown[0] === undefined),
		accepted: accepted.length / outcomes.length,
		acceptedRight: share(top, accepted),
		reached: share(({ reached }) => reached),
		messages: outcomes.reduce((sum, { messages }) => sum + messages, 0) / outcomes.length,
		later: { found: share(found, later), central: share(centrally, later), top: share(top, later) }
	};
}
