/** English: what others can learn. */
import { count, counted } from '../format.ts';

export const preview = {
	heading: 'Preview',
	as: 'As seen by',
	public: 'Anyone (public)',
	lead: 'If they ask, your agent may quote from these, and from nothing else.',
	nothing: 'Nothing. Your agent would tell them that it knows nothing.',
	list: 'What they could learn',
	count: (n: number, all: number) => `${count(n)} of ${counted(all, 'item', 'items')}`
} as const;
