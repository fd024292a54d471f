/** Who comes into a community of many entries: they are sent ahead, each once, and what is lost on the way comes again. */
import { expect, test } from 'vitest';
import { MAX_ENTRIES_TOLD } from '../../protocol/limits.ts';
import { Ground, type One } from './society-ground.fixture.ts';
import type { CommunityWords } from './society-port.ts';

const ENTRIES = 400;
const DAY_MS = 86_400_000;

async function large(): Promise<{ ground: Ground; founder: One; guest: One; id: string; link: string }> {
	const ground = new Ground();
	const founder = await ground.add('Ada');
	const id = await founder.society.found({ name: 'Large', about: '', joining: 'open' });
	for (let n = 0; n < ENTRIES; n++) await founder.society.act(id, { kind: 'post', text: `Heron ${n}` });
	const link = await founder.society.invite(id, 9, ground.clock.now() + DAY_MS);
	return { ground, founder, guest: await ground.add('Bo'), id, link };
}

const toldIn = (said: CommunityWords): number => (said.kind === 'entries' ? said.body.entries.length : 0);
const digestOf = async (one: One, id: string) => (await one.desk.heads(id)).digest;

test('four hundred entries are brought without a word of asking for each message, and none comes twice', async () => {
	const { ground, founder, guest, id, link } = await large();
	let [told, messages, most] = [0, 0, 0];
	ground.loses = (said) => {
		told += toldIn(said);
		if (said.kind === 'entries') messages++;
		// Those that wait while one of them is heard were sent without having been asked for one by one.
		if (said.kind === 'entries') most = Math.max(most, ground.pending.length);
		return false;
	};
	await guest.society.join(link);
	await ground.settled(id, 1);
	expect(await digestOf(guest, id)).toBe(await digestOf(founder, id));
	expect(messages).toBeGreaterThan(ENTRIES / MAX_ENTRIES_TOLD);
	expect(most).toBeGreaterThanOrEqual(2);
	expect(told).toBeLessThan(ENTRIES + 2 * MAX_ENTRIES_TOLD);
});

test('what was lost on the way is sent again', async () => {
	const { ground, founder, guest, id, link } = await large();
	let seen = 0;
	ground.loses = (said) => said.kind === 'entries' && toldIn(said) > 1 && ++seen % 3 === 1 && seen < 12;
	await guest.society.join(link);
	expect(await ground.settled(id, 1)).toBeLessThanOrEqual(60_000);
	expect(seen).toBeGreaterThan(3);
	expect(await digestOf(guest, id)).toBe(await digestOf(founder, id));
});
