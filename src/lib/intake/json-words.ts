/** What one record of somebody's data says: as a message, as a note, in a line. Knows names that many programs use. */

export type JsonRecord = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is JsonRecord =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const TITLES = ['title', 'name', 'subject', 'heading', 'headline', 'question', 'fullname', 'displayname'];
const BODIES = [
	'text',
	'textcontent',
	'body',
	'content',
	'message',
	'answer',
	'note',
	'notes',
	'description',
	'summary',
	'parts'
];
const SENDERS = ['from', 'author', 'sender', 'sendername', 'sender_name', 'role', 'user', 'username'];
const TIMES = [
	'date',
	'time',
	'timestamp',
	'timestamp_ms',
	'create_time',
	'created_at',
	'createdat',
	'sent_at',
	'ts'
];

/** Nested words are read no deeper than any message goes. */
const MAX_WORDS_DEPTH = 6;
/** What is short is said in a line of its record; what is longer has sections of its own. */
const MAX_LINE_CHARS = 600;
const MAX_TITLE_CHARS = 200;

const keyed = (record: JsonRecord, names: readonly string[]): readonly [string, unknown] | undefined => {
	const entries = Object.entries(record);
	for (const name of names) {
		const found = entries.find(([key, value]) => key.toLowerCase() === name && said(value, 0) !== '');
		if (found) return found;
	}
	return undefined;
};

/** "who, when: words"; undefined for what is no message. */
export function messageOf(record: JsonRecord): string | undefined {
	const body = keyed(record, BODIES);
	if (!body || keyed(record, ['title', 'subject'])) return undefined;
	const who = senderIn(record);
	const words = said(body[1], 0);
	if (who === '' || who.length > MAX_TITLE_CHARS) return undefined;
	const time = keyed(record, TIMES);
	const when = time ? moment(time[0], time[1]) : '';
	return `${who}${when === '' ? '' : ` (${when})`}: ${words}`;
}

function senderIn(record: JsonRecord): string {
	for (const [key, value] of Object.entries(record)) {
		if (!SENDERS.includes(key.toLowerCase())) continue;
		const named = isRecord(value) ? keyed(value, ['name', 'displayname', 'username', 'role'])?.[1] : value;
		const name = said(named, 0);
		if (name !== '') return name;
	}
	return '';
}

export interface Note {
	readonly title: string;
	readonly text: string;
	/** What has sections of its own, by what it is called. */
	readonly lists: readonly (readonly [string, unknown])[];
	/** A question with its answer. */
	readonly alone: boolean;
}

export function noteOf(record: JsonRecord): Note {
	const named = keyed(record, TITLES);
	const title = typeof named?.[1] === 'string' && named[1].length <= MAX_TITLE_CHARS ? named : undefined;
	const written = keyed(record, BODIES);
	const body = written && written !== title && typeof written[1] !== 'object' ? written : undefined;
	const lines: string[] = [];
	const lists: (readonly [string, unknown])[] = [];
	for (const [key, value] of Object.entries(record)) {
		if (key === title?.[0] || key === body?.[0] || isId(key, value)) continue;
		const line = typeof value !== 'object' ? scalar(key, value) : isLong(value) ? undefined : flat(value, 0);
		if (line === undefined || line.length > MAX_LINE_CHARS) {
			if (typeof value === 'object') lists.push([words(key), value]);
			else lines.push(`${words(key)}: ${line ?? ''}`);
		} else if (line !== '') lines.push(`${words(key)}: ${line}`);
	}
	const facts = lines.map((line) => `- ${line}`).join('\n');
	const text = [body ? said(body[1], 0) : '', facts].filter((part) => part !== '').join('\n\n');
	const alone = title?.[0].toLowerCase() === 'question' && body?.[0].toLowerCase() === 'answer';
	return { title: title ? said(title[1], 0) : '', text, lists, alone };
}

