/** English: what happened in a community while the person was elsewhere, and why they are told. */
import { counted } from '../format.ts';

export const notices = {
	what: {
		mention: (who: string, where: string) => `${who} names you in ${where}`,
		reply: (who: string, where: string) => `${who} replies to you in ${where}`,
		answer: (who: string, where: string) => `${who} answers your question in ${where}`,
		new: (who: string, where: string) => `${who} wrote in ${where}`
	},
	many: (n: number, where: string) => `${counted(n, 'new entry', 'new entries')} in ${where}`,
	manyWhy: 'Told together, because there were many in a short time.',
	open: 'Open',
	close: 'Put away'
} as const;
