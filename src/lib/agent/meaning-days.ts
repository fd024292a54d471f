/** Days and months as they are compared: "Montags" and "on Mondays" are one, "Monday to Friday" is five. */
import { isDay, wordsOf } from './support-words.ts';

export interface Day {
	/** 0 to 6 from Monday, 7 to 18 from January, or the folded word of a season or holiday. */
	readonly day: number | string;
	readonly said: string;
}

/** In the languages that `isDay` knows, Monday first. */
const weekdays = `monday montag lundi lunes|tuesday dienstag mardi martes|wednesday mittwoch mercredi miercoles
	thursday donnerstag jeudi jueves|friday freitag vendredi viernes|saturday samstag sonnabend samedi sabado
	sunday sonntag dimanche domingo`;
const months = `january januar janvier enero|february februar fevrier febrero|march marz mars marzo|april avril abril|may
	june juni juin junio|july juli juillet julio|august aout agosto|september septembre septiembre
	october oktober octobre octubre|november novembre noviembre|december dezember decembre diciembre`;
const numbered = new Map(
	[...weekdays.split(/[|\n]/), ...months.split(/[|\n]/)].flatMap((names, i) =>
		names.split(/\s+/).flatMap((name) => (name === '' ? [] : [[name, i] as const]))
	)
);
const range = /^\s*(?:to|bis|through|till|until|au|à|a|-|–)\s*$/iu;
const WEEK = 7;
const spans: Readonly<Record<string, readonly number[]>> = {
	weekday: [0, 1, 2, 3, 4],
	weekend: [5, 6],
	wochenende: [5, 6]
};

/** Every day that a text names, ranges written out, in order. */
export function daysIn(text: string): readonly Day[] {
	const words = wordsOf(text).filter(({ folded }) => isDay(folded));
	const found: Day[] = [];
	words.forEach(({ folded, start, end }, i) => {
		const name = numbered.has(folded) ? folded : folded.replace(/s$/, '');
		const day = numbered.get(name) ?? name;
		const before = words[i - 1];
		const first = found.at(-1)?.day;
		if (
			before &&
			range.test(text.slice(before.end, start)) &&
			typeof first === 'number' &&
			typeof day === 'number'
		)
			for (const between of betweenDays(first, day))
				found.push({ day: between, said: text.slice(before.end, end).trim() });
		const said = text.slice(start, end);
		for (const one of spans[name] ?? [day]) found.push({ day: one, said });
	});
	return found;
}

/** Friday to Monday goes over the weekend; months and weekdays have nothing between them. */
function betweenDays(first: number, last: number): readonly number[] {
	if (first >= WEEK || last >= WEEK) return [];
	const days: number[] = [];
	for (let day = (first + 1) % WEEK; day !== last; day = (day + 1) % WEEK) days.push(day);
	return days;
}
