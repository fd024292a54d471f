import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Edit } from '#lib/agent/community/views.ts';
import { pageClientOf } from '#lib/net/update-screen.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import pageWorkerUrl from './community-page.worker.ts?worker&url';
import { pageReader } from './community-page-reader.ts';
import { keepPages } from './community-pages.ts';
import type { CommunitySummary } from './communities-api.ts';
import type { NodeChange } from './node-api.ts';
import { PageEditor, type EditorNode } from './page-editor.svelte.ts';

const ends: (() => void)[] = [];
afterEach(() => {
	for (const end of ends.splice(0)) end();
});

/** One page, the same for everybody, and a way to hold entries back from those who have not seen them yet. */
class Shared {
	readonly edits: Edit[] = [];
	readonly devices: Device[] = [];
	/** While apart, each sees only what it wrote itself. */
	apart = false;

	device(letter: string): Device {
		const device = new Device(this, letter.repeat(64));
		this.devices.push(device);
		return device;
	}

	meet(): void {
		this.apart = false;
		for (const device of this.devices) device.tell();
	}
}

class Device {
	readonly listeners = new Set<(change: NodeChange) => void>();
	readonly node: EditorNode;
	readonly reader = pageReader(() => new Worker(pageWorkerUrl, { type: 'module' }));
	#seen = 0;
	#revision = 0;

