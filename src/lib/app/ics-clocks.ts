/**
 * What a VTIMEZONE says of its clocks, for zones that nobody knows by name. Read as calendars write them: a change on one
 * day, or every year on such a weekday of a month.
 */
import type { Component } from './ics-lines.ts';

/** What the clocks are ahead of UTC by when they show `wall`, in milliseconds; undefined where that cannot be told. */
export type Clocks = (wall: number) => number | undefined;

const DAY_MS = 86_400_000;
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

export function clocksOf({ parts }: Component): Clocks {
	const changes = parts.flatMap((part) => {
		const ahead = offsetOf(part.first('TZOFFSETTO')?.value ?? '');
		const begins = wallIn(part.first('DTSTART')?.value ?? '');
		return ahead === undefined || begins === undefined
			? []
			: [{ ahead, begins, rule: ruleOf(part.first('RRULE')?.value ?? '') }];
	});
	return (wall) => {
		let last: { at: number; ahead: number } | undefined;
		for (const { ahead, begins, rule } of changes)
			for (const at of onsets(begins, rule, wall)) if (!last || at >= last.at) last = { at, ahead };
		return last?.ahead;
	};
}

type Rule = ReadonlyMap<string, string>;

const ruleOf = (value: string): Rule =>
	new Map(
		value.split(';').flatMap((part) => {
			const [name, is] = part.split('=');
			return name && is ? [[name.toUpperCase(), is.toUpperCase()] as const] : [];
		})
	);

/** Up to `wall`, the newest two: the year's own and the one of the year before. */
function onsets(begins: number, rule: Rule, wall: number): readonly number[] {
	if (begins > wall) return [];
	if (rule.get('FREQ') !== 'YEARLY') return [begins];
	const until = wallIn(rule.get('UNTIL') ?? '') ?? Infinity;
	const year = new Date(wall).getUTCFullYear();
	const yearly = [year - 1, year].flatMap((of) => onsetIn(of, begins, rule) ?? []);
	return [begins, ...yearly.filter((at) => at >= begins && at <= wall && at <= until + DAY_MS)];
}

/** The day of that year on which the rule falls, at the time of day at which it began. */
function onsetIn(year: number, begins: number, rule: Rule): number | undefined {
	// Before 1970 it is counted backwards.
	const timeOfDay = ((begins % DAY_MS) + DAY_MS) % DAY_MS;
	const month = Number(rule.get('BYMONTH') ?? new Date(begins).getUTCMonth() + 1) - 1;
	const read = /^([+-]?\d)?(SU|MO|TU|WE|TH|FR|SA)$/.exec(rule.get('BYDAY') ?? '');
	if (!read) return Date.UTC(year, month, new Date(begins).getUTCDate()) + timeOfDay;
	const weekday = WEEKDAYS.indexOf(read[2] ?? '');
	const nth = Number(read[1] ?? 1);
	if (nth > 0) {
		const first = Date.UTC(year, month, firstDayOf(rule));
		const wait = (weekday - new Date(first).getUTCDay() + 7) % 7;
		return first + (wait + (nth - 1) * 7) * DAY_MS + timeOfDay;
	}
	const last = Date.UTC(year, month + 1, 0);
	const back = (new Date(last).getUTCDay() - weekday + 7) % 7;
	return last - (back + (-nth - 1) * 7) * DAY_MS + timeOfDay;
}

/** `BYMONTHDAY=8,9,10,…` with a weekday: the first such weekday from the 8th on. */
const firstDayOf = (rule: Rule): number => {
	const days = (rule.get('BYMONTHDAY') ?? '1').split(',').map(Number);
	return Math.max(1, Math.min(...days.filter((day) => Number.isInteger(day)), 31));
};

/** "+0530", "-033015". */
function offsetOf(value: string): number | undefined {
	const read = /^([+-])(\d\d)(\d\d)(\d\d)?$/.exec(value.trim());
	if (!read) return undefined;
	const [, sign, hours, minutes, seconds = '0'] = read;
	return (sign === '-' ? -1 : 1) * ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}

function wallIn(value: string): number | undefined {
	const read = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z?)?$/.exec(value.trim());
	if (!read) return undefined;
	const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = read
		.slice(1)
		.map((n) => Number(n ?? 0));
	// Outlook begins its zones in the year 1601, which Date.UTC takes as it stands.
	return Date.UTC(year, month - 1, day, hour, minute, second);
}
