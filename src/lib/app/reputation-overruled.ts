/** The person's own word about peers, kept as one setting: it outlives the contact. */
import type { Overruling, Overrulings } from '#lib/agent/ports.ts';
import { asPeerId, type PeerId } from '#lib/protocol/identity.ts';
import type { Settings } from '#lib/store/settings.ts';

const SETTING = 'overruled';

export function keptOverrulings(settings: Pick<Settings, 'get' | 'put'>): Overrulings {
	let last: Promise<ReadonlyMap<PeerId, Overruling>> | undefined;
	const read = (): Promise<ReadonlyMap<PeerId, Overruling>> =>
		(last ??= settings.get(SETTING).then(asOverrulings));
	return {
		get: async (peer) => (await read()).get(peer),
		list: read,
		async put(peer, overruling) {
			const before = last ?? read();
			// In turn: each change sees the one before.
			last = before.then(async (known) => {
				const { [peer]: _before, ...others } = Object.fromEntries(known);
				const all = { ...others, ...(overruling && { [peer]: overruling }) };
				await settings.put(SETTING, all);
				return asOverrulings(all);
			});
			try {
				await last;
			} catch (error) {
				last = before;
				throw error;
			}
		}
	};
}

/** An older version, or a backup, may hold what this one does not know. */
function asOverrulings(value: unknown): ReadonlyMap<PeerId, Overruling> {
	const known = new Map<PeerId, Overruling>();
	if (typeof value !== 'object' || value === null) return known;
	for (const name of Object.keys(value)) {
		const overruling: unknown = Reflect.get(value, name);
		const peer = asPeerId(name);
		if (peer && (overruling === 'trust' || overruling === 'limit')) known.set(peer, overruling);
	}
	return known;
}
