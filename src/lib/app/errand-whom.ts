/** Who is meant where an errand names somebody: contacts, communities, "the group", "them". Names are compared, never read. */
import type { PeerId } from '#lib/protocol/identity.ts';
import { AND, BEFORE_NAME, beginsWith, GROUP, phraseAt, SAME } from './errand-verbs.ts';
import type { Where } from './errands-api.ts';

export interface Around {
	/** Those in which the person may post. */
	readonly communities: readonly { readonly id: string; readonly name: string }[];
	readonly contacts: readonly { readonly peer: PeerId; readonly name: string }[];
	/** The community the errand is started from. */
	readonly here?: string;
}

export interface Whom {
	/** Undefined: somebody was meant, and it is not clear who. */
	readonly where: readonly (Where | undefined)[];
	/** What stands behind the names. */
	readonly rest: string;
	readonly unclear?: { readonly why: 'alike' | 'which'; readonly text: string };
}

/** Of all that can be meant, longer names first: "Ann Marie" is not "Ann". */
export function placesOf({ communities, contacts }: Around): readonly Where[] {
	return [
		...communities.map(({ id, name }) => ({ to: 'community' as const, id, name })),
		...contacts.map(({ peer, name }) => ({ to: 'person' as const, peer, name }))
	]
		.filter(({ name }) => name.trim() !== '')
		.sort((a, b) => b.name.length - a.name.length);
}

/** "The group": where the errand was started, else the only one there is. */
export function group({ communities, here }: Around): Where | undefined {
	const one =
		communities.find(({ id }) => id === here) ?? (communities.length === 1 ? communities[0] : undefined);
	return one && { to: 'community', id: one.id, name: one.name };
}

/** Whoever is named at the beginning, one or several; undefined where nobody is. */
export function whoAt(text: string, around: Around, last: readonly Where[]): Whom | undefined {
	const first = oneAt(text.trimStart(), around, last);
	if (!first) return undefined;
	let { where, rest, unclear } = first;
	for (;;) {
		const [joined = ''] = /^\s*,?\s*/.exec(rest) ?? [];
		const and = phraseAt(rest.slice(joined.length), AND);
		if (and === undefined && !joined.includes(',')) break;
		const next = oneAt(rest.slice(joined.length + (and?.length ?? 0)).trimStart(), around, last);
		// "Bea, them": a comma alone goes on only to a name.
		if (!next || (and === undefined && next.isPronoun)) break;
		where = [...where, ...next.where];
		rest = next.rest;
		unclear ??= next.unclear;
	}
	return { where, rest, ...(unclear && { unclear }) };
}

interface OneAt extends Whom {
	readonly isPronoun: boolean;
}

function oneAt(text: string, around: Around, last: readonly Where[]): OneAt | undefined {
	const named = namedAt(text, around);
	if (named) return named;
	const groupWord = phraseAt(text, GROUP);
	if (groupWord !== undefined) {
		const [where, rest] = [group(around), text.slice(groupWord.length)];
		return where
			? { where: [where], rest, isPronoun: false }
			: { where: [undefined], rest, isPronoun: false, unclear: { why: 'which', text: groupWord } };
	}
	const same = phraseAt(text, SAME);
	if (same === undefined || last.length === 0) return undefined;
	return { where: last, rest: text.slice(same.length), isPronoun: true };
}

function namedAt(text: string, around: Around): OneAt | undefined {
	const places = placesOf(around);
	for (const before of ['', ...BEFORE_NAME]) {
		if (before !== '' && !beginsWith(text, before)) continue;
		const from = text.slice(before.length).trimStart();
		const found = places.find(({ name }) => beginsWith(from, name));
		if (!found) continue;
		const alike = places.filter(({ name }) => name.toLowerCase() === found.name.toLowerCase());
		const rest = from.slice(found.name.length).replace(/^\s+(group|community|gruppe)\b/i, '');
		return alike.length === 1
			? { where: [found], rest, isPronoun: false }
			: { where: [undefined], rest, isPronoun: false, unclear: { why: 'alike', text: found.name } };
	}
	return undefined;
}
