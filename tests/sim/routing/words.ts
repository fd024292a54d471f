/** What RESULTS.md says around its tables. */
import type { Part } from './parts.ts';

export const HEAD = `# Routing and reputation, simulated

Written by \`npm run sim\`: the real router (\`src/lib/agent/routing/router.ts\`) under a virtual clock, with the setting of
PROTOCOL section 6. Everybody starts cold; a seed gives the same run, message for message.

What is assumed, where the section leaves it open:
- An honest agent knows one to three topics and answers rightly 19 times in 20; half of what people know follows what is asked (Zipf, exponent 0.9), half is even. Half of what one asks is about five interests of one's own.
- Links are a small world of six contacts and four friends each; a liar is among friends a quarter as often as among all. Everybody has met each of theirs three times before the first question, and heard of cards. Each remembers at most 1,024 cards (what a node keeps) and passes on eight that the other was not told yet, with 24 attestations, whenever two meet; nobody passes on the card of somebody they saw lie. A question comes every eight hours, and each time its asker meets those of its circle who are there, as a node does that greets its contacts when it opens.
- Liars answer everything, all with the same lie, offer on every probe and bring two others along, vouch for each other, pass on only liars, and cite what they signed themselves. Half of them claim sixteen favourite topics, half as few as the honest.
- Each answer shown is judged by itself: 60 % of them, a tenth wrongly. One in a hundred messages is lost and one comes twice; one way takes 80 ms (log-normal).
- Where the directory has nothing, a look brings eight cards of those kept, the best fitting first; the network may double a message, and what comes twice is dealt with once.
- *Messages* are all that a question causes: probes, offers, the question put, replies, a look at the directory and its reply. *asked* are probes and questions put alone. *s* is the time to the verdict.
`;

export const TITLES: Record<Part, { readonly title: string; readonly words: string }> = {
	main: {
		title: 'Against what others do',
		words: '1,000 agents, 200 topics, 20 % colluding liars, 30 % away, 30 % replaced, 60 questions each.'
	},
	attacks: {
		title: 'Attacks and faults',
		words:
			'As the first table but for what the row says. Rows that ask 20 questions are colder: compare them with “as in the first table, 20 questions”.'
	},
	scale: {
		title: 'Larger networks',
		words: 'Four questions each, everybody cold: what is measured is the first day, not what is learnt.'
	},
	ablation: {
		title: 'What each defence is worth',
		words:
			'Camouflage: 20 % of the agents are liars that answer rightly half of the time, each by its own coin; 20 questions each, so colder than the table of attacks. One defence off in each row.'
	}
};

const PLAIN = 'as in the first table, 20 questions';

/** Bad input whose effect only many agents show; what a unit test shows is in src/lib/agent/routing. */
export const BAD_INPUT: readonly {
	readonly what: string;
	readonly row: string;
	readonly beside: string;
}[] = [
	{
		what: 'storms of probes, each with a budget of a million and a thousand hops (5 % flooders)',
		row: 'flooders (5 %) beside colluders',
		beside: PLAIN
	},
	{
		what: 'cards that claim everything: sixteen topics',
		row: 'every liar claims sixteen topics',
		beside: 'every liar claims as few as the honest'
	},
	{ what: 'a slander ring', row: 'slanderers', beside: PLAIN },
	{ what: 'a thousand names of one owner', row: '+ 1,000 sybils', beside: '40 % colluders' },
	{ what: 'offers with no answer behind', row: 'black holes', beside: PLAIN },
	{ what: 'a new name after ten lies', row: 'whitewashers', beside: PLAIN }
];

/** What does not hold, and why: in words, for the figures stand in the tables. */
export const UNREACHED: Partial<Record<Part | 'text', string>> = {
	main: `What is not reached, and why:
- *Accepted.* Shown as verified is only what somebody known and trusted says, and before ten judged questions only what a friend says or two who are known. Everybody begins cold here and a third of the seats are taken by newcomers who begin again, so the mean over sixty questions holds a long beginning; the last tenth of the questions says what it grows to. Most of what is not verified are right answers on which only strangers agree: in an earlier run of seed one 13 % of the questions were of this kind, with fewer than 0.3 % poisoned. Verifying them would reach the goal, and would verify whatever a thousand names of one owner agree on; so they stay unverified.
- *Poisoned first.* All of it is the beginning, where a liar's card looks like anybody's: the last tenth of the questions shows what is left of it.
- *Traffic.* An answer and its sealed box are most of it, then the cards the directory sends.`,
	attacks: `What is not reached, and why:
- *Directory down.* It is down from the first question to the last. Cards that were passed on are all there is: a third of their owners have left for good, another third of the rest are away, and sixteen messages pay for two or three chains of probes, on each of which a liar offers and brings two more.`,
	text: `What is not reached, and why: four in ten of the questions never reach one of the few who hold a thread's answer; nearly all that is reached is among the first three shown. A card has sixteen cells for what its owner holds of hundreds of threads, a question names three topics and three words, and sixteen messages ask seven people at most.`
};

export const LEFT = `
## How far these figures go

Taken on a machine that many others used at the same time, so that few seeds were lived through: the tables say how many. “ours” and “directory down” were taken just before the last two changes of the router (no more are asked than four who agree take; of like merit the better fitting card), the other rows with them. \`SIM_GO_ON=1 npm run sim\` lives through what is missing.

## Tried while tuning

Seed one, 500 agents, 100 topics, otherwise as the first table. In the order they were tried; what is marked stayed.

| 60 questions | success % | right first % | poisoned first % | accepted % | of them poisoned % | messages |
|---|--:|--:|--:|--:|--:|--:|
| as it was: three who say the same end a question | 98.5 | 95.1 | 3.4 | 54.8 | 0.17 | 10.0 |
| strangers weigh 0.08 instead of 0.12 | 98.6 | 94.9 | 3.6 | 55.3 | 0.32 | 10.0 |
| knowing of 0.3 instead of 0.4 is enough to verify | 98.5 | 95.1 | 3.4 | 54.9 | 0.17 | 10.0 |
| caution of 0.1 standard deviations instead of 0.25 | 98.4 | 95.0 | 3.5 | 55.8 | 0.21 | 10.0 |
| **four who say the same end a question** | 98.9 | 95.4 | 3.3 | 56.3 | 0.19 | 10.3 |
| the same, kept cards beside the directory's | 98.6 | 95.1 | 3.3 | 55.9 | 0.22 | 10.6 |
| the same, any of what was seen is attested instead of what was seen most | 98.9 | 95.0 | 3.5 | 56.7 | 0.22 | 10.5 |
| the same, one issuer's word worth 1.2 observations instead of 0.75 | 98.5 | 94.8 | 3.8 | 57.9 | 0.39 | 10.4 |
| the same, no issuer heard below a trust of 0.45 | 98.3 | 94.6 | 3.7 | 57.5 | 0.35 | 10.4 |

| directory down, 40 questions | success % | right first % | poisoned first % | messages |
|---|--:|--:|--:|--:|
| as it was | 73.4 | 68.5 | 19.2 | 8.2 |
| **a look brings kept cards, of 1,024 instead of 256** | 78.9 | 73.2 | 17.8 | 8.6 |
| **the same, probes go by the most trusted of those let in** | 84.1 | 77.6 | 12.9 | 8.7 |
| **the same, what a chain of probes did not cost is free again** | 85.8 | 79.2 | 13.4 | 9.2 |
| directory down, 20 questions: the same | 83.2 | 73.4 | 18.7 | 9.6 |
| **the same, two who claim it are told at once, barren rounds do not count** | 86.2 | 75.6 | 19.1 | 10.6 |
`;