	constructor(shared: Shared, dev: string) {
		const visible = (): readonly Edit[] => {
			if (!shared.apart) this.#seen = shared.edits.length;
			return shared.edits.filter((edit, i) => i < this.#seen || edit.dev === dev);
		};
		const pages = keepPages({
			desk: { edits: async () => visible(), pages: async () => [] },
			society: async () => ({
				act: async (_, act) => {
					if (act.kind !== 'edit') throw new RangeError(act.kind);
					const id = `edit-${shared.edits.length}`;
					const { update } = act;
					shared.edits.push({ id, author: dev as PeerId, name: '', dev, at: shared.edits.length, update });
					for (const other of shared.devices) if (!shared.apart || other === this) other.tell();
					return id;
				}
			}),
			reader: this.reader,
			client: pageClientOf(dev)
		});
		this.node = {
			...pages,
			showCursor: async () => undefined,
			subscribe: (listener) => {
				this.listeners.add(listener);
				return () => this.listeners.delete(listener);
			}
		};
		ends.push(() => this.reader.close());
	}

	tell(): void {
		this.#revision++;
		const community = { id: 'c', revision: this.#revision } as CommunitySummary;
		for (const listener of this.listeners) listener({ part: 'communities', value: [community] });
	}

	async opens(): Promise<{
		editor: PageEditor;
		area: HTMLTextAreaElement;
		types: (at: number, text: string) => void;
	}> {
		const editor = new PageEditor(this.node, 'c', 'page');
		await editor.open();
		const area = document.createElement('textarea');
		document.body.append(area);
		const detach = editor.attach(area);
		ends.push(() => {
			detach();
			area.remove();
			void editor.close();
		});
		const types = (at: number, text: string): void => {
			for (const letter of text) {
				area.setRangeText(letter, at, at, 'end');
				area.dispatchEvent(new InputEvent('input'));
				at++;
			}
		};
		return { editor, area, types };
	}
}

describe('a page under two hands', () => {
	test('says the same to both, with every letter of both, and few entries for many letters', async () => {
		const shared = new Shared();
		const ada = await shared.device('a').opens();
		const bea = await shared.device('b').opens();
		ada.types(0, 'Bread. ');
		bea.types(0, 'Water. ');
		await vi.waitFor(() => expect(ada.area.value).toBe(bea.area.value), { timeout: 5_000 });
		await vi.waitFor(() => expect([ada.editor.state, bea.editor.state]).toEqual(['saved', 'saved']));
		await vi.waitFor(() => {
			expect(ada.area.value).toBe(bea.area.value);
			expect([...ada.area.value].sort().join('')).toBe([...'Bread. Water. '].sort().join(''));
		});
		expect(shared.edits.length).toBeLessThan(8);
		expect(shared.devices.length).toBe(2);
	});

	test('keeps the caret where it was among the letters when others write before it', async () => {
		const shared = new Shared();
		const ada = await shared.device('a').opens();
		const bea = await shared.device('b').opens();
		ada.types(0, 'The end.');
		await ada.editor.flush();
		await vi.waitFor(() => expect(bea.area.value).toBe('The end.'));
		ada.area.setSelectionRange(4, 7);
		bea.types(0, 'Not yet. ');
		await bea.editor.flush();
		await vi.waitFor(() => expect(ada.area.value).toBe('Not yet. The end.'));
		const { selectionStart, selectionEnd, value } = ada.area;
		expect(value.slice(selectionStart, selectionEnd)).toBe('end');
	});

	test('written offline on both sides comes together without losing a word', async () => {
		const shared = new Shared();
		const ada = await shared.device('a').opens();
		const bea = await shared.device('b').opens();
		ada.types(0, 'one three');
		await ada.editor.flush();
		await vi.waitFor(() => expect(bea.area.value).toBe('one three'));
		shared.apart = true;
		ada.types(4, 'two ');
		bea.types(9, ' four');
		await Promise.all([ada.editor.flush(), bea.editor.flush()]);
		shared.meet();
		await vi.waitFor(() => {
			expect(ada.area.value).toBe('one two three four');
			expect(bea.area.value).toBe('one two three four');
		});
	});

	test('of two tabs of one device neither writes over the other', async () => {
		const shared = new Shared();
		const device = shared.device('a');
		const first = await device.opens();
		const second = await device.opens();
		first.types(0, 'first ');
		second.types(0, 'second ');
		await Promise.all([first.editor.flush(), second.editor.flush()]);
		await vi.waitFor(
			() => {
				expect(first.area.value).toBe(second.area.value);
				expect(first.area.value).toContain('first ');
				expect(first.area.value).toContain('second ');
			},
			{ timeout: 5_000 }
		);
	});

	test('undo takes back what I wrote, and leaves what others wrote meanwhile', async () => {
		const shared = new Shared();
		const ada = await shared.device('a').opens();
		const bea = await shared.device('b').opens();
		ada.types(0, 'mine');
		await ada.editor.flush();
		await vi.waitFor(() => expect(bea.area.value).toBe('mine'));
		bea.types(4, ' theirs');
		await bea.editor.flush();
		await vi.waitFor(() => expect(ada.area.value).toBe('mine theirs'));
		ada.area.dispatchEvent(new InputEvent('beforeinput', { inputType: 'historyUndo', cancelable: true }));
		expect(ada.area.value).toBe(' theirs');
		await ada.editor.flush();
		await vi.waitFor(() => expect(bea.area.value).toBe(' theirs'));
	});
});

test('an edit that the worker does not come back from is left out, and the page is read without it', async () => {
	const shared = new Shared();
	const { editor, types } = await shared.device('a').opens();
	types(0, 'Read all the same.');
	await editor.flush();
	/** Falls silent at the second of three edits. */
	const stuck = `onmessage = ({ data }) => {
		for (const [at, edit] of data.edits.entries()) {
			postMessage({ n: data.n, at });
			if (edit.id === 'bad') for (;;);
		}
		postMessage({ n: data.n, result: { text: data.edits.map((edit) => edit.id).join(), state: '', leftOut: 0, client: 1 } });
	}; postMessage({ ready: true });`;
	const url = URL.createObjectURL(new Blob([stuck], { type: 'text/javascript' }));
	const reader = pageReader(() => new Worker(url), 150);
	ends.push(() => reader.close());
	const edits = ['one', 'bad', 'two'].map((id) => ({ ...shared.edits[0]!, id }));
	expect(await reader.ask('now', { page: 'p', edits, client: 1 })).toMatchObject({ text: 'one,two' });
});
