/** How much of how much, how fast, and how long yet: by Intl and in the page's language. */
import { LANGUAGE, size } from './format.ts';

const unit = (name: string, digits: number) =>
	new Intl.NumberFormat(LANGUAGE, {
		style: 'unit',
		unit: name,
		unitDisplay: 'short',
		maximumFractionDigits: digits,
		minimumFractionDigits: digits
	});

const megabytesPerSecond = unit('megabyte-per-second', 1);
const kilobytesPerSecond = unit('kilobyte-per-second', 0);
const seconds = unit('second', 0);
const minutes = unit('minute', 0);
const hours = unit('hour', 1);

/** "4.1 MB/s". */
export const speed = (bytesPerSecond: number): string =>
	bytesPerSecond < 1e6
		? kilobytesPerSecond.format(bytesPerSecond / 1e3)
		: megabytesPerSecond.format(bytesPerSecond / 1e6);

/** "40 s", "3 min", "1.5 hr"; never less than a second. */
export function duration(ms: number): string {
	const whole = Math.max(1, Math.round(ms / 1_000));
	if (whole < 90) return seconds.format(whole).replace(/sec$/, 's');
	if (whole < 90 * 60) return minutes.format(Math.round(whole / 60));
	return hours.format(whole / 3_600);
}

/** "210 of 376 MB": both in the unit of the whole. */
export function partOf(done: number, of: number): string {
	const whole = size(of);
	const base = of < 1e3 ? 1 : of < 1e6 ? 1e3 : of < 1e9 ? 1e6 : 1e9;
	const digits = base === 1e9 ? 2 : 0;
	// Rounded up it could be more than the whole.
	const here = Math.min(done, of) / base;
	const part = new Intl.NumberFormat(LANGUAGE, {
		minimumFractionDigits: digits,
		maximumFractionDigits: digits
	}).format(digits === 0 ? Math.floor(here) : here);
	return `${part} of ${whole}`;
}
