/**
 * The vault key at its work: it wraps every record's data key, and for each circle of readers it gives a key of their own
 * that wraps the data keys of what they may read. While a rotation goes on the keys of before still open, and never wrap.
 */
import type { RandomBytes } from '#lib/agent/ports.ts';
import type { Bytes } from '#lib/protocol/bytes.ts';
import { storageUnreadable } from './database.ts';
import { aesKey, derivedAesKey, unwrapped, wrap } from './sealing.ts';

/** A data key wrapped once for every circle, by the circle's blinded name. */
export type Shared = Readonly<Record<string, Uint8Array>>;

/** Whose data key it is. */
export interface Sealing {
	readonly kind: string;
	readonly id: string;
}

export interface WrappedKeys {
	readonly key: Uint8Array;
	readonly shared?: Shared;
}

export interface DataKeys {
	wrap(of: Sealing, dataKey: Uint8Array): Promise<Bytes>;
	/** Throws NodeError('storage-unreadable'). */
	unwrap(of: Sealing, wrapped: Uint8Array): Promise<Bytes>;
	share(of: Sealing, dataKey: Uint8Array, circles: readonly string[]): Promise<Shared>;
	/** By a circle's key and no other; undefined when it was not wrapped for any of them. */
	unwrapFor(of: Sealing, shared: Shared, circles: readonly string[]): Promise<Bytes | undefined>;
	/** The same data key under the vault key of now; undefined when it is so already. Throws NodeError('storage-unreadable'). */
	rewrap(of: Sealing, wrapped: WrappedKeys): Promise<WrappedKeys | undefined>;
	/** Wraps with this vault key from now on; those of before still open. */
	use(vaultKey: Uint8Array): Promise<void>;
	/** Nothing is wrapped under those of before any more. */
	forgetBefore(): void;
	readonly turning: boolean;
}

interface VaultKey {
	readonly wrapper: CryptoKey;
	circle(name: string): Promise<CryptoKey>;
}

/** Whoever asks brings a circle of their own. */
const MAX_CIRCLES = 1_024;

async function vaultKeyOf(raw: Uint8Array): Promise<VaultKey> {
	const circles = new Map<string, Promise<CryptoKey>>();
	return {
		wrapper: await aesKey(raw),
		circle(name) {
			const known = circles.get(name);
			if (known) return known;
			if (circles.size >= MAX_CIRCLES) circles.clear();
			const made = derivedAesKey(raw, `elm/circle/${name}`);
			circles.set(name, made);
			return made;
		}
	};
}

const whatOf = ({ kind, id }: Sealing): string => `key|${id}|${kind}`;
const whatFor = (circle: string, { kind, id }: Sealing): string => `circle|${circle}|${id}|${kind}`;

/** `raw`: the vault key of now first, then those that an unfinished rotation left behind. */
export async function dataKeysUnder(raw: readonly Uint8Array[], random: RandomBytes): Promise<DataKeys> {
	const [first, ...left] = await Promise.all(raw.map(vaultKeyOf));
	if (!first) throw new RangeError('data keys: expected a vault key');
	let now = first;
	let before = left;

	const firstThatOpens = async (
		open: (key: VaultKey) => Promise<Bytes | undefined>
	): Promise<Bytes | undefined> => {
		for (const key of [now, ...before]) {
			const opened = await open(key);
			if (opened) return opened;
		}
		return undefined;
	};
	/** Which opened the one before: whoever goes through all of them meets long runs under the same, and a miss is dear. */
	let likely: VaultKey | undefined;
	const openedBy = async (
		of: Sealing,
		wrapped: Uint8Array
	): Promise<{ readonly by: VaultKey; readonly dataKey: Bytes }> => {
		for (const by of new Set([likely ?? now, now, ...before])) {
			const dataKey = await unwrapped(by.wrapper, whatOf(of), wrapped);
			if (!dataKey) continue;
			likely = by;
			return { by, dataKey };
		}
		throw storageUnreadable(`the key of a ${of.kind} does not open`);
	};
	const keys: DataKeys = {
		wrap: (of, dataKey) => wrap(now.wrapper, random, whatOf(of), dataKey),
		async unwrap(of, wrapped) {
			const opened = await firstThatOpens(({ wrapper }) => unwrapped(wrapper, whatOf(of), wrapped));
			if (!opened) throw storageUnreadable(`the key of a ${of.kind} does not open`);
			return opened;
		},
		async share(of, dataKey, circles) {
			const under = now;
			const wraps = circles.map(
				async (name) =>
					[name, await wrap(await under.circle(name), random, whatFor(name, of), dataKey)] as const
			);
			return Object.fromEntries(await Promise.all(wraps));
		},
		async unwrapFor(of, shared, circles) {
			for (const name of circles) {
				const wrapped = Object.hasOwn(shared, name) ? shared[name] : undefined;
				const opened =
					wrapped &&
					(await firstThatOpens(async (key) =>
						unwrapped(await key.circle(name), whatFor(name, of), wrapped)
					));
				if (opened) return opened;
			}
			return undefined;
		},
		async rewrap(of, { key, shared }) {
			const { by, dataKey } = await openedBy(of, key);
			if (by === now) return undefined;
			return {
				key: await keys.wrap(of, dataKey),
				...(shared && { shared: await keys.share(of, dataKey, Object.keys(shared)) })
			};
		},
		async use(vaultKey) {
			const next = await vaultKeyOf(vaultKey);
			likely = now;
			before = [now, ...before];
			now = next;
		},
		forgetBefore() {
			before = [];
			likely = undefined;
		},
		get turning() {
			return before.length > 0;
		}
	};
	return keys;
}
