/**
 * Events as an iCalendar file (RFC 5545) for the calendar a person keeps elsewhere. Times stay on the clocks of their zone,
 * which is written out with its changes, so that a calendar that does not know its name has them right too.
 */
import { changesIn, instantOf, isZone, localOf, offsetAt, wallOf } from './ics-zone.ts';

const DAY_MS = 86_400_000;
/** In bytes, without what begins a line that goes on. */
const LINE_BYTES = 74;

export interface CalendarEvent {
	/** The same whenever it is written: a calendar replaces what it had. */
	readonly uid: string;
	readonly revision: number;
	/** When it was written, milliseconds since 1970. */
	readonly at: number;
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
}

export function writeCalendar(events: readonly CalendarEvent[]): string {
	const lines = [
		'BEGIN:VCALENDAR',
		'VERSION:2.0',
		'PRODID:-//Elmnet//Communities//EN',
		'CALSCALE:GREGORIAN',
		...zonesOf(events).flatMap(([zone, walls]) => zoneLines(zone, walls)),
		...events.flatMap(eventLines),
		'END:VCALENDAR'
	];
	return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function eventLines(event: CalendarEvent): readonly string[] {
	const { uid, revision, at, title, text, place } = event;
	return [
		'BEGIN:VEVENT',
		`UID:${escaped(uid)}`,
		`DTSTAMP:${utc(at)}`,
		`SEQUENCE:${revision}`,
		...timeLines(event),
		`SUMMARY:${escaped(title)}`,
		...(text === '' ? [] : [`DESCRIPTION:${escaped(text)}`]),
		...(place === '' ? [] : [`LOCATION:${escaped(place)}`]),
		...(event.cancelled ? ['STATUS:CANCELLED'] : []),
		'END:VEVENT'
	];
}

function timeLines({ start, end, zone, wholeDay }: CalendarEvent): readonly string[] {
	if (wholeDay) {
		// The day it ends on is not part of it any more.
		const last = wallOf(`${(end ?? start).slice(0, 10)}T00:00`);
		const over = last === undefined ? start : localOf(last + DAY_MS);
		return [`DTSTART;VALUE=DATE:${dayOnly(start)}`, `DTEND;VALUE=DATE:${dayOnly(over)}`];
	}
	const time = (name: string, local: string): string => {
		if (isUtc(zone)) return `${name}:${basic(local)}Z`;
		return isZone(zone) ? `${name};TZID=${zone}:${basic(local)}` : `${name}:${basic(local)}`;
	};
	return [time('DTSTART', start), ...(end === undefined ? [] : [time('DTEND', end)])];
}

const isUtc = (zone: string): boolean => /^(Etc\/)?(UTC|UCT|GMT|Zulu)$/i.test(zone);

/** Zones that are named, each with the times that its changes must cover. */
function zonesOf(events: readonly CalendarEvent[]): readonly (readonly [string, readonly number[]])[] {
	const zones = new Map<string, number[]>();
	for (const { zone, wholeDay, start, end } of events) {
		if (wholeDay || isUtc(zone) || !isZone(zone)) continue;
		const walls = [start, end ?? start].flatMap((local) => instantOf(local, zone) ?? []);
		zones.set(zone, [...(zones.get(zone) ?? []), ...walls]);
	}
	return [...zones].filter(([, times]) => times.length > 0);
}

function zoneLines(zone: string, times: readonly number[]): readonly string[] {
	// A year on either side holds the changes before and after.
	const from = Math.min(...times) - 366 * DAY_MS;
	const changes = changesIn(zone, from, Math.max(...times) + 366 * DAY_MS);
	const first = offsetAt(zone, from);
	return [
		'BEGIN:VTIMEZONE',
		`TZID:${zone}`,
		...observance({ at: from, before: first, after: first }),
		...changes.flatMap(observance),
		'END:VTIMEZONE'
	];
}

function observance({ at, before, after }: { at: number; before: number; after: number }): readonly string[] {
	const kind = after > before ? 'DAYLIGHT' : 'STANDARD';
	return [
		`BEGIN:${kind}`,
		`DTSTART:${new Date(at + before).toISOString().slice(0, 19).replace(/[-:]/g, '')}`,
		`TZOFFSETFROM:${ahead(before)}`,
		`TZOFFSETTO:${ahead(after)}`,
		`END:${kind}`
	];
}

/** "+0530", "-0330"; with seconds where old clocks had them. */
function ahead(ms: number): string {
	const seconds = Math.abs(ms) / 1000;
	const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
	const rest = seconds % 60 === 0 ? '' : two(seconds % 60);
	return `${ms < 0 ? '-' : '+'}${two(seconds / 3600)}${two((seconds % 3600) / 60)}${rest}`;
}

const basic = (local: string): string => `${local.replace(/[-:]/g, '')}00`;
const dayOnly = (local: string): string => local.slice(0, 10).replaceAll('-', '');
const utc = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;

const escaped = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n');

/** No line is longer than 75 bytes, and no letter is cut in two. */
function folded(line: string): string {
	const encoder = new TextEncoder();
	let [out, bytes] = ['', 0];
	for (const letter of line) {
		const size = encoder.encode(letter).length;
		if (bytes + size > LINE_BYTES) {
			out += '\r\n ';
			bytes = 0;
		}
		out += letter;
		bytes += size;
	}
	return out;
}
