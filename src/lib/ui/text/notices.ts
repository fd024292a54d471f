/** English: what happened in a community while the person was elsewhere, and why they are told. */
import type { HeldWhy, ToldWhy } from '#lib/app/communities-api.ts';
import { counted } from '../format.ts';

export const notices = {
	what: {
		mention: (who: string, where: string) => `${who} names you in ${where}`,
		reply: (who: string, where: string) => `${who} replies to you in ${where}`,
		answer: (who: string, where: string) => `${who} answers your question in ${where}`,
		new: (who: string, where: string) => `${who} wrote in ${where}`
	},
	many: (n: number, where: string) => `${counted(n, 'new entry', 'new entries')} in ${where}`,
	/** Why what is for all interrupts. */
	because: (why: ToldWhy | undefined, who: string, topic: string | undefined) => {
		switch (why) {
			case 'often':
				return `Told because you and ${who} have much to do with each other.`;
			case 'topic':
				return topic === undefined
					? 'Told because it is about something you have notes on.'
					: `Told because it is near your topics: ${topic}.`;
			case 'opened':
				return 'Told because you are often in this community.';
			case undefined:
				return 'Told because it is for everybody there.';
		}
	},
	held: {
		heading: (n: number) => `Held back: ${counted(n, 'entry', 'entries')}`,
		lead: 'Written to everybody while it would have disturbed you. What is for you alone always reaches you.',
		list: 'Held back',
		why: {
			muted: 'held back: you muted this community',
			busy: 'held back: you are busy',
			focus: 'held back: you are at something',
			far: 'held back: far from your topics, and you are hardly in this community'
		} satisfies Readonly<Record<HeldWhy, string>>,
		openNamed: (who: string, where: string) => `Open what ${who} wrote in ${where}`,
		closeAll: 'Put all away'
	},
	manyWhy: 'Told together, because there were many in a short time.',
	open: 'Open',
	close: 'Put away'
} as const;
