/** English: what went away and can still be brought back. */
import { counted } from '../format.ts';

const items = (n: number): string => counted(n, 'item', 'items');

export const toasts = {
	many: (n: number) => `${items(n)} deleted.`,
	with: (title: string, n: number) => `Deleted “${title}” and the ${items(n)} in it.`
} as const;
