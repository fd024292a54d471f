import { applyUpdate, Doc, encodeStateAsUpdate, encodeStateVector } from 'yjs';
import { describe, expect, test } from 'vitest';
import type { Edit } from '#lib/agent/community/views.ts';
import { PAGE_TEXT, pageClientOf } from '#lib/net/update-screen.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { base64url, fromBase64url } from '#lib/protocol/bytes.ts';
import { MAX_EDIT_BYTES } from '#lib/protocol/limits.ts';
import { apply, carriedOver, changeBetween, packed, pageDoc, textOf } from './community-page-changes.ts';
import { changedTo, goesOn, nowOf, PageText, PageTexts, textAt, versionsOf } from './community-page-text.ts';

const dev = (letter: string): string => letter.repeat(64);
const unwatched = (): void => undefined;

/** A page under several hands: each change is an edit of whoever made it, built on all before. */
class Page {
	readonly edits: Edit[] = [];
	at = 1_000_000;

	/** Writes `text` in place of everything. */
	write(author: string, text: string): Edit {
		const page = this.read();
		const updates = changedTo(page, text, pageClientOf(dev(author)));
		return updates.map((update) => this.add(author, update)).at(-1)!;
	}

	add(author: string, update: string | Uint8Array): Edit {
		const edit: Edit = {
			id: `edit-${this.edits.length}`,
			author: dev(author) as PeerId,
			name: author.toUpperCase(),
			dev: dev(author),
			at: this.at,
			update: typeof update === 'string' ? update : base64url(update)
		};
		this.edits.push(edit);
		return edit;
	}

	read(): PageText {
		return new PageTexts().of('page', this.edits, unwatched);
	}
}

/** An update as a hostile member can make one: `change` done to a document that says it is `client`. */
function forged(client: number, change: (doc: Doc) => void, base?: Uint8Array): Uint8Array {
	const doc = new Doc({ gc: false });
	if (base) applyUpdate(doc, base);
	const before = encodeStateVector(doc);
	doc.clientID = client;
	change(doc);
	return encodeStateAsUpdate(doc, before);
}

