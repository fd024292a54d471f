/**
 * What people write to one another in a community: cut and cleaned so that it may travel, and taken apart to be shown. What
 * others wrote is text and stays text: only names of members and addresses of the web are told apart.
 */
import { wireLine, wireText } from '#lib/agent/wire-text.ts';
import { MAX_MENTIONS, MAX_POST_CHARS, MAX_TITLE_CHARS } from '#lib/protocol/limits.ts';
import type { PeerId } from '#lib/protocol/identity.ts';

export { MAX_POST_CHARS, MAX_POST_FILES, MAX_TITLE_CHARS } from '#lib/protocol/limits.ts';

export interface Named {
	readonly peer: PeerId;
	readonly name: string;
}

/** Empty where nothing but space was written. */
export const writtenText = (text: string): string => wireText(text.trim(), MAX_POST_CHARS);
export const writtenLine = (text: string): string => wireLine(text.trim(), MAX_TITLE_CHARS).trim();

export type Piece =
	| { readonly kind: 'text' | 'link'; readonly text: string }
	| { readonly kind: 'name'; readonly text: string; readonly peer: PeerId };

const LETTER = /[\p{L}\p{N}_]/u;
/** No spaces, no quotes and no brackets; a sentence's end is no part of it. */
const LINK = /https?:\/\/[^\s<>"'`{}|\\^]+/gu;

/** Longer names first: "@Ann Marie" is not "@Ann". */
const byLength = (people: readonly Named[]): readonly Named[] =>
	people.filter(({ name }) => name !== '').toSorted((a, b) => b.name.length - a.name.length);

/** The text in pieces that together are the text. `people`: those whom it names, by its author's word. */
export function piecesOf(text: string, people: readonly Named[]): readonly Piece[] {
	const pieces: Piece[] = [];
	let at = 0;
	for (const match of text.matchAll(LINK)) {
		const link = match[0].replace(/[.,:;!?)\]]+$/u, '');
		if (!URL.canParse(link)) continue;
		pieces.push(...namesIn(text.slice(at, match.index), people), { kind: 'link', text: link });
		at = match.index + link.length;
	}
	return [...pieces, ...namesIn(text.slice(at), people)];
}

function namesIn(text: string, people: readonly Named[]): readonly Piece[] {
	const pieces: Piece[] = [];
	const named = byLength(people);
	let from = 0;
	for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
		const one = named.find((who) => standsAt(text, at, who.name));
		if (!one) continue;
		if (at > from) pieces.push({ kind: 'text', text: text.slice(from, at) });
		pieces.push({ kind: 'name', text: `@${one.name}`, peer: one.peer });
		from = at + 1 + one.name.length;
		at = from - 1;
	}
	if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) });
	return pieces;
}

/** `@name` stands there, and is no part of a longer word or an e-mail address. */
const standsAt = (text: string, at: number, name: string): boolean =>
	text.startsWith(name, at + 1) &&
	!LETTER.test(text.charAt(at - 1)) &&
	!LETTER.test(text.charAt(at + 1 + name.length));

/** Whom a text names. `chosen`: of several who are called alike, those the person picked. */
export function mentionsIn(
	text: string,
	people: readonly Named[],
	chosen: readonly PeerId[]
): readonly PeerId[] {
	const names = new Set(
		namesIn(text, people).flatMap((piece) => (piece.kind === 'name' ? [piece.text] : []))
	);
	const meant = [...names].flatMap((name) => {
		const alike = people.filter((who) => `@${who.name}` === name);
		const picked = alike.filter(({ peer }) => chosen.includes(peer));
		return (picked.length > 0 ? picked : alike).map(({ peer }) => peer);
	});
	return meant.slice(0, MAX_MENTIONS);
}

/** The beginning of a name that is being written after an @, and where the @ stands; undefined where none is. */
export function nameBegun(
	text: string,
	caret: number
): { readonly at: number; readonly typed: string } | undefined {
	const at = text.lastIndexOf('@', caret - 1);
	if (at < 0 || LETTER.test(text.charAt(at - 1))) return undefined;
	const typed = text.slice(at + 1, caret);
	return typed.length <= 40 && !/[\n@]/.test(typed) ? { at, typed } : undefined;
}

/** Members whose name, or a later part of it, begins like that. */
export function suggested(typed: string, people: readonly Named[], most: number): readonly Named[] {
	const begun = typed.toLocaleLowerCase();
	const fits = ({ name }: Named): boolean => {
		const lower = name.toLocaleLowerCase();
		return (
			lower !== '' && (lower.startsWith(begun) || lower.split(/\s+/).some((part) => part.startsWith(begun)))
		);
	};
	return people.filter(fits).slice(0, most);
}
