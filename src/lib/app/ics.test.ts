import { describe, expect, test } from 'vitest';
import { readCalendar, type CalendarRead } from './ics-read.ts';
import { writeCalendar, type CalendarEvent } from './ics.ts';
import { changesIn, instantOf, localIn } from './ics-zone.ts';

const HOUR = 3_600_000;
const utc = (text: string): number => Date.parse(`${text}Z`);

const anEvent = (over: Partial<CalendarEvent> = {}): CalendarEvent => ({
	...{ uid: 'one@elmnet', revision: 0, at: utc('2026-06-01T10:00'), title: 'Rehearsal', text: '', place: '' },
	...{ start: '2026-07-02T19:30', end: '2026-07-02T21:00', zone: 'Europe/Berlin' },
	...{ wholeDay: false, cancelled: false },
	...over
});

const aFile = (...lines: readonly string[]): string =>
	['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');

function only(read: CalendarRead | undefined) {
	expect(read?.events).toHaveLength(1);
	expect(read?.leftOut).toBe(0);
	return read!.events[0]!;
}

describe('times on the clocks of a zone', () => {
	test('summer and winter have their own offset, also south of the equator and at half hours', () => {
		expect(instantOf('2026-07-01T12:00', 'Europe/Berlin')).toBe(utc('2026-07-01T10:00'));
		expect(instantOf('2026-12-01T12:00', 'Europe/Berlin')).toBe(utc('2026-12-01T11:00'));
		expect(instantOf('2026-12-01T12:00', 'Australia/Sydney')).toBe(utc('2026-12-01T01:00'));
		expect(instantOf('2026-12-01T12:00', 'Asia/Kolkata')).toBe(utc('2026-12-01T06:30'));
	});

	test('a skipped time is taken as before the change; of one shown twice the first is meant', () => {
		expect(instantOf('2026-03-29T02:30', 'Europe/Berlin')).toBe(utc('2026-03-29T01:30'));
		expect(instantOf('2026-10-25T02:30', 'Europe/Berlin')).toBe(utc('2026-10-25T00:30'));
		expect(instantOf('2026-03-08T02:30', 'America/New_York')).toBe(utc('2026-03-08T07:30'));
	});

	test('a day that is none and a zone that nobody knows have no time', () => {
		expect(instantOf('2026-02-30T10:00', 'Europe/Berlin')).toBeUndefined();
		expect(instantOf('2026-02-20T10:00', 'Middle_Earth/Shire')).toBeUndefined();
	});

	test('every change of a year is found, to the second', () => {
		const changes = changesIn('Europe/Berlin', utc('2026-01-01T00:00'), utc('2026-12-31T00:00'));
		expect(changes).toEqual([
			{ at: utc('2026-03-29T01:00'), before: HOUR, after: 2 * HOUR },
			{ at: utc('2026-10-25T01:00'), before: 2 * HOUR, after: HOUR }
		]);
	});
});

describe('writing', () => {
	test('what was written is read back the same, whatever signs are in it', () => {
		const event = anEvent({
			title: 'Rehearsal; with Ben, at last \\o/',
			text: 'First line\nsecond: “Grüße”, 🎻🎻🎻 and a long sentence that goes on and on until the line is folded somewhere.',
			place: 'Mill Lane 3, back door'
		});
		const read = only(readCalendar(writeCalendar([event]), 'America/New_York'));
		const { title, text, place, start, end, zone, wholeDay, cancelled } = event;
		expect(read).toEqual({ title, text, place, start, end, zone, wholeDay, cancelled, repeats: false });
	});

	test('no line is longer than 75 bytes, each ends as the standard has it, and no letter is cut in two', () => {
		const file = writeCalendar([anEvent({ title: '🎻'.repeat(100) })]);
		expect(file.endsWith('END:VCALENDAR\r\n')).toBe(true);
		const lines = file.split('\r\n');
		expect(Math.max(...lines.map((line) => new TextEncoder().encode(line).length))).toBeLessThanOrEqual(75);
		expect(lines.every((line) => line.isWellFormed() && !line.includes('\n'))).toBe(true);
	});

	test('the zone is written out: who knows only what the file says of its clocks has the same times', () => {
		for (const zone of ['Europe/Berlin', 'America/Sao_Paulo', 'Australia/Lord_Howe'])
			for (const start of ['2026-01-15T19:30', '2026-07-15T19:30']) {
				const file = writeCalendar([anEvent({ zone, start, end: undefined })]);
				const read = only(
					readCalendar(file.replaceAll(`TZID:${zone}`, 'TZID:Ours').replaceAll(`=${zone}:`, '=Ours:'), 'UTC')
				);
				expect([zone, read.zone, read.start]).toEqual([zone, 'UTC', localIn('UTC', instantOf(start, zone)!)]);
			}
	});

	test('whole days end where the next begins, and a later version says so', () => {
		const file = writeCalendar([
			anEvent({
				wholeDay: true,
				start: '2026-12-30T00:00',
				end: '2026-12-31T00:00',
				revision: 3,
				cancelled: true
			})
		]);
		expect(file).toContain('DTSTART;VALUE=DATE:20261230\r\nDTEND;VALUE=DATE:20270101\r\n');
		expect(file).toContain('SEQUENCE:3\r\n');
		expect(only(readCalendar(file))).toMatchObject({
			...{ start: '2026-12-30T00:00', end: '2026-12-31T00:00', wholeDay: true, cancelled: true }
		});
	});
});

