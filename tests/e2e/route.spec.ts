/** Who was asked and why, who says what, and what may be believed of it: as the person meets it after one question. */
import { seen } from './axe.ts';
import { expect, test } from './world.ts';

test('two who differ stand beside each other, the route says why each was asked, and each is judged alone', async ({
	arrive
}) => {
	const [ada, ben, cleo] = await Promise.all([arrive('Ada'), arrive('Ben'), arrive('Cleo')]);
	for (const friend of [ada, ben]) await cleo.join(await friend.inviteLink({ withoutAsking: true }));
	await ada.teach('The ferry', 'The ferry to Birkholm costs 8 euros.', 'Contacts');
	await ben.teach('Crossing over', 'The ferry to Birkholm costs 12 euros.', 'Contacts');
	await cleo.visit('Peers');
	for (const name of ['Ada', 'Ben']) await expect(cleo.peer(name)).toContainText('connected directly');

	const answer = await cleo.answerTo('What does the ferry to Birkholm cost?');
	const agreement = answer.getByRole('region', { name: 'Who says what' });
	await expect(agreement).toContainText(/(Ada|Ben) says \d+.*, (Ada|Ben) says \d+/);
	for (const price of ['8', '12']) await expect(agreement.locator('mark', { hasText: price })).toBeVisible();
	await expect(answer).toContainText('Answers differ');
	await expect(answer.getByRole('button', { name: 'Ask others to confirm' })).toBeVisible();
	await seen(cleo, 'agreement');

	await answer.getByRole('button', { name: 'Who was asked' }).click();
	const route = cleo.page.getByRole('region', { name: 'Route' });
	const stop = route.getByRole('listitem').filter({ hasText: 'Ben' });
	await expect(stop).toContainText('answered from 1 passage');
	await expect(route).toContainText(/\d+ messages in all/);
	const wrong = stop.getByRole('button', { name: 'Wrong', exact: true });
	await wrong.click();
	await expect(wrong).toHaveAttribute('aria-pressed', 'true');
	await seen(cleo, 'route');

	// What is thought of one is theirs alone, and still there after a reload.
	await cleo.page.setViewportSize({ width: 1280, height: 800 });
	await cleo.page.reload();
	await cleo.ready();
	const again = cleo.page.getByRole('article', { name: 'Answer' }).last();
	await again.getByRole('button', { name: 'Who was asked' }).click();
	await expect(wrong).toHaveAttribute('aria-pressed', 'true');
	const other = route.getByRole('listitem').filter({ hasText: 'Ada' });
	await expect(other.getByRole('button', { name: 'Wrong', exact: true })).toHaveAttribute(
		'aria-pressed',
		'false'
	);
});
