/** What is said in a community, over a node that answers as told. */
import '../../app.css';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { NodeError } from '#lib/agent/ports.ts';
import { entryNamed, ID, ME, peerNamed } from './community.fixture.ts';
import { aReply, aThread, BEN } from './entries.fixture.ts';
import Posts from './Posts.svelte';
import { acts, button, show } from './tabs.fixture.ts';

const posts = page.getByRole('list', { name: 'Posts' });

test('a post names a member by completion, is a question, and takes a file along; a failed post adds no file twice', async () => {
	const shared: string[] = [];
	let fails = true;
	const { calls } = show(Posts, {
		api: {
			async shareFile(_id, file) {
				shared.push(file.name);
				return entryNamed('f');
			},
			async actInCommunity(...[, act]) {
				if (fails) throw new NodeError('storage-full');
				calls.push(['act', act]);
				return entryNamed('z');
			}
		}
	});
	const box = page.getByRole('textbox', { name: 'Post' });
	await button('Post').click();
	await expect.element(page.getByRole('alert')).toHaveTextContent('Write something first');
	await box.click();
	await userEvent.keyboard('Lift for @cl');
	await expect.element(page.getByRole('option', { name: 'Cleo' })).toHaveAttribute('aria-selected', 'true');
	await userEvent.keyboard('{Enter}?');
	await expect.element(box).toHaveValue('Lift for @Cleo ?');
	await page.getByRole('checkbox', { name: 'This is a question' }).click();
	await page.getByLabelText('Files', { exact: true }).upload(new File(['x'], 'plan.txt'));
	await button('Post').click();
	await expect.element(page.getByRole('alert')).toHaveTextContent('this device is full');
	fails = false;
	await button('Post').click();
	await expect.element(box).toHaveValue('');
	expect(shared).toEqual(['plan.txt']);
	expect(acts(calls)).toEqual([
		{
			kind: 'post',
			text: 'Lift for @Cleo ?',
			question: true,
			mentions: [peerNamed('d')],
			files: [entryNamed('f')]
		}
	]);
});

test('what others wrote is text: marks are shown as they stand, names and web addresses alone are told apart', async () => {
	const text = '<img src=x onerror=alert(1)> **bold** @Cleo https://elm.example/x.';
	show(Posts, { threads: [aThread('p', { text, mentions: [peerNamed('d')] })] });
	await expect.element(posts.getByRole('article', { name: 'Ben' })).toHaveTextContent(text);
	expect(posts.element().querySelectorAll('img')).toHaveLength(0);
	await expect
		.element(posts.getByRole('link', { name: 'https://elm.example/x', exact: true }))
		.toHaveAttribute('rel', 'external noopener noreferrer nofollow');
});

test('unread, hidden and forked entries say so; what is hidden can be looked at, and read is told once', async () => {
	const hidden = { by: ME, name: 'Ada', why: 'off topic' };
	const { calls } = show(Posts, {
		overview: { mine: 'member' },
		threads: [
			aThread('p', { clock: 11, text: 'Buy now', hidden }),
			aThread('s', { text: 'Two things', forked: true }),
			aThread('o', { clock: 12, author: ME, name: 'Ada', text: 'Mine' })
		]
	});
	await expect.element(page.getByText('Hidden by Ada: off topic')).toBeVisible();
	expect(page.getByText('Buy now').elements()).toHaveLength(0);
	await button('Show what it says').click();
	await expect.element(page.getByText('Buy now')).toBeVisible();
	await expect.element(page.getByText('Two different entries stand at one place')).toBeVisible();
	expect(posts.getByText('new', { exact: true }).elements()).toHaveLength(1);
	// Members neither pin nor hide, and change only what is theirs.
	expect(button(/^(Pin|Hide)$/).elements()).toHaveLength(0);
	expect(button('Take back').elements()).toHaveLength(1);
	expect(calls).toEqual([['read', 12]]);
});

