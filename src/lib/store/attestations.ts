/**
 * What peers attest about one another, one sealed record for each subject with every issuer's newest word in it. Bounded
 * three ways, so that nobody fills this device with what they say: voices about one peer, peers spoken of, and whoever
 * says most loses its own oldest first.
 */
import type { Attestation, Attestations } from '#lib/agent/ports.ts';
import { sealedCollection } from './collection.ts';
import { transact, type Database } from './database.ts';
import { turns } from './turns.ts';
import type { Vault } from './vault.ts';

/** More voices about one peer make no difference: together they are worth three observations. */
export const MAX_VOICES = 24;
export const MAX_SUBJECTS = 1_024;
/** Made free at once, for everything is read to see whose they are. */
export const ROOM = 32;

/** Newest first. */
export type Voices = readonly Attestation[];

export function openAttestations(db: Database, vault: Vault): Attestations {
	const records = sealedCollection<Voices, 'attestations'>(db, vault, 'attestations', () => ({}));
	const inTurn = turns();
	const idOf = (peer: string): Promise<string> => vault.blind('attested', peer);
	const count = (): Promise<number> =>
		transact(db, ['attestations'], 'readonly', (tx) => tx.objectStore('attestations').count());

	async function makeRoom(): Promise<void> {
		for (const [about, left] of fewer(await records.all())) {
			const id = await idOf(about);
			await (left.length > 0 ? records.put(id, left) : records.remove(id));
		}
	}

	return {
		put: (attestation) =>
			inTurn(async () => {
				const id = await idOf(attestation.about);
				const before = await records.get(id);
				const after = withVoice(before ?? [], attestation);
				if (!after) return false;
				if (!before && (await count()) >= MAX_SUBJECTS) await makeRoom();
				await records.put(id, after);
				return true;
			}),
		about: async (peer) => (await records.get(await idOf(peer))) ?? [],
		list: async () => (await records.all()).flat(),
		forget: (peer) =>
			inTurn(async () => {
				if (peer !== undefined) await records.remove(await idOf(peer));
				else
					await transact(db, ['attestations'], 'readwrite', (tx) => tx.objectStore('attestations').clear());
			})
	};
}

/** With this one in the place of its issuer's earlier one; undefined where that is as new. */
export function withVoice(before: Voices, one: Attestation): Voices | undefined {
	const earlier = before.find(({ issuer }) => issuer === one.issuer);
	if (earlier && earlier.writtenAt >= one.writtenAt) return undefined;
	return [one, ...before.filter((other) => other !== earlier)].sort(byWrittenAt).slice(0, MAX_VOICES);
}

/** Two lists about one peer, every issuer's newest word in them. */
export const together = (a: Voices, b: Voices): Voices =>
	b.reduce((voices, one) => withVoice(voices, one) ?? voices, a);

const byWrittenAt = (a: Attestation, b: Attestation): number =>
	b.writtenAt - a.writtenAt || (a.issuer < b.issuer ? -1 : 1);

/** The records that change so that `ROOM` subjects are free: those that only the one who says most speaks of, oldest first. */
export function fewer(all: readonly Voices[]): ReadonlyMap<string, Voices> {
	const changed = new Map<string, Voices>();
	const left = new Map(all.flatMap((voices) => (voices[0] ? [[voices[0].about, voices] as const] : [])));
	while (all.length - left.size < ROOM && left.size > 0) {
		const loudest = loudestOf([...left.values()]);
		const theirs = [...left].filter(([, voices]) => voices.some(({ issuer }) => issuer === loudest));
		const spokenAt = (voices: Voices): number =>
			voices.find(({ issuer }) => issuer === loudest)?.writtenAt ?? 0;
		// Half of what they say, and at least one: then somebody else may be the loudest.
		const some = theirs
			.sort(([, a], [, b]) => spokenAt(a) - spokenAt(b))
			.slice(0, Math.ceil(theirs.length / 2));
		for (const [about, voices] of some) {
			const rest = voices.filter(({ issuer }) => issuer !== loudest);
			changed.set(about, rest);
			if (rest.length > 0) left.set(about, rest);
			else left.delete(about);
			if (all.length - left.size >= ROOM) break;
		}
	}
	return changed;
}

function loudestOf(all: readonly Voices[]): string {
	const counts = new Map<string, number>();
	for (const { issuer } of all.flat()) counts.set(issuer, (counts.get(issuer) ?? 0) + 1);
	return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]?.[0] ?? '';
}
