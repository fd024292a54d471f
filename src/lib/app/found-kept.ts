/** What the person lets others find them by, as it is kept, and what of it stands on the card: nothing while they do not want to be found. */
import type { Self } from '#lib/agent/ports.ts';
import type { Cell, Weighted } from '#lib/agent/routing/cells.ts';
import {
	MAX_CAPABILITIES,
	MAX_CAPABILITY_CHARS,
	MAX_CARD_CELLS,
	MAX_CELL,
	MAX_LANGUAGES
} from '#lib/protocol/limits.ts';
import type { Settings } from '#lib/store/settings.ts';
import { placeOnCard } from './place.ts';

const SETTING = 'found';
/** Topics left out or added; nobody goes through more by hand. */
const MOST_EDITS = 256;

export interface KeptFound {
	readonly on: boolean;
	/** What the card says, as of the last reading. */
	readonly topics: readonly Weighted[];
	readonly hidden: readonly Cell[];
	readonly added: readonly Cell[];
	readonly capabilities: readonly string[];
	/** Absent: nobody has chosen any. */
	readonly languages?: readonly string[];
}

const nothing: KeptFound = { on: false, topics: [], hidden: [], added: [], capabilities: [] };

export const keptFound = async (settings: Pick<Settings, 'get'>): Promise<KeptFound> =>
	asKept(await settings.get(SETTING));

export async function keepFound(settings: Pick<Settings, 'put'>, wanted: KeptFound): Promise<KeptFound> {
	const kept = asKept(wanted);
	await settings.put(SETTING, kept);
	return kept;
}

export type OnCard = Pick<Self, 'topics' | 'capabilities' | 'languages' | 'place'>;

/** The place has a consent of its own. */
export async function onCard(settings: Pick<Settings, 'get'>): Promise<OnCard> {
	const { on, topics, capabilities, languages = [] } = await keptFound(settings);
	const place = await placeOnCard(settings);
	const found = on ? { topics, capabilities, languages } : { topics: [], capabilities: [], languages: [] };
	return { ...found, ...(place !== undefined && { place }) };
}

/** An older version may have written it, and a screen may hand in more than a card takes. */
function asKept(kept: unknown): KeptFound {
	if (typeof kept !== 'object' || kept === null) return nothing;
	const list = (name: keyof KeptFound): readonly unknown[] => {
		const value: unknown = Reflect.get(kept, name);
		return Array.isArray(value) ? value : [];
	};
	return {
		on: Reflect.get(kept, 'on') === true,
		topics: list('topics').filter(isWeighted).slice(0, MAX_CARD_CELLS),
		hidden: cellsIn(list('hidden')),
		added: cellsIn(list('added')),
		capabilities: linesIn(list('capabilities')),
		...(Array.isArray(Reflect.get(kept, 'languages')) && { languages: languagesIn(list('languages')) })
	};
}

const isCell = (value: unknown): value is Cell =>
	Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_CELL;

function isWeighted(value: unknown): value is Weighted {
	if (typeof value !== 'object' || value === null) return false;
	const weight: unknown = Reflect.get(value, 'weight');
	return (
		isCell(Reflect.get(value, 'cell')) &&
		Number.isInteger(weight) &&
		Number(weight) >= 1 &&
		Number(weight) <= 15
	);
}

const cellsIn = (values: readonly unknown[]): readonly Cell[] =>
	[...new Set(values.filter(isCell))].slice(-MOST_EDITS);

/** One line each, as the wire takes it. */
function linesIn(values: readonly unknown[]): readonly string[] {
	const lines = values.flatMap((value) => (typeof value === 'string' ? [oneLine(value)] : []));
	return [...new Set(lines)].filter(Boolean).slice(0, MAX_CAPABILITIES);
}

const oneLine = (text: string): string =>
	text
		.replaceAll(/[\p{C}\s]+/gu, ' ')
		.trim()
		.slice(0, MAX_CAPABILITY_CHARS)
		// Half a letter, where the cut went through one.
		.replaceAll(/\p{Cs}/gu, '')
		.trim();

/** The language, with at most a script and a region. */
export function languagesIn(values: readonly unknown[]): readonly string[] {
	const found = values.flatMap((value) => {
		const match = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?/.exec(
			typeof value === 'string' ? value : ''
		);
		return match ? [match[0]] : [];
	});
	return [...new Set(found)].slice(0, MAX_LANGUAGES);
}
