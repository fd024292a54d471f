/** A model writes what two peers know: every sentence opens the words that carry it, and what nobody said is marked. */
import { startModelServer, type ModelServer, type ScriptedAnswer } from '../contract/openai-server.ts';
import { expect, test, type Person } from './world.ts';

const BEN = 'Luigi closes on Mondays. His terrace has twelve tables under a lime tree.';
const CLEO = 'At Luigi the vegan lasagne is served from 18:00. Ask for the table at the window.';

/** The number that the prompt gave to the source with these words. */
function numberOf(prompt: string, words: string): number {
	const at = prompt.indexOf(words);
	const before = [...prompt.slice(0, at).matchAll(/^\[(\d+)\]/gm)].at(-1);
	if (at < 0 || !before) throw new Error(`not in the prompt: ${words}`);
	return Number(before[1]);
}

/** Cites well twice, then claims what the source does not say, then a source that does not exist. */
const lasagne: ScriptedAnswer = (turns) => {
	const prompt = turns.at(-1)!.content;
	const [ben, cleo] = [numberOf(prompt, 'closes on Mondays'), numberOf(prompt, 'vegan lasagne')];
	return `Luigi serves a vegan lasagne from 18:00 [${cleo}]. He closes on Mondays [${ben}]. Parking costs 4 euros an hour [${ben}]. The cook once worked in Naples [9].`;
};

async function befriend(host: Person, guest: Person): Promise<void> {
	await guest.join(await host.inviteLink({ withoutAsking: true }));
	await expect(guest.peer(host.name).or(guest.page.getByText(host.name)).first()).toBeVisible();
}

async function threeFriends(arrive: (name: string) => Promise<Person>, model: ModelServer): Promise<Person> {
	const anna = await arrive('Anna');
	const [ben, cleo] = [await arrive('Ben'), await arrive('Cleo')];
	await befriend(anna, ben);
	await befriend(anna, cleo);
	await ben.teach('Luigi, the terrace', BEN, 'Contacts');
	await cleo.teach('Luigi, the kitchen', CLEO, 'Contacts');
	await expect(anna.status).toHaveText('Online, 2 peers');
	await anna.useModelServer(model.url);
	return anna;
}

test('two peers’ notes in a model’s words: each sentence opens the span that carries it, the rest is marked', async ({
	arrive
}) => {
	const model = await startModelServer({ answer: lasagne });
	try {
		const anna = await threeFriends(arrive, model);
		const answer = await anna.answerTo('What can I eat at Luigi, and when does he close?');
		await expect(answer).toContainText('Luigi serves a vegan lasagne from 18:00');
		await expect(answer).toContainText('He closes on Mondays');

		const dialog = anna.page.getByRole('dialog', { name: 'Source' });
		const marks = answer.getByRole('button', { name: /^Go to reference/ });
		await expect(marks).toHaveCount(2);
		const spans = ['At Luigi the vegan lasagne is served from 18:00.', 'Luigi closes on Mondays.'];
		for (const [i, span] of spans.entries()) {
			await marks.nth(i).click();
			await expect(dialog.locator('mark')).toHaveText(span);
			await expect(dialog).toContainText(i === 0 ? 'Cleo' : 'Ben');
			await expect(dialog).toContainText('verified');
			await anna.page.keyboard.press('Escape');
		}
		// What no source says is still there to be read, as the model's own.
		await expect(answer.locator('.prose .own')).toHaveText([
			/Parking costs 4 euros an hour/,
			/The cook once worked in Naples/
		]);
		await expect(answer).toContainText('the model’s own words');

		const sent = model.requests.filter(({ path }) => path.endsWith('/chat/completions')).at(-1);
		expect(JSON.stringify(sent?.body)).toContain('twelve tables');
	} finally {
		await model.stop();
	}
});

test('a model server that dies in the middle leaves question and words on the screen, and quotes answer the next one', async ({
	arrive
}) => {
	const model = await startModelServer({ answer: lasagne });
	try {
		const anna = await threeFriends(arrive, model);
		model.behave({ holdAfter: 12 });
		const answer = await anna.ask('What can I eat at Luigi, and when does he close?');
		// The model's own words: the quotes before them speak of the lasagne too.
		await expect(answer).toContainText('Luigi serves a vegan lasagne');
		await expect(answer).toHaveAttribute('data-state', 'writing');
		await model.stop();
		await expect(answer).toHaveAttribute('data-state', 'failed');
		await expect(answer).toContainText('vegan lasagne');
		await expect(answer).toContainText('The network was cut.');

		const next = await anna.ask('When does Luigi close?');
		await expect(next).toHaveAttribute('data-state', /done|failed/);
		await expect(next.locator('q').first()).toContainText('closes on Mondays');
		await anna.page.reload();
		await anna.ready();
		await expect(anna.page.getByRole('article', { name: 'Answer' }).first()).toContainText('vegan lasagne');
	} finally {
		await model.stop();
	}
});
