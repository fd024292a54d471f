/** A community's events as a calendar knows them, and in the reader's own time. */
import type { Gathering } from './communities-api.ts';
import type { CalendarEvent } from './ics.ts';
import type { EventRead } from './ics-read.ts';
import { instantOf, wallOf } from './ics-zone.ts';

export interface Times {
	readonly from: number;
	readonly to: number | undefined;
	/** It has ended; of what has no end: it began hours ago. */
	readonly isOver: boolean;
}

type Placed = Pick<Gathering, 'start' | 'end' | 'zone' | 'wholeDay'>;

const DAY_MS = 86_400_000;
/** What does not say when it ends. */
const LASTS_MS = 2 * 60 * 60_000;

/**
 * When it is: of a whole day the days themselves, as if they were UTC, for they are the same days everywhere. Undefined
 * where its zone is not known here or there is no such day.
 */
export function timesOf({ start, end, zone, wholeDay }: Placed, now: number): Times | undefined {
	const at = wholeDay ? wallOf : (local: string) => instantOf(local, zone);
	const from = at(start);
	if (from === undefined) return undefined;
	const ended = end === undefined ? undefined : at(end);
	const to = ended !== undefined && ended > from ? ended : undefined;
	// Days are the same everywhere, but they end when the reader's do.
	const over = wholeDay
		? (to ?? from) + DAY_MS + new Date(now).getTimezoneOffset() * 60_000
		: (to ?? from + LASTS_MS);
	return { from, to, isOver: over < now };
}

/** The entry that founded it names it in every calendar. */
export const calendarEventOf = (event: Gathering): CalendarEvent => ({
	...event,
	uid: `${event.id}@elmnet`
});

/** The same event is not added twice. */
export const isSameEvent = (read: EventRead, known: Gathering): boolean =>
	read.title === known.title &&
	read.wholeDay === known.wholeDay &&
	(read.wholeDay
		? read.start.slice(0, 10) === known.start.slice(0, 10)
		: instantOf(read.start, read.zone) === instantOf(known.start, known.zone));
