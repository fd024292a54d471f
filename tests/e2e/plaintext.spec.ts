/** Nothing private lies readable anywhere: not in what the browser keeps, not at the server. */
import { lookThrough } from './plaintext.ts';
import { expect, test } from './world.ts';

/** Each stands in one place only, and in nothing of the app's own. */
const WORDS = {
	title: 'Quillbramble',
	text: 'ostentmoss',
	shared: 'pewterglade',
	file: 'zephyrcoil',
	fileName: 'thornwick',
	question: 'marrowfen',
	friend: 'Ysolvane'
};

test('whatever a person wrote, imported, asked and was told, the browser and the server keep no word of it in the clear', async ({
	server,
	arrive
}) => {
	const ada = await arrive('Ada');
	await ada.teach(`The ${WORDS.title} papers`, `They lie under the ${WORDS.text} in the garden.`, 'Private');
	await ada.teach('Rambles', `The ${WORDS.shared} walk takes two hours and is lovely in May.`, 'Contacts');
	await ada.page.getByLabel('Files', { exact: true }).setInputFiles({
		name: `${WORDS.fileName}.md`,
		mimeType: 'text/markdown',
		buffer: Buffer.from(`# Notes\n\nThe ${WORDS.file} is kept in the third drawer.`)
	});
	await expect(ada.page.getByText('1 of 1 file added')).toBeVisible();
	const bea = await arrive(WORDS.friend);
	const link = await ada.inviteLink();
	await bea.join(link);
	await ada.allow();
	await bea.visit('Peers');
	await expect(bea.peer('Ada')).toContainText('connected directly');
	const answer = await bea.answerTo(`How long is the ${WORDS.shared} walk? I ask for ${WORDS.question}.`);
	await expect(answer).toContainText('two hours');
	await expect(await ada.answerTo(`Where is the ${WORDS.file} kept?`)).toContainText('third drawer');

	for (const person of [ada, bea]) {
		// A reload: whatever is saved later is saved by now, and read again.
		await person.page.reload();
		await person.ready();
		const { found, seen } = await lookThrough(person.page, Object.values(WORDS));
		expect(found).toEqual([]);
		expect(seen['elmnet/exchanges']).toBeGreaterThan(0);
		expect(seen['caches']).toBeGreaterThan(10);
	}
	for (const word of Object.values(WORDS))
		expect(server.traces().includes(word), `the server keeps "${word}"`).toBe(false);
});

test('the search for words finds them wherever they do lie', async ({ arrive }) => {
	const ada = await arrive('Ada');
	await ada.page.evaluate(async () => {
		localStorage.setItem('note', 'gildenreed');
		await (await caches.open('other')).put('/x', new Response('here is hollowpine'));
		const root = await navigator.storage.getDirectory();
		const file = await (await root.getFileHandle('draft', { create: true })).createWritable();
		await file.write('fernmantle');
		await file.close();
		await new Promise((resolve, reject) => {
			const opening = indexedDB.open('mine', 1);
			opening.onupgradeneeded = () => opening.result.createObjectStore('notes', { autoIncrement: true });
			opening.onerror = reject;
			opening.onsuccess = () => {
				const writing = opening.result.transaction('notes', 'readwrite');
				const notes = writing.objectStore('notes');
				notes.add({ deep: [new Blob(['a willowspire'])] });
				notes.add({ coded: btoa('..cinderlark..') });
				writing.oncomplete = resolve;
			};
		});
	});
	const words = ['gildenreed', 'hollowpine', 'fernmantle', 'willowspire', 'cinderlark', 'not-there-at-all'];
	const { found } = await lookThrough(ada.page, words);
	expect(found.map((line) => line.split(': ')[1]).sort()).toEqual(words.slice(0, -1).sort());
});
