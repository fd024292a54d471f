/** What RESULTS.md says around its tables. */
import type { Part } from './parts.ts';

export const HEAD = `# Routing and reputation, simulated

Written by \`npm run sim\`: the real router (\`src/lib/agent/routing/router.ts\`) under a virtual clock, with the setting of
PROTOCOL section 6. Everybody starts cold; a seed gives the same run, message for message.

What is assumed, where the section leaves it open:
- An honest agent knows one to three topics and answers rightly 19 times in 20; half of what people know follows what is asked (Zipf, exponent 0.9), half is even. Half of what one asks is about five interests of one's own.
- Links are a small world of six contacts and four friends each; a liar is among friends a quarter as often as among all. Everybody has met each of theirs three times before the first question, and heard of cards. Each remembers at most 256 cards and passes on eight, with 24 attestations, whenever two meet (after every third question, two times in three with a friend); nobody passes on the card of somebody they saw lie.
- Liars answer everything, all with the same lie, offer on every probe and bring two others along, vouch for each other, pass on only liars, and cite what they signed themselves. Half of them claim sixteen favourite topics, half as few as the honest.
- Each answer shown is judged by itself: 60 % of them, a tenth wrongly. One in a hundred messages is lost and one comes twice; one way takes 80 ms (log-normal).
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
			'As the first table but for what the row says. Rows with one seed ask 20 questions each, so they are colder: compare them with “as in the first table, 20 questions”.'
	},
	scale: {
		title: 'Larger networks',
		words: 'Four questions each, everybody cold: what is measured is the first day, not what is learnt.'
	},
	ablation: {
		title: 'What each defence is worth',
		words:
			'Camouflage: 20 % of the agents are liars that answer rightly half of the time, each by its own coin. One defence off in each row.'
	}
};
