/**
 * Societies in one process. Between them nothing is sealed: what is said goes from one to another as it is, judged as it always
 * is, and in the order in which it was said.
 */
import { newDevice, type Device, type PeerId } from '../../protocol/identity.ts';
import { inboxKeyOf } from '../../protocol/sealed.ts';
import { createLanes } from '../lanes.ts';
import { aClock, seeded } from '../means.fixture.ts';
import { NodeError, type CommunityStore } from '../ports.ts';
import type { Post } from '../post.ts';
import { aStore } from '../stores.fixture.ts';
import { createDesk } from './desk.ts';
import { aCommunityStore } from './society.fixture.ts';
import type { CommunityWords } from './society-port.ts';
import { createSociety, type SocietyDeps, type SocietyInside } from './society.ts';
import type { CommunityDesk } from './views.ts';

export interface One {
	readonly peer: PeerId;
	readonly society: SocietyInside;
	readonly desk: CommunityDesk;
	readonly lanes: SocietyDeps['lanes'];
}

/** Those who share a part reach one another, and nobody else. */
export class Ground {
	readonly clock = aClock();
	readonly all = new Map<PeerId, One>();
	readonly pending: (() => Promise<void>)[] = [];
	readonly partOf = new Map<PeerId, number>();
	/** What was said and did not get lost. */
	said = 0;
	loses: (said: CommunityWords) => boolean = () => false;

	/** `as`: a device that there is already, with what it keeps; how much it keeps of one author. */
	async add(
		name: string,
		as: { readonly device?: Device; readonly store?: CommunityStore; readonly authorChars?: number } = {}
	): Promise<One> {
		const random = seeded(name);
		const { device = await newDevice(random(32), random, this.clock.now()), store = aCommunityStore() } = as;
		const [lanes, desk, { contacts, cards }] = [
			createLanes(),
			createDesk(undefined, as.authorChars),
			aStore()
		];
		const key = await inboxKeyOf(random(32));
		const { peer } = device;
		const society = createSociety({
			...{ me: peer, contacts, cards, lanes, desk, random, clock: this.clock, store },
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
		if (this.loses(said)) return;
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
