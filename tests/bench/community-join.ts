/**
 * Somebody comes into a community of many entries, of which one member is there: two societies in this process, every message a
 * twentieth of a second on its way. Sealing and the network itself are not part of it.
 */
import { Ground, type One } from '#lib/agent/community/society-ground.fixture.ts';
import { aCommunityStore } from '#lib/agent/community/society.fixture.ts';
import type { Device } from '#lib/protocol/identity.ts';

const ON_ITS_WAY_MS = 50;
const DAY_MS = 86_400_000;
/** As often as a node looks after its communities. */
const LOOK_MS = 5_000;

export interface Kept {
	readonly community: string;
	readonly texts: readonly string[];
	readonly last: { readonly at: number };
	readonly devices: readonly Device[];
}

type Row = readonly [what: string, measured: string, goal: string];

export async function comeIn({ community, texts, last, devices }: Kept): Promise<readonly Row[]> {
	const store = aCommunityStore();
	await store.put({
		...{ id: community, name: 'Birds', standing: 'in', founding: texts[0]!, epochs: [], invites: {} },
		...{ joinedAt: 0, readTo: 0, muted: false, agentAnswers: false }
	});
	await store.append(community, texts);
	const ground = new Ground();
	ground.clock.turn(Math.max(0, last.at - ground.clock.now()));
	const founder = await ground.add('Ada', { device: devices[0]!, store });
	const guest = await ground.add('Guest');
	const link = await founder.society.invite(community, 1, ground.clock.now() + DAY_MS);
	await founder.society.renewKey(community);
	await ground.run();
	let told = 0;
	ground.loses = (said) => {
		if (said.kind === 'entries') told += said.body.entries.length;
		return false;
	};
	const used = process.cpuUsage();
	const began = performance.now();
	const since = (): string => `${((performance.now() - began) / 1_000).toFixed(1)} s`;
	let readable: string | undefined;
	let looked = began;
	const goal = (await founder.desk.heads(community)).digest;
	await guest.society.join(link);
	for (;;) {
		const before = performance.now();
		await carry(ground);
		if (readable === undefined && (await hasThreads(guest, community))) readable = since();
		const { heads, digest } = await guest.desk.heads(community);
		const held = heads.reduce((sum, { seq }) => sum + seq, 0);
		if (digest === goal || held > texts.length) break;
		const now = performance.now();
		ground.clock.turn(now - before);
		if (now - looked < LOOK_MS) continue;
		looked = now;
		for (const { society } of [founder, guest]) await society.tick();
	}
	const { user, system } = process.cpuUsage(used);
	const processor = ((user + system) / 1e6).toFixed(1);
	const size = texts.length.toLocaleString('en');
	return [
		[
			`coming into a community of ${size} entries: the oldest threads are there`,
			readable ?? 'never',
			'≤ 3 s'
		],
		[
			`the same: everything is there (${told.toLocaleString('en')} entries in messages)`,
			`${since()}, ${processor} s of processor for both`,
			'≤ 30 s'
		]
	];
}

/** What was said by now arrives together, a moment later. */
async function carry(ground: Ground): Promise<void> {
	const arriving = ground.pending.splice(0);
	await new Promise((resolve) => setTimeout(resolve, arriving.length > 0 ? ON_ITS_WAY_MS : 1));
	// What one member says is heard one after the other.
	for (const hear of arriving) await hear();
}

const hasThreads = async ({ desk }: One, community: string): Promise<boolean> =>
	(await desk.threads(community, { most: 1 })).threads.length > 0;
