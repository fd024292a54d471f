/** Numbers, dates, lists and plurals, by Intl and in the page's language. */
export const LANGUAGE = 'en';

const number = new Intl.NumberFormat(LANGUAGE);
const tenths = new Intl.NumberFormat(LANGUAGE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const plural = new Intl.PluralRules(LANGUAGE);
const and = new Intl.ListFormat(LANGUAGE, { type: 'conjunction' });
const relative = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'auto' });
const exact = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'full', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(LANGUAGE, { day: 'numeric', month: 'short' });
const dayOfYear = new Intl.DateTimeFormat(LANGUAGE, { day: 'numeric', month: 'short', year: 'numeric' });

export const count = (n: number): string => number.format(n);

/** "1 peer", "1,204 peers". */
export const counted = (n: number, one: string, many: string): string =>
	`${number.format(n)} ${plural.select(n) === 'one' ? one : many}`;

/** "Ada, Bea and Carl". */
export const listed = (names: readonly string[]): string => and.format(names);

/** "0.6 s". */
export const seconds = (ms: number): string => `${tenths.format(ms / 1000)} s`;

export const exactTime = (at: number): string => exact.format(at);

/** "21 Nov 2026". */
export const dayOf = (at: number): string => dayOfYear.format(at);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "2 minutes ago", "yesterday", "in 6 days"; further away the date. */
export function relativeTime(at: number, now: number): string {
	const distance = at - now;
	const far = Math.abs(distance);
	if (far < 45_000) return relative.format(0, 'second');
	if (far < HOUR) return relative.format(Math.round(distance / MINUTE), 'minute');
	if (far < DAY) return relative.format(Math.round(distance / HOUR), 'hour');
	if (far < 8 * DAY) return relative.format(Math.round(distance / DAY), 'day');
	return (new Date(at).getFullYear() === new Date(now).getFullYear() ? day : dayOfYear).format(at);
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** "7 bytes", "3.4 MB", "386 MB". */
export function size(bytes: number): string {
	const power = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
	const amount = bytes / 1000 ** power;
	return new Intl.NumberFormat(LANGUAGE, {
		style: 'unit',
		unit: UNITS[power] ?? 'byte',
		// Short, a byte has no plural.
		unitDisplay: power === 0 ? 'long' : 'short',
		maximumFractionDigits: power > 1 && amount < 100 ? 1 : 0
	}).format(amount);
}
