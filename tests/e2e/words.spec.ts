/** Two contacts write to each other: at once, to a sleeper's mailbox, and with an agent that answers; and who is there. */
import { seen } from './axe.ts';
import { expect, test, type Person } from './world.ts';

const log = (person: Person) => person.page.getByRole('log', { name: 'Messages' });
const box = (person: Person) => person.page.getByRole('textbox', { name: 'Message' });

async function openTalk(person: Person, name: string): Promise<void> {
	await person.visit('Peers');
	await person.peer(name).getByRole('button', { name: 'Message' }).click();
	await expect(person.page.getByRole('heading', { name: `Messages with ${name}` })).toBeVisible();
}

async function say(person: Person, text: string): Promise<void> {
	await box(person).fill(text);
	await person.page.getByRole('button', { name: 'Send' }).click();
	await expect(log(person)).toContainText(text);
}

test('what one writes the other reads, is told where it stands, and an agent answers where its person lets it', async ({
	arrive
}) => {
	const [ada, ben] = [await arrive('Ada'), await arrive('Ben')];
	await ben.join(await ada.inviteLink({ withoutAsking: true }));
	await ada.visit('Peers');
	await expect(ada.peer('Ben')).toContainText('connected directly');

	await openTalk(ada, 'Ben');
	await expect(log(ada)).toContainText('Nothing was said here yet.');
	await say(ada, 'Shall we sing on Thursday?');
	await expect(log(ada)).toContainText('delivered');

	await ben.visit('Peers');
	await expect(ben.peer('Ada')).toContainText('1 new message');
	await openTalk(ben, 'Ada');
	await expect(log(ben)).toContainText('Shall we sing on Thursday?');
	await box(ben).fill('Gladly.\nBring <b>tea</b>.');
	await box(ben).press('Enter');
	await expect(log(ada)).toContainText('Bring <b>tea</b>.');
	await ben.visit('Peers');
	await expect(ben.peer('Ada')).not.toContainText('new message');

	// Ben's agent answers with what Ada may see, and says that it was the agent.
	await ben.teach('Tools', 'The big drill lies in the cellar.', 'Contacts');
	await openTalk(ben, 'Ada');
	await ben.page.getByRole('checkbox', { name: 'Let my agent handle it' }).check();
	await say(ada, 'Where is the big drill?');
	await expect(log(ada)).toContainText('The big drill lies in the cellar.');
	await expect(log(ada)).toContainText('Ben’s agent');
	await expect(log(ben)).toContainText('your agent');
	await seen(ada, 'words');
});

test('a message to somebody who is away waits, is there when they are back, and deleting it is final', async ({
	arrive
}) => {
	const [ada, ben] = [await arrive('Ada'), await arrive('Ben')];
	await ben.join(await ada.inviteLink({ withoutAsking: true }));
	await ada.visit('Peers');
	await expect(ada.peer('Ben')).toContainText('connected directly');
	await ben.closeTab();
	await expect(ada.peer('Ben')).toContainText('offline');
	await openTalk(ada, 'Ben');
	await say(ada, 'Are you up?');
	await expect(log(ada)).toContainText('it waits in their mailbox');
	await ben.openTab('/peers');
	await expect(ben.peer('Ada')).toContainText('1 new message');
	await expect(log(ada)).toContainText('delivered');
	await ada.page.reload();
	await ada.ready();
	await expect(log(ada)).toContainText('Are you up?');
	await ada.page.getByRole('button', { name: 'Delete this conversation' }).click();
	await ada.page.getByRole('button', { name: 'Delete for good' }).click();
	await expect(log(ada)).toContainText('Nothing was said here yet.');
});

test('who is there is told to contacts only where its person wants it, and is gone with them', async ({
	arrive
}) => {
	const [ada, ben] = [await arrive('Ada'), await arrive('Ben')];
	await ben.join(await ada.inviteLink({ withoutAsking: true }));
	await ada.visit('Peers');
	await expect(ada.peer('Ben')).toContainText('connected directly');
	await expect(ada.peer('Ben')).not.toContainText('available');
	await ben.visit('Settings');
	const part = ben.page.getByRole('region', { name: 'Being there' });
	await part.getByRole('textbox', { name: 'What I am at' }).fill('packing for Lisbon');
	await part.getByRole('button', { name: 'Save' }).click();
	await part.getByRole('combobox', { name: 'Contacts see me as' }).selectOption('Busy');
	await expect(ada.peer('Ben')).toContainText('busy: packing for Lisbon');
	await expect(part).toContainText('They see now: “busy: packing for Lisbon');
	await seen(ada, 'presence');
	await ben.closeTab();
	await expect(ada.peer('Ben')).not.toContainText('busy');
});