test('replying, reacting, changing, taking back, pinning and hiding are acts that name their entry', async () => {
	const mine = aReply('r', { author: ME, name: 'Ada', to: entryNamed('p') });
	const { calls } = show(Posts, {
		threads: [aThread('p', { reactions: [{ with: '👍', by: [BEN] }], replies: [mine] })]
	});
	const thread = posts.getByRole('article', { name: 'Ben' });
	await thread.getByRole('button', { name: 'Thumbs up: Ben' }).click();
	await thread.getByRole('button', { name: 'Reply', exact: true }).click();
	await page.getByRole('textbox', { name: 'Your reply' }).fill('Fine');
	await button('Send').click();
	await thread.getByRole('button', { name: 'Pin', exact: true }).click();
	await thread.getByRole('button', { name: 'Hide', exact: true }).click();
	await page.getByRole('textbox', { name: 'Why' }).fill('off topic');
	await page.getByRole('dialog').getByRole('button', { name: 'Hide' }).click();
	await button('Edit').click();
	await page.getByRole('textbox', { name: 'Your words' }).fill('No.');
	await button('Save').click();
	await button('Take back').click();
	await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
	expect(acts(calls)).toEqual([
		{ kind: 'react', entry: entryNamed('p'), with: '👍', on: true },
		{ kind: 'reply', to: entryNamed('p'), text: 'Fine' },
		{ kind: 'pin', entry: entryNamed('p'), on: true },
		{ kind: 'hide', entry: entryNamed('p'), on: true, why: 'off topic' },
		{ kind: 'amend', entry: entryNamed('r'), text: 'No.' },
		{ kind: 'amend', entry: entryNamed('r') }
	]);
});

test('a drafted answer waits in the reply box to be changed, and is sent with what it rests on', async () => {
	const source = {
		...{ entry: entryNamed('s'), within: entryNamed('s'), kind: 'post' as const, title: 'Timetable' },
		...{ text: 'Thursdays', author: BEN, name: 'Ben', at: 1, score: 1 }
	};
	const { calls } = show(Posts, {
		overview: { mine: 'guest' },
		threads: [aThread('q', { question: true })],
		api: { draftAnswer: async () => ({ text: 'On Thursdays.', sources: [source] }) }
	});
	await button('Draft an answer').click();
	const box = page.getByRole('textbox', { name: 'Your reply' });
	await expect.element(box).toHaveValue('On Thursdays.');
	expect(acts(calls)).toEqual([]);
	await box.fill('On Thursdays, I think.');
	await button('Send').click();
	expect(acts(calls)).toEqual([
		{ kind: 'reply', to: entryNamed('q'), text: 'On Thursdays, I think.', sources: [entryNamed('s')] }
	]);
	// A guest has nothing to post with.
	expect(page.getByRole('textbox', { name: 'Post' }).elements()).toHaveLength(0);
});

test('an entry in the address has the focus, also an early reply of an old thread; a search leads to entries', async () => {
	const replies = ['1', '2', '3', '4', '5'].map((letter) => aReply(letter, { text: `Reply ${letter}` }));
	const old = aThread('p', { text: 'Long ago', replies });
	const newer = Array.from({ length: 20 }, (_, i) => aThread(String.fromCharCode(65 + i)));
	show(Posts, {
		threads: [...newer, old],
		open: entryNamed('1'),
		api: {
			searchCommunity: async () => [
				{
					...{
						entry: entryNamed('e'),
						within: entryNamed('e'),
						kind: 'event',
						title: 'Rehearsal',
						text: 'At seven'
					},
					...{ author: BEN, name: 'Ben', at: 1, score: 1 }
				}
			]
		}
	});
	await expect.poll(() => document.activeElement?.id).toBe(`entry-${entryNamed('1')}`);
	await expect.element(page.getByText('Reply 1')).toBeVisible();
	await page.getByRole('searchbox', { name: 'Search this community' }).fill('seven');
	await expect
		.element(page.getByRole('list', { name: 'Search results' }).getByRole('link'))
		.toHaveAttribute('href', `/communities#${ID}/${entryNamed('e')}`);
	await button('Show older').click();
	await expect.element(posts.getByText('Long ago')).toBeVisible();
});
