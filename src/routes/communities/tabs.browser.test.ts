/** Files, events and notes of a community, over a node that answers as told. */
import '../../app.css';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { NodeApi } from '#lib/app/node-api.ts';
import { NodeError } from '#lib/agent/ports.ts';
import { entryNamed, ID } from './community.fixture.ts';
import { aFile, aGathering, aPage, aTopicSummary, BEN } from './entries.fixture.ts';
import Events from './Events.svelte';
import Files from './Files.svelte';
import Notes from './Notes.svelte';
import { acts, button, close, show } from './tabs.fixture.ts';

test('a file that nobody there has says what to do; one that comes is shown as text, never as a page', async () => {
	let isThere = false;
	const { tell } = show(Files, {
		files: [aFile('f')],
		api: {
			async communityFile() {
				const transfer = { community: ID, file: entryNamed('f'), name: 'score.txt', done: 0, size: 9 };
				if (!isThere)
					tell({ part: 'transfers', value: [{ ...transfer, state: 'failed', trouble: 'nobody' }] });
				if (!isThere) throw new NodeError('unreachable');
				return new Blob(['<b>la</b>'], { type: 'text/plain' });
			}
		}
	});
	const row = page.getByRole('list', { name: 'Files' }).getByRole('listitem');
	await expect.element(row).toHaveTextContent('score.txt 2.4 MB');
	await button('Open score.txt').click();
	await expect.element(row.getByRole('alert')).toHaveTextContent('Try again when more members are');
	isThere = true;
	await button('Open score.txt').click();
	await expect.element(row).toHaveTextContent('<b>la</b>');
});

test('an event stands in its own zone and in the reader’s; it is planned, joined, called off and read from a file', async () => {
	const { calls } = show(Events, {
		events: [aGathering('e'), aGathering('o', { title: 'Old', start: '2020-01-01T10:00', end: undefined })]
	});
	const coming = page
		.getByRole('list', { name: 'Events', exact: true })
		.getByRole('article', { name: 'Rehearsal' });
	await expect.element(coming).toHaveTextContent('Asia/Kolkata');
	await expect.element(page.getByRole('list', { name: 'Past events' })).toHaveTextContent('Old');
	await coming.getByRole('button', { name: 'Going' }).click();
	await coming.getByRole('button', { name: 'Cancel event' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Cancel event' }).click();
	await button('New event').click();
	const dialog = page.getByRole('dialog', { name: 'Event' });
	await dialog.getByRole('textbox', { name: 'Title' }).fill('Concert');
	await dialog.getByLabelText('Begins').fill('2031-12-24T19:30');
	await dialog.getByLabelText('Ends').fill('2031-12-24T18:00');
	await dialog.getByRole('combobox', { name: 'Time zone' }).selectOptions('Europe/Berlin');
	await dialog.getByRole('button', { name: 'Save' }).click();
	await expect.element(dialog.getByRole('alert')).toHaveTextContent('ends before it begins');
	await dialog.getByLabelText('Ends').fill('2031-12-24T21:00');
	await dialog.getByRole('button', { name: 'Save' }).click();
	await expect.element(dialog).not.toBeInTheDocument();
	const ics =
		'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=Europe/Paris:20310501T100000\nRRULE:FREQ=WEEKLY\nSUMMARY:Walk\nEND:VEVENT\nEND:VCALENDAR';
	await page.getByLabelText('Calendar file').upload(new File([ics], 'walk.ics'));
	await expect
		.element(page.getByRole('dialog').getByRole('list', { name: 'Events in the file' }))
		.toHaveTextContent('repeats: only the first date is taken');
	await page.getByRole('dialog').getByRole('button', { name: 'Add 1 event' }).click();
	await expect.poll(() => acts(calls).length).toBe(4);
	const kolkata = {
		title: 'Rehearsal',
		start: '2031-07-03T19:30',
		end: '2031-07-03T21:00',
		zone: 'Asia/Kolkata'
	};
	expect(acts(calls)).toEqual([
		{ kind: 'react', entry: entryNamed('e'), with: 'going', on: true },
		{ kind: 'event', event: entryNamed('e'), ...kolkata, place: 'Mill Lane 3', cancelled: true },
		{
			kind: 'event',
			title: 'Concert',
			start: '2031-12-24T19:30',
			end: '2031-12-24T21:00',
			zone: 'Europe/Berlin'
		},
		{ kind: 'event', title: 'Walk', start: '2031-05-01T10:00', zone: 'Europe/Paris' }
	]);
});

test('a note opens from its address, goes back to what it said before, and a summary says how sure it is', async () => {
	const asked: unknown[] = [];
	const version = { edit: entryNamed('v'), author: BEN, name: 'Ben', at: 1, added: 4, removed: 0 };
	const api: Partial<NodeApi> = {
		communityPage: async () => ({ text: '', state: 'AAA', leftOut: 0, client: 7 }),
		pageVersions: async () => [version],
		pageVersion: async () => 'Then.',
		restorePage: async (...[, ...args]) => void asked.push(args)
	};
	const holds = { pages: [aPage('p')], summaries: [aTopicSummary('s', { confidence: 0.4 })] };
	show(Notes, { ...holds, api });
	await expect
		.element(page.getByRole('list', { name: 'Notes' }).getByRole('link', { name: /Minutes/ }))
		.toHaveAttribute('href', `/communities#${ID}/${entryNamed('p')}`);
	await expect
		.element(page.getByRole('list', { name: 'Topic summaries' }))
		.toHaveTextContent('not sure, 40 %');
	close();
	show(Notes, { ...holds, api, open: entryNamed('p') });
	await expect.element(page.getByRole('textbox', { name: 'Note: Minutes' })).toBeVisible();
	await button('History').click();
	await page.getByRole('dialog', { name: 'History' }).getByRole('button', { name: /Ben/ }).click();
	await expect.element(page.getByText('Then.', { exact: true })).toBeVisible();
	await button('Restore this version').click();
	await expect.element(page.getByText('Restored.')).toBeVisible();
	expect(asked).toEqual([[entryNamed('p'), entryNamed('v')]]);
});