describe('reading', () => {
	test('a time in UTC, as Google writes it, is shown on the reader’s clocks', () => {
		const file = aFile(
			...['BEGIN:VEVENT', 'DTSTART:20260702T173000Z', 'DTEND:20260702T190000Z', 'UID:a@google.com'],
			...['SUMMARY:Choir', 'BEGIN:VALARM', 'DESCRIPTION:This is an alarm', 'END:VALARM', 'END:VEVENT']
		);
		expect(only(readCalendar(file, 'Europe/Berlin'))).toEqual({
			...{ title: 'Choir', text: '', place: '', start: '2026-07-02T19:30', end: '2026-07-02T21:00' },
			...{ zone: 'Europe/Berlin', wholeDay: false, cancelled: false, repeats: false }
		});
	});

	test('Outlook’s names of zones, quotes, and lines folded with a tab are understood', () => {
		const file = aFile(
			...['BEGIN:VEVENT', 'DTSTART;TZID="W. Europe Standard Time":20261126T090000'],
			...[
				'DTEND;TZID="W. Europe Standard Time":20261126T100000',
				'SUMMARY;LANGUAGE=de-de:Gespr',
				'\täch',
				'END:VEVENT'
			]
		);
		expect(only(readCalendar(file, 'UTC'))).toMatchObject({
			...{ title: 'Gespräch', start: '2026-11-26T09:00', end: '2026-11-26T10:00', zone: 'Europe/Berlin' }
		});
	});

	test('a zone of Outlook’s own making is read from its rules, on both sides of the change', () => {
		const rule = (kind: string, from: string, to: string, month: number, day: string): readonly string[] => [
			...[`BEGIN:${kind}`, 'DTSTART:16010101T020000', `TZOFFSETFROM:${from}`, `TZOFFSETTO:${to}`],
			...[`RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=${day};BYMONTH=${month}`, `END:${kind}`]
		];
		const at = (time: string): string =>
			aFile(
				...['BEGIN:VTIMEZONE', 'TZID:Customized Time Zone', ...rule('STANDARD', '-0400', '-0500', 11, '1SU')],
				...[...rule('DAYLIGHT', '-0500', '-0400', 3, '2SU'), 'END:VTIMEZONE'],
				...['BEGIN:VEVENT', `DTSTART;TZID=Customized Time Zone:${time}`, 'SUMMARY:Call', 'END:VEVENT']
			);
		const startOf = (time: string): string => only(readCalendar(at(time), 'UTC')).start;
		expect(startOf('20260307T120000')).toBe('2026-03-07T17:00');
		expect(startOf('20260309T120000')).toBe('2026-03-09T16:00');
		expect(startOf('20261031T120000')).toBe('2026-10-31T16:00');
		expect(startOf('20261102T120000')).toBe('2026-11-02T17:00');
	});

	test('Apple’s way: a prefix before the zone, a duration in the place of an end, an end across the change of clocks', () => {
		const file = aFile(
			...['BEGIN:VEVENT', 'DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20261024T220000'],
			...['DURATION:PT8H', 'SUMMARY:Night walk', 'LOCATION:Mill Lane 3\\n12345 Elmtown', 'END:VEVENT']
		);
		expect(only(readCalendar(file, 'UTC'))).toMatchObject({
			...{ zone: 'Europe/Berlin', end: '2026-10-25T05:00', place: 'Mill Lane 3, 12345 Elmtown' }
		});
	});

	test('what repeats is said to, a whole day has no end of its own, and a calendar’s mark at the start is no obstacle', () => {
		const file = `\ufeff${aFile(
			...['BEGIN:VEVENT', 'DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20261225'],
			...['RRULE:FREQ=YEARLY', 'SUMMARY:Carols', 'END:VEVENT']
		)}`;
		expect(only(readCalendar(file))).toMatchObject({ wholeDay: true, end: undefined, repeats: true });
	});

	test('what is no calendar, is broken off, too deep or too large is none; an event without a time is counted', () => {
		expect(readCalendar('%PDF-1.7')).toBeUndefined();
		expect(readCalendar('BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR')).toBeUndefined();
		expect(readCalendar('BEGIN:X\r\n'.repeat(50))).toBeUndefined();
		expect(readCalendar('x'.repeat(3_000_000))).toBeUndefined();
		const none = aFile('BEGIN:VEVENT', 'SUMMARY:When?', 'DTSTART:20261399T000000', 'END:VEVENT');
		expect(readCalendar(none)).toEqual({ events: [], leftOut: 1 });
	});

	test('nothing in it can be more than a title: control characters, line turners and length are taken away', () => {
		const file = aFile(
			...[
				'BEGIN:VEVENT',
				'DTSTART:20260702T173000Z',
				`SUMMARY:\u202eevil\u0007\\nname ${'x'.repeat(500)}`,
				'END:VEVENT'
			]
		);
		const { title } = only(readCalendar(file, 'UTC'));
		expect(title).toMatch(/^evil {2}name x+$/);
		expect(title.length).toBeLessThanOrEqual(200);
	});
});
