/** A contact brings two people together: both want it and ask each other, or one does not and nothing shows it. */
import { seen } from './axe.ts';
import { expect, test, type Person } from './world.ts';

type Arrive = (name: string) => Promise<Person>;

/** Ben knows Mira and Dana, who have never heard of one another. */
async function three(arrive: Arrive) {
	const people = { ben: await arrive('Ben'), mira: await arrive('Mira'), dana: await arrive('Dana') };
	const { ben, mira, dana } = people;
	for (const guest of [mira, dana]) {
		await guest.join(await ben.inviteLink({ withoutAsking: true }));
		await guest.visit('Peers');
		await expect(guest.peer('Ben')).toContainText('connected directly');
		await expect(ben.peer(guest.name)).toContainText('connected directly');
	}
	return people;
}

async function introduces(ben: Person, words: string, isSeen = false): Promise<void> {
	await ben.visit('Peers');
	await ben.peer('Mira').getByRole('button', { name: 'Introduce…' }).click();
	const dialog = ben.page.getByRole('dialog', { name: 'Introduce Mira' });
	await dialog.getByRole('button', { name: 'Introduce', exact: true }).click();
	await expect(dialog.getByRole('alert')).toHaveText('Choose whom to introduce them to.');
	await dialog.getByRole('combobox', { name: 'To whom' }).selectOption({ label: 'Dana' });
	await dialog.getByRole('textbox', { name: 'A few words (optional)' }).fill(words);
	if (isSeen) await seen(ben, 'introduce');
	await dialog.getByRole('button', { name: 'Introduce', exact: true }).click();
	await expect(dialog.getByRole('status')).toContainText('Mira and Dana are told of each other');
	await dialog.getByRole('button', { name: 'Done' }).click();
}

const broughtTo = (person: Person, name: string) =>
	person.page.getByRole('article', { name: `Ben introduces ${name}` });

test('two whom a friend introduces, and who both want it, are contacts who ask each other', async ({
	arrive
}) => {
	const { ben, mira, dana } = await three(arrive);
	await dana.teach('Accordions', 'Anna repairs accordions in Mill Lane 5.', 'Contacts');
	await introduces(ben, 'You both play the accordion.', true);
	await mira.visit('Peers');
	await expect(broughtTo(mira, 'Dana')).toContainText('You both play the accordion.');
	await expect(mira.page.getByRole('list', { name: 'Peers' }).getByText('Dana', { exact: true })).toHaveCount(
		0
	);
	await mira.page.getByRole('button', { name: 'Accept Dana' }).click();
	await expect(mira.peer('Dana')).toContainText('waiting for them to let you in');
	await expect(broughtTo(mira, 'Dana')).toHaveCount(0);
	// Dana is asked on the page where she was introduced, and by no dialog.
	await dana.visit('Peers');
	await expect(broughtTo(dana, 'Mira')).toContainText('Mira would like to get to know you.');
	await expect(dana.page.getByRole('alertdialog')).toHaveCount(0);
	await seen(dana, 'introduced');
	await dana.page.reload();
	await dana.ready();
	await dana.page.getByRole('button', { name: 'Accept Mira' }).click();
	for (const [one, other] of [
		[mira, 'Dana'],
		[dana, 'Mira']
	] as const) {
		await expect(one.peer(other)).toContainText('connected directly');
		await expect(one.peer(other)).toContainText('introduced by Ben');
	}
	const answer = await mira.answerTo('Who repairs accordions?');
	await expect(answer).toContainText('Mill Lane 5');
});

test('whoever does not want to get to know somebody is not heard of again, and nothing shows it', async ({
	arrive
}) => {
	const { ben, mira, dana } = await three(arrive);
	await introduces(ben, '');
	await mira.visit('Peers');
	await mira.page.getByRole('button', { name: 'Accept Dana' }).click();
	await dana.visit('Peers');
	await expect(broughtTo(dana, 'Mira')).toContainText('Mira would like to get to know you.');
	await dana.page.getByRole('button', { name: 'Not now: Mira' }).click();
	await expect(broughtTo(dana, 'Mira')).toHaveCount(0);
	await introduces(ben, 'Once more.');
	for (const person of [mira, dana]) {
		await person.page.reload();
		await person.ready();
	}
	await expect(dana.peer('Ben')).toContainText('connected directly');
	await expect(broughtTo(dana, 'Mira')).toHaveCount(0);
	await expect(dana.page.getByRole('list', { name: 'Peers' }).getByRole('listitem')).toHaveCount(1);
	await expect(mira.peer('Dana')).toContainText('waiting for them to let you in');
});
