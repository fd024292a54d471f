/**
 * Four people in a line, each of whom knows the next one only: a question goes past those between to whoever knows. What
 * they keep lies encrypted, so that looking through it proves little; what their pages read and say is looked through too.
 */
import type { Locator, Page } from 'playwright/test';
import { lookThrough } from './plaintext.ts';
import { expect, test, type Person } from './world.ts';

/** Of the question alone, and of the answer alone. */
const ASKED = 'marrowfen';
const TOLD = 'Quillbramble';
const QUESTION = `Who repairs accordions in Lübeck? It is for ${ASKED}.`;
const NOTE = `Anna ${TOLD} repairs accordions in Lübeck, Mühlenstraße 5. She is there from Tuesday to Friday.`;

/** What the pages of a profile had in the clear: texts they read from bytes, JSON either way, and what went out on any link. */
interface Ear {
	readonly words: readonly string[];
	readonly heard: string[];
}
declare global {
	var ear: Ear;
}

async function listen(page: Page): Promise<void> {
	await page.context().addInitScript(
		(words) => {
			const heard: string[] = [];
			globalThis.ear = { words, heard };
			const note = (where: string, what: unknown): void => {
				if (typeof what !== 'string') return;
				for (const word of words) if (what.includes(word)) heard.push(`${where}: ${word}`);
			};
			const latin = new TextDecoder('latin1');
			const decode = TextDecoder.prototype.decode;
			TextDecoder.prototype.decode = function (...given) {
				const text = decode.apply(this, given);
				if (this !== latin) note('read', text);
				return text;
			};
			const { parse, stringify } = JSON;
			JSON.parse = (text: string, ...rest) => {
				note('read', text);
				return parse(text, ...rest) as unknown;
			};
			JSON.stringify = new Proxy(stringify, {
				apply: (write, self: unknown, given: unknown[]) => {
					const text: unknown = Reflect.apply(write as (...what: unknown[]) => unknown, self, given);
					note('written', text);
					return text;
				}
			});
			for (const { prototype } of [RTCDataChannel, WebSocket]) {
				const send = prototype.send as (what: unknown) => void;
				prototype.send = function (this: unknown, what: unknown) {
					const bytes = what instanceof ArrayBuffer || ArrayBuffer.isView(what) ? what : undefined;
					note('sent', bytes ? latin.decode(bytes) : what);
					send.call(this, what);
				};
			}
		},
		[ASKED, TOLD]
	);
}

/** Everything kept is read again, and shown. */
async function lookAgain(person: Person): Promise<void> {
	await person.page.reload();
	await person.ready();
	for (const page of ['Knowledge', 'Peers', 'Ask'] as const) await person.visit(page);
	await expect(person.page.getByRole('textbox', { name: 'Ask your agent' })).toBeVisible();
}

const heardBy = ({ page }: Person): Promise<readonly string[]> =>
	page.evaluate(() => [...globalThis.ear.heard]);

async function routeOf(answer: Locator): Promise<Locator> {
	await answer.getByRole('button', { name: 'Who was asked' }).click();
	const route = answer.page().getByRole('region', { name: 'Route' });
	await expect(route).toBeVisible();
	return route;
}

test('a question passes two who pass it on and never see it, to somebody nobody knew of; with the server gone it ends in words', async ({
	server,
	arrive
}) => {
	// Four browsers, three of them started twice.
	test.setTimeout(240_000);
	const logs = new Map<string, string[]>();
	const come = (name: string) =>
		arrive(name, {
			before: async (page) => {
				const said: string[] = [];
				logs.set(name, said);
				page.on('console', (message) => said.push(message.text()));
				await listen(page);
			}
		});
	const [ada, ben, cleo, dora] = [
		await come('Ada'),
		await come('Ben'),
		await come('Cleo'),
		await come('Dora')
	];
	await dora.teach('Accordions', NOTE, 'Public');
	for (const [host, guest] of [
		[ada, ben],
		[ben, cleo],
		[cleo, dora]
	] as const) {
		await guest.join(await host.inviteLink({ withoutAsking: true }));
		await guest.visit('Peers');
		await expect(guest.peer(host.name)).toContainText('connected directly');
	}

	const answer = await ada.answerTo(QUESTION);
	await expect(answer).toContainText(`Anna ${TOLD} repairs accordions`);
	await answer.getByRole('button', { name: 'Source 1: Accordions' }).first().click();
	const source = ada.page.getByRole('dialog', { name: 'Source' });
	await expect(source).toContainText('Dora');
	await expect(source).toContainText(/genuine|verified/i);
	await ada.page.keyboard.press('Escape');
	const stop = (await routeOf(answer)).getByRole('listitem').filter({ hasText: 'Dora' });
	await expect(stop).toContainText('Ben');
	const between = ada.page
		.getByRole('region', { name: 'Route' })
		.getByRole('listitem')
		.filter({ hasNotText: 'Dora' });
	await expect(between).toHaveCount(1);
	await expect(between).toContainText('Ben');
	await expect(stop).toContainText(/answered from 1 passage/i);
	await expect(ada.page.getByRole('region', { name: 'Route' })).toContainText(/\d+ messages/);

	// Who asked and who answered had it in the clear, in what came and in what is kept: there it is found.
	expect(await heardBy(dora)).toContain(`read: ${ASKED}`);
	await lookAgain(ada);
	for (const word of [ASKED, TOLD]) expect(await heardBy(ada)).toContain(`read: ${word}`);

	for (const person of [ben, cleo]) {
		expect(await heardBy(person), `${person.name}, while it went by`).toEqual([]);
		await lookAgain(person);
		expect(await heardBy(person), `${person.name}, reading all there is`).toEqual([]);
		const { found, seen } = await lookThrough(person.page, [ASKED, TOLD]);
		expect(found).toEqual([]);
		expect(seen['caches']).toBeGreaterThan(10);
		expect(logs.get(person.name)?.filter((line) => line.includes(ASKED) || line.includes(TOLD))).toEqual([]);
	}
	for (const word of [ASKED, TOLD])
		expect(server.traces().includes(word), `the server keeps "${word}"`).toBe(false);

	for (const [near, far] of [
		['Ada', ben],
		['Ben', cleo],
		['Cleo', dora]
	] as const) {
		await far.visit('Peers');
		await expect(far.peer(near)).toContainText('connected directly');
	}
	await server.kill();
	await expect(ada.status).toContainText('offline');
	const late = await ada.answerTo('Is there anybody in Lübeck for accordions on a Friday?');
	await expect(late).toContainText(/I don't know|accordions/);
	await expect(await routeOf(late)).toContainText('Ben');
});
