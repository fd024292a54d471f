import { expect, test } from 'vitest';
import { filesOf, sharedFrom } from './importing-shared.ts';

test('an address at the end of the text is the address of the page', () => {
	const shared = sharedFrom({
		title: 'Elms',
		text: 'Worth reading https://trees.example/elm',
		url: '',
		files: []
	});
	expect(shared).toEqual({
		title: 'Elms',
		text: 'Worth reading https://trees.example/elm',
		url: 'https://trees.example/elm',
		files: []
	});
});

test('an address that is none, and fields that are no words, are left out', () => {
	const shared = sharedFrom({ title: 7, text: ' Hello ', url: 'javascript:alert(1)', files: ['no file'] });
	expect(shared).toEqual({ title: '', text: 'Hello', url: '', files: [] });
	expect(sharedFrom(null)).toBeUndefined();
	expect(sharedFrom('text')).toBeUndefined();
});

test('words become one page with its title and address, and files follow as they are', async () => {
	const photo = new File(['a,b'], 'table.csv');
	const [page, table] = filesOf({
		title: 'Elms',
		text: 'They drop leaves.',
		url: 'https://trees.example/',
		files: [photo]
	});
	expect(page).toMatchObject({ name: 'shared.txt', title: 'Elms', url: 'https://trees.example/' });
	expect(await page?.file.text()).toBe('Elms\n\nThey drop leaves.\n\nhttps://trees.example/');
	expect(table).toEqual({ file: photo, name: 'table.csv' });
	expect(filesOf({ title: 'Only a title', text: '', url: '', files: [photo] })).toHaveLength(1);
});
