/**
 * Twenty members in one process, who write while they are parted and see the same soon after they are together. Between them
 * nothing is sealed: what is said goes from one society to another as it is, judged as it always is.
 */
import { expect, test } from 'vitest';
import { newDevice, type PeerId } from '../../protocol/identity.ts';
import { inboxKeyOf } from '../../protocol/sealed.ts';
import { createLanes } from '../lanes.ts';
import { aClock, seeded } from '../means.fixture.ts';
import { NodeError } from '../ports.ts';
import type { Post } from '../post.ts';
import { aStore } from '../stores.fixture.ts';
import { createDesk } from './desk.ts';
import { aCommunityStore } from './society.fixture.ts';
import type { CommunityWords } from './society-port.ts';
import { createSociety, type SocietyDeps, type SocietyInside } from './society.ts';
import type { CommunityDesk } from './views.ts';

interface One {
	readonly peer: PeerId;
	readonly society: SocietyInside;
	readonly desk: CommunityDesk;
	readonly lanes: SocietyDeps['lanes'];
}

/** Those who share a part reach one another, and nobody else. */
class Ground {
	readonly clock = aClock();
	readonly all = new Map<PeerId, One>();
	readonly pending: (() => Promise<void>)[] = [];
	readonly partOf = new Map<PeerId, number>();
	said = 0;

	async add(name: string): Promise<One> {
		const random = seeded(name);
		const device = await newDevice(random(32), random, this.clock.now());
		const [lanes, desk, { contacts, cards }] = [createLanes(), createDesk(), aStore()];
		const key = await inboxKeyOf(random(32));
		const { peer } = device;
		const society = createSociety({
			...{ me: peer, contacts, cards, lanes, desk, random, clock: this.clock, store: aCommunityStore() },
			keyring: {
				device,
				inbox: async () => ({ ...key, exp: this.clock.now() + 86_400_000 }),
				inboxSecret: async () => undefined
			},
			self: () => ({
				...{ name, relays: ['https://elm.example'], cardVersion: 1 },
				...{ topics: [], capabilities: [], languages: [] }
			}),
			mesh: { reach: (to) => (this.#meet(peer, to) ? 'direct' : 'none'), send: never, mail: never },
			post: this.#post(peer),
			emit: () => undefined,
			log: () => undefined
		});
		const one = { peer, society, desk, lanes };
		this.all.set(peer, one);
		this.partOf.set(peer, 0);
		return one;
	}

	#meet(a: PeerId, b: PeerId): boolean {
		return this.partOf.get(a) === this.partOf.get(b);
	}

	#post(from: PeerId): Post {
		const live = async (to: PeerId, kind: string, body: unknown): Promise<void> => {
			if (!this.#meet(from, to)) throw new NodeError('unreachable');
			this.pending.push(() => this.#hear(to, { kind, from, seq: 0, body } as unknown as CommunityWords));
		};
		const mail = (): Promise<never> => Promise.reject(new NodeError('unreachable'));
		return { live, best: live, mail } as unknown as Post;
	}

	async #hear(to: PeerId, said: CommunityWords): Promise<void> {
		const { society } = this.all.get(to)!;
		this.said++;
		if ((await society.judge(said)) === 'heard') await society.heard(said, async () => undefined);
	}

	async run(): Promise<void> {
		const idle = () => Promise.all([...this.all.values()].map(({ lanes }) => lanes.idle()));
		await idle();
		while (this.pending.length > 0) {
			await this.pending.shift()!();
			await idle();
		}
	}

	/** Looks after everybody every two and a half seconds until there are no more than so many views; how long that took. */
	async settled(id: string, views: number): Promise<number> {
		const begun = this.clock.now();
		await this.run();
		while ((await this.#views(id)) > views) {
			for (const { society } of this.all.values()) await society.tick();
			await this.run();
			this.clock.turn(2_500);
		}
		return this.clock.now() - begun;
	}

	async #views(id: string): Promise<number> {
		const all = await Promise.all([...this.all.values()].map(({ desk }) => desk.heads(id)));
		return new Set(all.map(({ digest }) => digest)).size;
	}
}

const never = (): never => {
	throw new Error('not in this test');
};

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
