/** Twenty members in one process, who write while they are parted and see the same soon after they are together again. */
import { expect, test } from 'vitest';
import { Ground } from './society-ground.fixture.ts';

test('twenty members, parted in four, see the same five seconds after they are together again', async () => {
	const ground = new Ground();
	const founder = await ground.add('member 0');
	const id = await founder.society.found({ name: 'Twenty', about: '', joining: 'open' });
	const link = await founder.society.invite(id, 19, ground.clock.now() + 86_400_000);
	for (let i = 1; i < 20; i++) {
		const { society } = await ground.add(`member ${i}`);
		await society.join(link);
		await ground.run();
	}
	await ground.settled(id, 1);
	expect((await founder.desk.overview(id, ground.clock.now()))!.members).toHaveLength(20);
	const all = [...ground.all.values()];
	for (const [i, { peer }] of all.entries()) ground.partOf.set(peer, i % 4);
	for (let round = 0; round < 2; round++) {
		for (const [i, { society }] of all.entries())
			await society.act(id, { kind: 'post', text: `${round} by ${i}` });
		await ground.run();
	}
	await ground.settled(id, 4);
	for (const { peer } of all) ground.partOf.set(peer, 0);
	ground.said = 0;
	expect(await ground.settled(id, 1)).toBeLessThanOrEqual(5_000);
	const views = await Promise.all(all.map(({ desk }) => desk.threads(id, { most: 100 })));
	expect(views[0]!.threads).toHaveLength(40);
	for (const view of views) expect(view).toEqual(views[0]);
	expect(ground.said).toBeLessThan(2_500);
});
