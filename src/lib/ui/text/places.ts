/** English: where in its source something stands. */
import { count } from '../format.ts';

export const places = {
	page: (n: number) => `page ${count(n)}`,
	path: (headings: readonly string[]) => headings.join(' › ')
} as const;
