/**
 * Reads events from an iCalendar file as Outlook, Google and Apple write them. Whatever the file says is bounded and cleaned
 * before anybody sees it. Of what repeats, the first is read and said to repeat; a time zone is known by its name, else by
 * what the file says of its clocks.
 */
import { wireLine, wireText } from '#lib/agent/wire-text.ts';
import { MAX_POST_CHARS, MAX_TITLE_CHARS } from '#lib/protocol/limits.ts';
import { isWindowsZone, windowsZone } from './ics-windows.ts';
import { clocksOf, type Clocks } from './ics-clocks.ts';
import { componentsOf, type Component, type Property } from './ics-lines.ts';
import { instantOf, isZone, localIn, localOf, wallOf, zoneHere } from './ics-zone.ts';

const DAY_MS = 86_400_000;
/** More is somebody's whole calendar, not what a group wants to know of. */
export const MAX_EVENTS_READ = 200;
const MAX_FILE_CHARS = 2_000_000;

export interface EventRead {
	readonly title: string;
	readonly text: string;
	readonly place: string;
	/** On the clocks of `zone`: `2026-11-22T19:30`. */
	readonly start: string;
	/** The last day, where it lasts whole days. */
	readonly end: string | undefined;
	readonly zone: string;
	readonly wholeDay: boolean;
	readonly cancelled: boolean;
	/** Only its first time is read. */
	readonly repeats: boolean;
}

export interface CalendarRead {
	/** By their time. */
	readonly events: readonly EventRead[];
	/** Events that could not be read, or are too many. */
	readonly leftOut: number;
}

/** Undefined where it is no calendar. `here`: the zone for times that name none. */
export function readCalendar(file: string, here = zoneHere()): CalendarRead | undefined {
	if (file.length > MAX_FILE_CHARS) return undefined;
	const components = componentsOf(file);
	if (!components) return undefined;
	const zones = new Map<string, Component>();
	for (const component of components)
		if (component.name === 'VTIMEZONE') zones.set(component.first('TZID')?.value ?? '', component);
	const all = components.filter(({ name }) => name === 'VEVENT');
	const read = all.flatMap((component) => eventOf(component, zones, here) ?? []);
	const events = read
		.toSorted((a, b) => (instantOf(a.start, a.zone) ?? 0) - (instantOf(b.start, b.zone) ?? 0))
		.slice(0, MAX_EVENTS_READ);
	return { events, leftOut: all.length - events.length };
}

function eventOf(
	component: Component,
	zones: ReadonlyMap<string, Component>,
	here: string
): EventRead | undefined {
	const { first } = component;
	const began = first('DTSTART');
	const start = began && timeOf(began, zones, here);
	if (!start) return undefined;
	const title = wireLine(textOf(first('SUMMARY')).trim(), MAX_TITLE_CHARS).trim();
	return {
		title: title === '' ? '-' : title,
		text: wireText(textOf(first('DESCRIPTION')).trim(), MAX_POST_CHARS),
		place: wireLine(
			textOf(first('LOCATION'))
				.replace(/\s*\n\s*/g, ', ')
				.trim(),
			MAX_TITLE_CHARS
		),
		...{ start: start.local, zone: start.zone, wholeDay: start.wholeDay },
		end: endOf(component, start, zones, here),
		cancelled: first('STATUS')?.value.toUpperCase() === 'CANCELLED',
		repeats: ['RRULE', 'RDATE'].some((name) => first(name) !== undefined)
	};
}

interface Time {
	readonly local: string;
	readonly zone: string;
	readonly wholeDay: boolean;
}

function endOf(
	{ first }: Component,
	start: Time,
	zones: ReadonlyMap<string, Component>,
	here: string
): string | undefined {
	const ended = first('DTEND');
	const lasts = durationOf(first('DURATION')?.value ?? '');
	let end: string | undefined;
	if (ended) {
		const time = timeOf(ended, zones, here);
		const at = time && instantOf(time.local, time.zone);
		if (time?.wholeDay || time?.zone === start.zone) end = time.local;
		else if (at !== undefined) end = localIn(start.zone, at);
	} else if (lasts) {
		const wall = wallOf(start.local);
		const at = instantOf(localOf((wall ?? 0) + lasts.days * DAY_MS), start.zone);
		if (at !== undefined) end = localIn(start.zone, at + lasts.ms);
	}
	if (end === undefined) return undefined;
	// A whole day ends where the next begins; what is shown is its last day.
	const shown = start.wholeDay ? localOf((wallOf(end) ?? 0) - DAY_MS) : end;
	return shown > start.local ? shown : undefined;
}

function timeOf(
	{ value, params }: Property,
	zones: ReadonlyMap<string, Component>,
	here: string
): Time | undefined {
	const read = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?$/.exec(value.trim());
	if (!read) return undefined;
	const [, year, month, day, hour, minute, , z] = read;
	const local = `${year}-${month}-${day}T${hour ?? '00'}:${minute ?? '00'}`;
	const wall = wallOf(local);
	if (wall === undefined) return undefined;
	if (hour === undefined) return { local, zone: here, wholeDay: true };
	if (z !== undefined) return { local: localIn(here, wall), zone: here, wholeDay: false };
	const named = params.get('TZID');
	if (named === undefined) return { local, zone: here, wholeDay: false };
	const zone = zoneNamed(named, zones.get(named));
	if (zone !== undefined) return { local, zone, wholeDay: false };
	// Nobody knows it by name: what the file says of its clocks tells when it is.
	const clocks: Clocks | undefined = zones.get(named) && clocksOf(zones.get(named)!);
	const ahead = clocks?.(wall);
	return ahead === undefined
		? undefined
		: { local: localIn(here, wall - ahead), zone: here, wholeDay: false };
}

/** An IANA name, also where others are put around it or beside it. */
function zoneNamed(named: string, component: Component | undefined): string | undefined {
	const told = component?.first('X-LIC-LOCATION')?.value;
	const parts = named.replace(/^\/+/, '').split('/');
	const tails = parts.map((_, i) => parts.slice(i).join('/'));
	for (const name of [...tails.filter((tail) => tail.includes('/')), named, told]) {
		if (name === undefined) continue;
		if (isWindowsZone(name)) return windowsZone(name);
		// Some are known that the wire has no room for, such as "+01:00".
		if (/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/.test(name) && isZone(name)) return name;
	}
	return undefined;
}

function durationOf(value: string): { readonly days: number; readonly ms: number } | undefined {
	const read = /^\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$/.exec(
		value
	);
	if (!read || value.endsWith('P')) return undefined;
	const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = read.slice(1).map((n) => Number(n ?? 0));
	return { days: weeks * 7 + days, ms: ((hours * 60 + minutes) * 60 + seconds) * 1000 };
}

const textOf = (property: Property | undefined): string =>
	(property?.value ?? '').replace(/\\([\\;,nN])/g, (_, letter: string) =>
		letter === 'n' || letter === 'N' ? '\n' : letter
	);
