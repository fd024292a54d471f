/** How people come into a community: by its link while nobody is there to let them in, and by an anchor's word; and how it looks. */
import { seen } from './axe.ts';
import { founds, joins, linkInto, listed, member, opens, turnsTo } from './community.ts';
import { expect, test } from './world.ts';

const CHOIR = 'Mill Lane Choir';

test('who knocks while nobody is there is let in when the founder is back; where an anchor decides, whoever asks waits for that', async ({
	server,
	arrive
}) => {
	const ada = await arrive('Ada');
	await founds(ada, { name: CHOIR, about: 'Rehearsals and lifts.', joining: 'Whoever has a link' });
	const link = await linkInto(ada);
	expect(link).toContain(`${server.url}/#c=`);
	await ada.closeTab();

	const cleo = await arrive('Cleo');
	await joins(cleo, link, CHOIR);
	expect(cleo.page.url(), 'the secret is not in the address').not.toContain('#c=');
	await expect(cleo.page.getByRole('heading', { name: 'Waiting to be let in' })).toBeVisible();
	await cleo.visit('Communities');
	await expect(listed(cleo, CHOIR)).toContainText('waiting to be let in');
	await ada.openTab('/communities');
	await opens(cleo, CHOIR);
	await turnsTo(cleo, 'Members');
	await expect(member(cleo, 'Ada')).toContainText('anchor');

	// From now on an anchor decides: links that let in are revoked, and a new one asks.
	await opens(ada, CHOIR);
	await turnsTo(ada, 'About');
	await ada.page.getByRole('button', { name: 'Edit', exact: true }).click();
	const describe = ada.page.getByRole('dialog', { name: 'Describe the community' });
	await describe.getByRole('textbox', { name: 'How we do things here' }).fill('Be on time.');
	await describe.getByRole('radio', { name: 'An anchor lets them in' }).check();
	await expect(describe.getByText('so they are revoked')).toBeVisible();
	await describe.getByRole('button', { name: 'Save' }).click();
	await expect(ada.page.getByText('Be on time.')).toBeVisible();
	await seen(ada, 'community-about');
	const ben = await arrive('Ben');
	await joins(ben, await linkInto(ada), CHOIR);
	await turnsTo(ada, 'Members');
	const asking = ada.page.getByRole('list', { name: 'Asking to come in' });
	await expect(asking).toContainText('Ben');
	await seen(ada, 'community-members');
	await asking.getByRole('button', { name: 'Let in' }).click();
	await turnsTo(ben, 'Members');
	for (const person of [ada, ben, cleo])
		for (const { name } of [ada, ben, cleo]) await expect(member(person, name)).toBeVisible();

	await ada.visit('Communities');
	await expect(listed(ada, CHOIR)).toContainText('3 members');
	await seen(ada, 'communities');
});
