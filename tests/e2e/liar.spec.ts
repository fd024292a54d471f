/** One of three contacts says what is not true. Within ten rated questions a person sees what their agent made of it. */
import type { Locator } from 'playwright/test';
import { expect, test, type Person } from './world.ts';

/** What each of them wrote, and what is asked about it: nothing that both could be quoted for. */
const FALSE = [
	['The ferry to Birkholm leaves at noon.', 'When does the ferry to Birkholm leave?'],
	['The harbour café closes on Mondays.', 'When does the harbour café close?'],
	['The lighthouse keeper is called Jasper.', 'What is the lighthouse keeper called?'],
	['The museum shows steam engines.', 'What does the museum show?']
] as const;
const TRUE = [
	['Fishing licences are sold at the kiosk.', 'Where are fishing licences sold?'],
	['Chanterelles grow behind the quarry.', 'Where do chanterelles grow?'],
	['Rye bread is baked on Fridays.', 'When is rye bread baked?'],
	['The library lends telescopes.', 'Who lends telescopes?'],
	['The choir sings in the chapel.', 'Where does the choir sing?'],
	['Saddles are mended by the cobbler Amsel.', 'Who mends saddles?']
] as const;

async function rated(
	person: Person,
	question: string,
	says: string,
	as: 'Useful' | 'Wrong'
): Promise<Locator> {
	const answer = await person.answerTo(question);
	await expect(answer).toContainText(says);
	const button = answer
		.getByRole('group', { name: 'Feedback' })
		.getByRole('button', { name: as, exact: true });
	await button.click();
	await expect(button).toHaveAttribute('aria-pressed', 'true');
	return answer;
}

/** In the order in which they were asked. */
async function askedIn(answer: Locator): Promise<readonly string[]> {
	await answer.getByRole('button', { name: 'Who was asked' }).click();
	const route = answer.page().getByRole('region', { name: 'Route' });
	const stops = route.getByRole('listitem');
	await expect(stops).not.toHaveCount(0);
	const texts = await stops.allInnerTexts();
	await answer.page().keyboard.press('Escape');
	return texts.map((text) => ['Lou', 'Hanna', 'Nell'].find((name) => text.includes(name)) ?? text);
}

async function thoughtOf(person: Person, name: string): Promise<string> {
	await person.visit('Peers');
	await person.peer(name).getByRole('button', { name: 'What my agent thinks' }).click();
	const dialog = person.page.getByRole('dialog', { name: 'Reputation' });
	await expect(dialog.getByRole('heading', { name: 'Why' })).toBeVisible();
	const text = await dialog.innerText();
	await person.page.keyboard.press('Escape');
	await expect(dialog).toBeHidden();
	return text;
}

test('within ten rated questions a liar is thought less of, and asked later, than a newcomer who never answered', async ({
	arrive
}) => {
	// Ten questions, and four people who came for them.
	test.setTimeout(240_000);
	const [ada, lou, hanna, nell] = [
		await arrive('Ada'),
		await arrive('Lou'),
		await arrive('Hanna'),
		await arrive('Nell')
	];
	const told = (facts: readonly (readonly [string, string])[]): string =>
		facts.map(([fact]) => fact).join(' ');
	await lou.teach('By the sea', told(FALSE), 'Contacts');
	await hanna.teach('In the village', told(TRUE), 'Contacts');
	for (const guest of [lou, hanna, nell]) {
		await guest.join(await ada.inviteLink({ withoutAsking: true }));
		await expect(ada.peer(guest.name)).toContainText('connected directly');
	}

	const [first, ...lies] = FALSE.map(([fact, question]) => [question, fact] as const);
	// Nothing is known of anybody: who came first is asked first.
	expect(await askedIn(await rated(ada, first![0], first![1], 'Wrong'))).toEqual(['Lou', 'Hanna', 'Nell']);
	let last: Locator | undefined;
	for (const [question, fact] of lies) last = await rated(ada, question, fact, 'Wrong');
	expect((await askedIn(last!)).at(-1), 'where nobody else knows, the liar is asked last').toBe('Lou');
	for (const [fact, question] of TRUE) last = await rated(ada, question, fact, 'Useful');
	expect(await askedIn(last!), 'where somebody else does, not at all').toEqual(['Hanna', 'Nell']);

	const liar = await thoughtOf(ada, 'Lou');
	expect(liar).toContain('Trusted little: asked last, and never counted as verified.');
	expect(liar).toContain('0 of 4 useful');
	const newcomer = await thoughtOf(ada, 'Nell');
	expect(newcomer).toContain('None of their answers has been rated yet.');
	expect(newcomer).not.toMatch(/Trusted little|caught/);
	expect(await thoughtOf(ada, 'Hanna')).toContain('6 of 6 useful');
});
