/** One author wrote more than anybody keeps of one, and members hold different parts of it. */
import { expect, test } from 'vitest';
import { writeEntry } from '../../protocol/entry.ts';
import { newDevice } from '../../protocol/identity.ts';
import { seeded } from '../means.fixture.ts';
import { Ground } from './society-ground.fixture.ts';

const DAY_MS = 86_400_000;
/** A dozen of the posts below. */
const AUTHOR_CHARS = 24_000;

/** Bo holds what Ada wrote on her second device, Cy what she wrote on her third, as far as each has room. */
async function capped() {
	const ground = new Ground();
	const ada = await ground.add('Ada', { authorChars: AUTHOR_CHARS });
	const id = await ada.society.found({ name: 'Capped', about: '', joining: 'open' });
	const link = await ada.society.invite(id, 9, ground.clock.now() + DAY_MS);
	const [bo, cy] = [
		await ground.add('Bo', { authorChars: AUTHOR_CHARS }),
		await ground.add('Cy', { authorChars: AUTHOR_CHARS })
	];
	for (const one of [bo, cy]) await one.society.join(link);
	await ground.settled(id, 1);
	ground.partOf.set(ada.peer, 1);
	for (const [one, seed] of [
		[bo, 'second'],
		[cy, 'third']
	] as const) {
		const random = seeded(seed);
		const device = await newDevice(seeded('Ada')(32), random, ground.clock.now());
		const texts: string[] = [];
		let prev = '';
		for (let seq = 1; seq <= 40; seq++) {
			const entry = await writeEntry(device, {
				...{ community: id, seq, prev, at: ground.clock.now(), clock: 100 + seq },
				act: { kind: 'post', text: `${seed} ${seq} `.padEnd(1_000, 'x'), mentions: [], files: [] }
			});
			texts.push(entry.text);
			prev = entry.id;
		}
		const { fresh } = await one.desk.take(id, texts, ground.clock.now());
		expect(fresh.length, 'as far as there is room').toBeLessThan(texts.length);
	}
	return { ground, bo, cy, id };
}

test('they come to rest with what each has, and what is new goes between them as ever', async () => {
	const { ground, bo, cy, id } = await capped();
	let told = 0;
	ground.loses = (said) => {
		if (said.kind === 'entries') told += said.body.entries.length;
		return false;
	};
	const minute = async (): Promise<number> => {
		const before = told;
		for (let ticks = 0; ticks < 24; ticks++) {
			for (const { society } of [bo, cy]) await society.tick();
			await ground.run();
			ground.clock.turn(2_500);
		}
		return told - before;
	};
	await minute();
	expect(await minute()).toBe(0);
	await bo.society.act(id, { kind: 'post', text: 'Still here', mentions: [] });
	await minute();
	expect((await cy.desk.threads(id, { most: 1 })).threads).toMatchObject([{ text: 'Still here' }]);
	expect(await minute()).toBe(0);
});