/** What only wraps another record: everything else in it is ids and nothing. */
export function wrappedIn(record: JsonRecord): JsonRecord | undefined {
	const meant = Object.entries(record).filter(([key, value]) => value !== null && !isId(key, value));
	const only = meant.length === 1 ? meant[0]![1] : undefined;
	return isRecord(only) ? only : undefined;
}

/** What people said to one another is never put on one line. */
const isLong = (value: unknown): boolean =>
	isTable(value) ||
	(Array.isArray(value) && value.some((one) => isRecord(one) && messageOf(one) !== undefined));

/** A map from ids to records is a list of them. */
export const isTable = (value: unknown): value is JsonRecord => {
	if (!isRecord(value)) return false;
	const values = Object.values(value);
	return (
		values.length > 1 &&
		values.every(isRecord) &&
		Object.keys(value).every((key) => /^\d+$|^(?=.*\d)[\w-]{12,}$/.test(key))
	);
};

/** All words in a value, in order. */
export const saidIn = (value: unknown): string => said(value, 0);

function said(value: unknown, depth: number): string {
	if (typeof value === 'string') return value.trim();
	if (typeof value === 'number') return String(value);
	if (depth > MAX_WORDS_DEPTH) return '';
	if (Array.isArray(value))
		return value
			.map((element) => said(element, depth + 1))
			.filter((part) => part !== '')
			.join(' ');
	const body = isRecord(value) ? keyed(value, BODIES) : undefined;
	return body ? said(body[1], depth + 1) : '';
}

/** A small structure on one line; undefined where it is not small. */
function flat(value: unknown, depth: number): string | undefined {
	if (typeof value !== 'object') return scalar('', value);
	if (value === null) return '';
	if (depth > 3) return undefined;
	const list = Array.isArray(value);
	const parts: string[] = [];
	let chars = 0;
	for (const [key, element] of Object.entries(value)) {
		if (!list && isId(key, element)) continue;
		const part = typeof element === 'object' ? flat(element, depth + 1) : scalar(key, element);
		if (part === undefined) return undefined;
		if (part === '') continue;
		parts.push(list || isBody(key) ? part : `${words(key)}: ${part}`);
		chars += part.length;
		if (chars > MAX_LINE_CHARS) return undefined;
	}
	return parts.join(list ? '; ' : ' · ');
}

const isBody = (key: string): boolean =>
	BODIES.includes(key.toLowerCase()) || TITLES.includes(key.toLowerCase());

function scalar(key: string, value: unknown): string {
	if (typeof value === 'number') return moment(key, value) || String(value);
	if (typeof value === 'boolean') return value ? 'yes' : '';
	return typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : '';
}

/** A moment in seconds, thousandths or millionths of one, where the key says that it is a time. */
function moment(key: string, value: unknown): string {
	if (typeof value === 'string') return value.replace(/\s+/g, ' ').trim().slice(0, 40);
	if (typeof value !== 'number' || !/time|date|stamp|created|updated|edited|sent|^ts$/i.test(key)) return '';
	const ms = value > 1e14 ? value / 1_000 : value > 1e11 ? value : value * 1_000;
	return ms > 1e11 && ms < 1e13 ? new Date(ms).toISOString().slice(0, 16).replace('T', ' ') : '';
}

/** What only a program reads. */
function isId(key: string, value: unknown): boolean {
	if (!/^(id|_id|uuid|guid|key|hash|parent|children|__v)$|_(id|uuid)$|[a-z](Id|Uuid)$/.test(key))
		return false;
	const isOne = (one: unknown) => typeof one === 'number' || (typeof one === 'string' && !/\s/.test(one));
	return Array.isArray(value) ? value.every(isOne) : value === null || isOne(value);
}

/** `servesCuisine`, `serves_cuisine` as words. */
const words = (key: string): string =>
	key
		.slice(0, 80)
		.replace(/([a-z])([A-Z])/g, '$1 $2')
		.replace(/[_\s]+/g, ' ')
		.trim();
