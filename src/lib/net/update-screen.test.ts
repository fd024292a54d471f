import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { MAX_EDIT_BYTES } from '#lib/protocol/limits.ts';
import { fits, PAGE_TEXT, pageClientOf, screenPageUpdate, type Screened } from './update-screen.ts';

const DEV = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
const mine = pageClientOf(DEV);

/** A member's page, and what each of their changes looks like on the way. */
function aPage(dev = DEV): { doc: Y.Doc; text: Y.Text; edit: (change: () => void) => Uint8Array } {
	const doc = new Y.Doc();
	doc.clientID = pageClientOf(dev);
	const text = doc.getText(PAGE_TEXT);
	const edit = (change: () => void) => {
		const before = Y.encodeStateVector(doc);
		doc.transact(change);
		return Y.encodeStateAsUpdate(doc, before);
	};
	return { doc, text, edit };
}

const nobody = () => 0;
const stateOf = (doc: Y.Doc) => (client: number) =>
	Y.decodeStateVector(Y.encodeStateVector(doc)).get(client) ?? 0;
const refusal = (screened: Screened) => ('refused' in screened ? screened.refused : 'none');

test('a client id is bound to its log, and another log has another', () => {
	expect(pageClientOf(DEV)).toBe(mine);
	expect(pageClientOf(OTHER)).not.toBe(mine);
});

test('typing, deleting and what came and went within one edit are let in, upon what is there', () => {
	const { doc, text, edit } = aPage();
	const first = screenPageUpdate(
		edit(() => text.insert(0, 'elms and owls')),
		mine
	);
	expect('ok' in first && fits(first.ok, nobody)).toBe(true);
	const before = stateOf(doc);
	const second = screenPageUpdate(
		edit(() => {
			text.insert(4, ' tall');
			text.delete(5, 2);
			text.delete(0, 2);
		}),
		mine
	);
	expect('ok' in second && fits(second.ok, before)).toBe(true);
	expect('ok' in second && fits(second.ok, nobody)).toBe(false);
});

test('letters beside those of another author wait for that author', () => {
	const ann = aPage(OTHER);
	const hers = ann.edit(() => ann.text.insert(0, 'hello'));
	const { doc, text, edit } = aPage();
	Y.applyUpdate(doc, hers);
	const screened = screenPageUpdate(
		edit(() => text.insert(3, 'p me, he')),
		mine
	);
	expect('ok' in screened && fits(screened.ok, nobody)).toBe(false);
	expect('ok' in screened && fits(screened.ok, stateOf(ann.doc))).toBe(true);
});

test('a delete of what nobody wrote never fits', () => {
	const ann = aPage(OTHER);
	ann.edit(() => ann.text.insert(0, 'hello'));
	const { doc, text, edit } = aPage();
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(ann.doc));
	const screened = screenPageUpdate(
		edit(() => text.delete(0, 5)),
		mine
	);
	expect('ok' in screened && fits(screened.ok, stateOf(ann.doc))).toBe(true);
	expect('ok' in screened && fits(screened.ok, nobody)).toBe(false);
});

test('structs under another log are refused', () => {
	const { text, edit } = aPage(OTHER);
	expect(
		refusal(
			screenPageUpdate(
				edit(() => text.insert(0, 'I am Ann')),
				mine
			)
		)
	).toBe('not-theirs');
});

test('anything but letters in the text is refused: formats, embeds, maps, nested types, another text', () => {
	const hostile: ((doc: Y.Doc) => void)[] = [
		(doc) => doc.getText(PAGE_TEXT).insert(0, 'bold', { bold: true }),
		(doc) => doc.getText(PAGE_TEXT).insertEmbed(0, { image: 'x' }),
		(doc) => doc.getMap(PAGE_TEXT).set('__proto__', 'x'),
		(doc) => doc.getMap('other').set('a', 1),
		(doc) => doc.getText('other').insert(0, 'x'),
		(doc) => doc.getArray(PAGE_TEXT).insert(0, [new Y.Map()]),
		(doc) => doc.getArray(PAGE_TEXT).insert(0, [{ deep: [[[[]]]] }]),
		(doc) => doc.getXmlFragment(PAGE_TEXT).insert(0, [new Y.XmlElement('script')]),
		(doc) => doc.getArray(PAGE_TEXT).insert(0, [new Uint8Array(8)])
	];
	for (const change of hostile) {
		const doc = new Y.Doc();
		doc.clientID = mine;
		change(doc);
		expect(refusal(screenPageUpdate(Y.encodeStateAsUpdate(doc), mine))).toBe('not-text');
	}
});

test('what Yjs was told to leave out is refused: nothing of the log could follow it', () => {
	const { doc, text, edit } = aPage();
	const first = edit(() => text.insert(0, 'a'));
	edit(() => text.insert(1, 'b'));
	const third = edit(() => text.insert(2, 'c'));
	expect(refusal(screenPageUpdate(Y.mergeUpdates([first, third]), mine))).toBe('gap');
	const gone = new Y.Doc();
	gone.clientID = mine;
	const list = gone.getArray(PAGE_TEXT);
	list.insert(0, [new Y.Array()]);
	(list.get(0) as Y.Array<string>).insert(0, ['x']);
	list.delete(0, 1);
	expect(refusal(screenPageUpdate(Y.encodeStateAsUpdate(gone), mine))).toBe('gap');
	expect(doc.clientID).toBe(mine);
});

test('over the size and unreadable bytes are refused', () => {
	const { text, edit } = aPage();
	expect(
		refusal(
			screenPageUpdate(
				edit(() => text.insert(0, 'x'.repeat(MAX_EDIT_BYTES))),
				mine
			)
		)
	).toBe('oversize');
	expect(refusal(screenPageUpdate(new Uint8Array([7, 255, 255, 255]), mine))).toBe('unreadable');
});

test('of 20,000 damaged updates none throws, and what is let in and fits leaves the page able to go on', () => {
	const { doc, text, edit } = aPage();
	const whole = edit(() => text.insert(0, 'the owl sat in the elm'));
	let seed = 9;
	const chance = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
	for (let round = 0; round < 20_000; round++) {
		const damaged = whole.slice();
		for (let change = 0; change <= chance(3); change++) damaged[chance(damaged.length)] = chance(256);
		const screened = screenPageUpdate(damaged, mine);
		if ('refused' in screened || !fits(screened.ok, nobody) || round % 20 > 0) continue;
		const page = new Y.Doc();
		Y.applyUpdate(page, damaged);
		expect([page.store.pendingStructs, page.store.pendingDs]).toEqual([null, null]);
		expect(typeof page.getText(PAGE_TEXT).toJSON()).toBe('string');
	}
	expect(doc.getText(PAGE_TEXT).length).toBe(22);
});
