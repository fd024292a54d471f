/** The lines of an iCalendar file, put together again where they were folded, and what stands between BEGIN and END. */

export interface Property {
	readonly value: string;
	/** Names in capitals. */
	readonly params: ReadonlyMap<string, string>;
}

export interface Component {
	readonly name: string;
	readonly parts: readonly Component[];
	readonly first: (name: string) => Property | undefined;
}

/** Deeper is no calendar. */
const MAX_DEPTH = 8;

/** What lies in the calendars of a file; undefined where there is none. What is not closed is left out. */
export function componentsOf(file: string): readonly Component[] | undefined {
	const found: Component[] = [];
	const open: { name: string; parts: Component[]; props: Map<string, Property> }[] = [];
	let isCalendar = false;
	for (const line of file
		.replace(/^\ufeff/, '')
		.replace(/\r?\n[ \t]/g, '')
		.split(/\r\n|\r|\n/)) {
		const read = propertyOf(line);
		if (!read) continue;
		const { name, property } = read;
		const what = property.value.trim().toUpperCase();
		if (name === 'BEGIN') {
			if (open.length >= MAX_DEPTH) return undefined;
			if (what === 'VCALENDAR') isCalendar = true;
			open.push({ name: what, parts: [], props: new Map() });
		} else if (name === 'END') {
			const { name: begun, parts, props } = open.pop() ?? {};
			if (begun !== what || !parts || !props) return undefined;
			const component: Component = { name: begun, parts, first: (wanted) => props.get(wanted) };
			if (begun === 'VCALENDAR') found.push(...parts);
			else open.at(-1)?.parts.push(component);
		} else {
			const { props } = open.at(-1) ?? {};
			if (props && !props.has(name)) props.set(name, property);
		}
	}
	return isCalendar ? found : undefined;
}

/** `DTSTART;TZID="Europe/Berlin":20261122T193000` */
function propertyOf(line: string): { readonly name: string; readonly property: Property } | undefined {
	const colon = outsideQuotes(line, ':');
	if (colon < 0) return undefined;
	const [name = '', ...given] = splitOutsideQuotes(line.slice(0, colon), ';');
	const params = new Map<string, string>();
	for (const param of given) {
		const equals = param.indexOf('=');
		if (equals > 0)
			params.set(param.slice(0, equals).toUpperCase(), param.slice(equals + 1).replace(/^"(.*)"$/, '$1'));
	}
	return { name: name.trim().toUpperCase(), property: { value: line.slice(colon + 1), params } };
}

function outsideQuotes(text: string, wanted: string): number {
	let quoted = false;
	for (let i = 0; i < text.length; i++) {
		if (text[i] === '"') quoted = !quoted;
		else if (!quoted && text[i] === wanted) return i;
	}
	return -1;
}

function splitOutsideQuotes(text: string, at: string): readonly string[] {
	const parts: string[] = [];
	let rest = text;
	for (let i = outsideQuotes(rest, at); i >= 0; i = outsideQuotes(rest, at)) {
		parts.push(rest.slice(0, i));
		rest = rest.slice(i + 1);
	}
	return [...parts, rest];
}
