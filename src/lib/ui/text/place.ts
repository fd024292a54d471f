/** English: the person's rough place, whom it is told, and the card before a question for what is near. */
import type { NoPlace } from '#lib/app/rough-place.ts';
import type { Precision, Sharing } from '#lib/app/place-api.ts';

const sizes: Readonly<Record<Precision, string>> = {
	5: 'about 5 km',
	4: 'about 20 to 40 km',
	3: 'about 150 km'
};

const degrees = (value: number, digits: number, [up, down]: readonly [string, string]): string =>
	`${Math.abs(value).toFixed(digits)}° ${value < 0 ? down : up}`;

/** A square as people can check it on a map: its middle, as exact as the square is. */
const around = ({
	latitude,
	longitude,
	chars
}: {
	latitude: number;
	longitude: number;
	chars: number;
}): string => {
	const digits = chars > 3 ? 1 : 0;
	return `${degrees(latitude, digits, ['N', 'S'])}, ${degrees(longitude, digits, ['E', 'W'])}`;
};

const noPlace: Readonly<Record<NoPlace, string>> = {
	denied:
		'The browser did not tell where you are. Allow it for this page in the browser’s settings and try again',
	unavailable: 'This device could not find out where it is. Try again outside',
	unsupported: 'This browser does not offer a place to pages'
};

export const place = {
	sizes,
	around,
	precision: 'How exact',
	finding: 'Finding it…',

	settings: {
		heading: 'Your rough place',
		lead: 'For questions about what is near you. It is a square on the map, never your address, and nobody is told of it unless you say so here or when you ask.',
		loading: 'Looking…',
		failed: 'Your place could not be read. Reload the page to try again.',
		none: 'No place is kept.',
		kept: (size: string, where: string) => `Kept: a square of ${size} around ${where}.`,
		named: (name: string) => `You chose it as near “${name}”.`,
		precisionHint: 'Smaller from the next place on; larger at once.',
		find: 'Ask this browser',
		again: 'Ask this browser again',
		findHint:
			'The browser asks you first. Only the square is kept; where exactly you are is forgotten at once.',
		byHand: 'Or near a place you reviewed',
		byHandHint: 'Needs no permission: the rough places of your own reviews.',
		choose: 'Choose…',
		noneByHand: 'To set it without the browser, write a review of a place near you and add its rough place.',
		toKnowledge: 'Write a review',
		forget: 'Forget my place',
		saved: 'Saved.',
		forgotten: 'Forgotten, and with it what you had allowed.',
		noPlace: (why: NoPlace) => `${noPlace[why]}, or choose a place below.`,
		sharing: 'When a question asks for what is near',
		sharings: {
			ask: 'Ask me each time',
			always: 'Always tell it those who are asked',
			never: 'Never tell it, and do not ask me'
		} satisfies Readonly<Record<Sharing, string>>,
		sharingsHint:
			'Told are the square and the question, to those who are asked; with other questions nothing.',
		needsPlace: 'Set a place first.',
		onCard: 'Say it on my card',
		onCardHint:
			'Everybody who has your card can read it: your contacts and, while you let yourself be found, whoever looks for your topics.'
	},

	near: {
		heading: 'This asks for what is near you.',
		lead: 'Share a rough place with those who are asked?',
		from: {
			kept: (size: string, where: string) => `Your kept place: a square of ${size} around ${where}.`,
			browser:
				'The browser will ask whether this page may know where you are. Only the square leaves this page.'
		},
		once: 'Share for this question',
		always: 'Always for such questions',
		alwaysHint: '“Always” is kept in Settings, where you can take it back.',
		without: 'Ask without',
		cancel: 'Do not ask',
		noPlace: (why: NoPlace) => `${noPlace[why]}, ask without, or choose a place by hand in Settings.`,
		toSettings: 'Choose a place in Settings'
	}
} as const;