describe('a page', () => {
	test('says what its edits come to, and an editor that begins with its state says the same', () => {
		const page = new Page();
		page.write('a', 'Bread needs time.');
		page.write('b', 'Good bread needs time.');
		page.write('a', 'Good bread needs time and salt.');
		const now = nowOf(page.read(), 7);
		expect(now).toMatchObject({ text: 'Good bread needs time and salt.', leftOut: 0, client: 7 });
		expect(textOf(pageDoc(1, fromBase64url(now.state))).toJSON()).toBe(now.text);
	});

	test('that only grew is not read from its beginning again, and one that lost an edit is', () => {
		const page = new Page();
		const texts = new PageTexts();
		page.write('a', 'one');
		page.write('a', 'one two');
		texts.of('page', page.edits, unwatched);
		const read: number[] = [];
		page.write('b', 'one two three');
		expect(texts.of('page', page.edits, (at) => read.push(at)).text).toBe('one two three');
		expect(read).toEqual([2]);
		expect(texts.of('page', page.edits.slice(0, 1), unwatched).text).toBe('one');
	});

	test.each([
		[
			'under the client id of another log',
			(doc: Doc) => doc.getText(PAGE_TEXT).insert(0, 'x'),
			pageClientOf(dev('a'))
		],
		['in another place than the text', (doc: Doc) => doc.getText('aside').insert(0, 'x'), undefined],
		['that is no text', (doc: Doc) => doc.getText(PAGE_TEXT).insertEmbed(0, { an: 'object' }), undefined],
		['with keys', (doc: Doc) => void doc.getMap(PAGE_TEXT).set('__proto__', 1), undefined]
	])('leaves out what is written %s, and counts it', (_, change, client) => {
		const page = new Page();
		page.write('a', 'What honest members wrote.');
		const of = client ?? pageClientOf(dev('m'));
		page.add('m', forged(of, change));
		page.write('a', 'What honest members wrote, and more.');
		expect(nowOf(page.read(), 1)).toMatchObject({ text: 'What honest members wrote, and more.', leftOut: 1 });
	});

	test('leaves out what builds on what is not there, what is too long and what is no update', () => {
		const page = new Page();
		page.write('a', 'Here.');
		const client = pageClientOf(dev('m'));
		const elsewhere = pageDoc(client);
		textOf(elsewhere).insert(0, 'there');
		const before = encodeStateVector(elsewhere);
		textOf(elsewhere).insert(5, '!');
		page.add('m', encodeStateAsUpdate(elsewhere, before));
		page.add('m', new Uint8Array(MAX_EDIT_BYTES + 1));
		page.add('m', new Uint8Array([255, 255, 255, 255, 255]));
		page.add('m', '*');
		expect(nowOf(page.read(), 1)).toMatchObject({ text: 'Here.', leftOut: 4 });
	});

	test('has versions by author and time, and each can be read and put back', () => {
		const page = new Page();
		page.write('a', 'Flour.');
		page.at += 60_000;
		page.write('a', 'Flour, water.');
		page.at += 10 * 60_000;
		const last = page.write('a', 'Flour, water, salt.');
		page.write('b', 'Nothing.');
		const versions = versionsOf(page.edits, unwatched);
		expect(versions.map(({ name, added, removed }) => [name, added, removed])).toEqual([
			['B', expect.any(Number), expect.any(Number)],
			['A', 6, 0],
			['A', 13, 0]
		]);
		expect(textAt(page.edits, last.id, unwatched)).toBe('Flour, water, salt.');
		page.write('c', textAt(page.edits, last.id, unwatched)!);
		expect(page.read().text).toBe('Flour, water, salt.');
		expect(textAt(page.edits, 'none', unwatched)).toBeUndefined();
	});

	test('takes a change of mine only where my log left off', () => {
		const page = new Page();
		const client = pageClientOf(dev('a'));
		const [mine] = changedTo(page.read(), 'Mine.', client);
		expect(goesOn(page.read(), mine!, client)).toBe(true);
		page.add('a', mine!);
		// The same place once more, from another tab that knows nothing of it.
		const [other] = changedTo(new PageText(), 'Mine as well.', client);
		expect(goesOn(page.read(), other!, client)).toBe(false);
		expect(goesOn(page.read(), mine!, pageClientOf(dev('b')))).toBe(false);
	});

	test('a long text put in, and taken out again, goes in edits that each fit into an entry', () => {
		const page = new Page();
		const long = '日本語のテキスト。'.repeat(6_000);
		page.write('a', long);
		expect(page.edits.length).toBeGreaterThan(5);
		for (const { update } of page.edits)
			expect(fromBase64url(update).length).toBeLessThanOrEqual(MAX_EDIT_BYTES);
		expect(page.read().text).toBe(long);
		page.write('b', '');
		expect(nowOf(page.read(), 1)).toMatchObject({ text: '', leftOut: 0 });
	});
});

describe('a change', () => {
	test('is the smallest that makes one text of the other, and never half of a letter', () => {
		for (const [before, after] of [
			['', 'a'],
			['abc', 'abxc'],
			['aaaa', 'aaa'],
			['The end', 'An end'],
			['😀', '😁'],
			['x😀y', 'x😁y'],
			['same', '']
		] as const) {
			const change = changeBetween(before, after)!;
			expect(before.slice(0, change.from) + change.with + before.slice(change.to)).toBe(after);
			expect(change.with.isWellFormed() && before.slice(change.from, change.to).isWellFormed()).toBe(true);
		}
		expect(changeBetween('same', 'same')).toBeUndefined();
		// Of equal letters, the one before the caret is the new one.
		expect(changeBetween('aa', 'aaa', 1)).toEqual({ from: 0, to: 0, with: 'a' });
	});

	test('is the same upon what others made of the text meanwhile', () => {
		const made = (base: string, mine: string, theirs: string): string => {
			const change = carriedOver(base, mine, theirs);
			return change ? theirs.slice(0, change.from) + change.with + theirs.slice(change.to) : theirs;
		};
		expect(made('one two', 'one two three', 'zero one two')).toBe('zero one two three');
		expect(made('one two', 'zero one two', 'one two three')).toBe('zero one two three');
		expect(made('one', 'one', 'other')).toBe('other');
		expect(made('one two', 'one 2', 'one zwei')).toBe('one zwei2');
	});

	test('of many letters goes in few entries', () => {
		const doc = pageDoc(5);
		const updates: Uint8Array[] = [];
		doc.on('update', (update: Uint8Array) => updates.push(update));
		for (const letter of 'typed one by one')
			apply(textOf(doc), { from: textOf(doc).length, to: textOf(doc).length, with: letter }, null);
		expect(updates.length).toBeGreaterThan(10);
		expect(packed(updates)).toHaveLength(1);
	});
});
