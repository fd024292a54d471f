/**
 * What members tell each other live, one room for each community I am in: entries that came are carried on, what is carried
 * to us goes to be verified, and who is at which page is shown. Without it everything still comes over agent links.
 */
import type { CommunityDesk } from '#lib/agent/community/views.ts';
import type { Society } from '#lib/agent/community/society-port.ts';
import { keyInUse } from '#lib/agent/community/keys-kept.ts';
import type { KeptCommunity } from '#lib/agent/ports.ts';
import type { Carrier, Carriers, Present } from '#lib/net/carrier.ts';
import { fromBase64url } from '#lib/protocol/bytes.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { PageCursor } from './communities-api.ts';

/** Rooms open at once: those of the communities that changed last. */
const MOST_ROOMS = 8;

export interface LiveDeps {
	readonly me: PeerId;
	/** This device's key, hex. */
	readonly dev: string;
	readonly desk: Pick<CommunityDesk, 'next' | 'fault'>;
	readonly society: Pick<Society, 'carried' | 'overview'>;
	/** Loaded with the first room; undefined where there can be none. */
	readonly carriers: () => Promise<Carriers | undefined>;
	/** By name. */
	readonly membersOf: (community: string) => ReadonlyMap<PeerId, string>;
	readonly now: () => number;
	readonly tell: (cursors: readonly PageCursor[]) => void;
	/** There is something that its anchors should know, without a new entry. */
	readonly faulted: (community: string) => void;
}

interface Room {
	readonly key: string;
	readonly carrier: Carrier;
}

export class CommunityLive {
	readonly #deps: LiveDeps;
	readonly #rooms = new Map<string, Room>();
	readonly #present = new Map<string, readonly Present[]>();
	#last: Promise<void> = Promise.resolve();

	constructor(deps: LiveDeps) {
		this.#deps = deps;
	}

	/** Rooms for these communities and no others, each of its newest key. The one that matters most first. */
	follow(list: readonly KeptCommunity[]): Promise<void> {
		this.#last = this.#last.then(() => this.#follow(list)).catch(() => undefined);
		return this.#last;
	}

	carry(community: string, texts: readonly string[]): void {
		this.#rooms.get(community)?.carrier.add(texts);
	}

	show(community: string, page: string, at: { readonly from: number; readonly to: number } | null): void {
		this.#rooms.get(community)?.carrier.present(at && { page, ...at });
	}

	close(): void {
		for (const [id, { carrier }] of this.#rooms) this.#shut(id, carrier);
	}

	async #follow(list: readonly KeptCommunity[]): Promise<void> {
		const wanted = new Map<string, string>();
		for (const { id, standing, epochs } of list) {
			// Alone there is nobody to tell.
			if (standing !== 'in' || this.#deps.membersOf(id).size < 2 || wanted.size === MOST_ROOMS) continue;
			const seen = await this.#deps.society.overview(id);
			const used = keyInUse(epochs, seen?.epoch);
			if (used) wanted.set(id, used.key);
		}
		for (const [id, { key, carrier }] of this.#rooms) if (wanted.get(id) !== key) this.#shut(id, carrier);
		for (const [id, key] of wanted) if (!this.#rooms.has(id)) await this.#open(id, key);
	}

	async #open(id: string, key: string): Promise<void> {
		const { dev, desk, society, carriers, membersOf, now, faulted } = this.#deps;
		const all = await carriers();
		if (!all) return;
		const { clock } = await desk.next(id, dev);
		const carrier = all.open({
			community: id,
			key: fromBase64url(key),
			clock: Math.max(0, clock - 1),
			mayBe: (peer) => membersOf(id).has(peer),
			// What this device cannot keep now is nobody's fault.
			onEntries: (texts) => society.carried(id, texts).catch(() => true),
			onPresence: (present) => this.#shown(id, present),
			onFault: (peer, what) => {
				desk.fault(id, peer, what, now()).then(
					() => faulted(id),
					() => undefined
				);
			}
		});
		this.#rooms.set(id, { key, carrier });
	}

	#shut(id: string, carrier: Carrier): void {
		this.#rooms.delete(id);
		carrier.close();
		this.#shown(id, []);
	}

	#shown(id: string, present: readonly Present[]): void {
		const { me, membersOf, tell } = this.#deps;
		this.#present.set(id, present);
		tell(
			[...this.#present].flatMap(([community, all]) =>
				all
					.filter(({ peer }) => peer !== me && membersOf(community).has(peer))
					.map(({ peer, page, from, to }) => ({
						...{ community, page, peer, from, to },
						name: membersOf(community).get(peer) ?? ''
					}))
			)
		);
	}
}
