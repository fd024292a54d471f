/** English: when members of a community meet, and how that comes into the calendar one keeps elsewhere. */
import { counted, LANGUAGE } from '../format.ts';

const day = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
const time = { hour: 'numeric', minute: '2-digit' } as const;
const range = (options: Intl.DateTimeFormatOptions, from: number, to: number | undefined): string => {
	const format = new Intl.DateTimeFormat(LANGUAGE, options);
	return to === undefined ? format.format(from) : format.formatRange(from, to);
};

export const communityEvents = {
	coming: 'Upcoming events',
	past: 'Past events',
	add: 'New event',
	import: 'Import .ics',
	importInput: 'Calendar file',
	emptyHeading: 'Nothing is planned yet',
	empty: 'Say when you meet, or bring events in from a calendar file.',
	emptyGuest: 'Members can say here when you meet.',
	loading: 'Opening the events…',

	/** In the reader's own time. */
	when: (from: number, to: number | undefined) => range({ ...day, ...time }, from, to),
	/** On the clocks of the zone it was planned in: there too, "7:30 PM". */
	there: (from: number, to: number | undefined, zone: string) =>
		`${range({ ...day, ...time, timeZone: zone }, from, to)} in ${zone}`,
	days: (from: number, to: number | undefined) => range({ ...day, timeZone: 'UTC' }, from, to),
	zone: (zone: string) => `planned in ${zone}, as your clock has it`,
	unknownZone: (local: string, zone: string) =>
		`${local.replace('T', ', ')} in ${zone}; this device does not know that time zone.`,
	wholeDay: 'whole day',
	cancelled: 'cancelled',
	changed: 'changed since it was planned',
	going: 'Going',
	nobodyGoing: 'Nobody has said so yet',
	goingNames: (names: string) => `Going: ${names}`,
	toCalendar: 'Add to calendar',
	edit: 'Edit',
	cancel: 'Cancel event',
	cancelDialog: {
		heading: (title: string) => `Cancel ${title}?`,
		body: 'It stays in the list, marked as cancelled, so that nobody goes there in vain.',
		keep: 'Keep it',
		confirm: 'Cancel event'
	},

	dialog: {
		heading: 'Event',
		title: 'Title',
		whole: 'Whole day',
		start: 'Begins',
		end: 'Ends (optional)',
		firstDay: 'First day',
		lastDay: 'Last day (optional)',
		zone: 'Time zone',
		place: 'Place (optional)',
		text: 'What else to know (optional)',
		save: 'Save',
		noTitle: 'Give it a title.',
		noStart: 'Say when it begins.',
		endsBefore: 'It ends before it begins.',
		badZone: 'This time zone is not known. Choose one from the list.',
		sameAs: (at: string) => `That is ${at} where you are.`
	},

	importDialog: {
		heading: 'Import events',
		lead: 'Choose what the whole community should see.',
		list: 'Events in the file',
		known: 'is here already',
		repeats: 'repeats: only the first date is taken',
		leftOut: (n: number) => `${counted(n, 'event', 'events')} could not be read and will be left out.`,
		none: 'There is no event in this file.',
		notCalendar: 'This is not a calendar file. Export your events as .ics and try again.',
		add: (n: number) => `Add ${counted(n, 'event', 'events')}`
	},
	fileName: 'event',
	list: 'Events'
} as const;
