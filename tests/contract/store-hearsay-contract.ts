/** What every store must do with what peers attest about one another, and with who was caught. */
import { describe, expect, test } from 'vitest';
import type { Store } from '#lib/store/store.ts';
import { anAttestation, anOffender, aPeer } from './store-builders.ts';

export function hearsayContract(store: () => Store): void {
	describe('attestations', () => {
		test('of one issuer about one peer the newest stands, and an older one that comes again changes nothing', async () => {
			const { attestations } = store();
			const newer = anAttestation({ writtenAt: 2_000, trust: { good: 0, bad: 2 } });
			expect(await attestations.put(anAttestation())).toBe(true);
			expect(await attestations.put(newer)).toBe(true);
			expect(await attestations.put(anAttestation())).toBe(false);
			expect(await attestations.put(newer)).toBe(false);
			expect(await attestations.about(aPeer('bob'))).toEqual([newer]);
			expect(await attestations.about(aPeer('ada'))).toEqual([]);
		});

		test('every issuer has one voice, the newest first, and those that come at once are all kept', async () => {
			const { attestations } = store();
			const voices = ['x', 'y', 'z'].map((name, n) =>
				anAttestation({ issuer: aPeer(name), writtenAt: 1_000 + n })
			);
			await Promise.all(voices.map((one) => attestations.put(one)));
			expect(await attestations.about(aPeer('bob'))).toEqual([...voices].reverse());
		});

		test('about one peer no more than twenty-four are kept, the oldest go', async () => {
			const { attestations } = store();
			for (let n = 0; n < 30; n++)
				await attestations.put(anAttestation({ issuer: aPeer(`i${n}`), writtenAt: 1_000 + n }));
			const kept = await attestations.about(aPeer('bob'));
			expect([kept.length, kept[0]?.writtenAt, kept.at(-1)?.writtenAt]).toEqual([24, 1_029, 1_006]);
		});

		test('whoever speaks of everybody loses its own, and nobody else’s voice goes for it', async () => {
			const { attestations } = store();
			await attestations.put(anAttestation({ issuer: aPeer('quiet'), writtenAt: 1 }));
			for (let n = 0; n < 1_030; n++)
				await attestations.put(
					anAttestation({ issuer: aPeer('loud'), about: aPeer(`s${n}`), writtenAt: 2 + n })
				);
			const all = await attestations.list();
			expect(new Set(all.map(({ about }) => about)).size).toBeLessThanOrEqual(1_024);
			expect(await attestations.about(aPeer('bob'))).toHaveLength(1);
			expect(await attestations.about(aPeer('s1029'))).toHaveLength(1);
			expect(await attestations.about(aPeer('s0'))).toEqual([]);
		});

		test('what was said about one peer is forgotten alone, or everything', async () => {
			const { attestations } = store();
			await attestations.put(anAttestation());
			await attestations.put(anAttestation({ about: aPeer('carl') }));
			await attestations.forget(aPeer('bob'));
			expect((await attestations.list()).map(({ about }) => about)).toEqual([aPeer('carl')]);
			await attestations.forget();
			expect(await attestations.list()).toEqual([]);
		});
	});

	describe('offenders', () => {
		test('an offender is as it was put last, listed the latest first, and forgotten alone or with all', async () => {
			const { offenders } = store();
			await offenders.put(anOffender());
			await offenders.put(anOffender({ peer: aPeer('trudy'), at: 3_000 }));
			await offenders.put(anOffender({ at: 2_000, trust: { good: 0, bad: 7 } }));
			expect(await offenders.get(aPeer('mallory'))).toMatchObject({ at: 2_000, trust: { bad: 7 } });
			expect((await offenders.list()).map(({ at }) => at)).toEqual([3_000, 2_000]);
			await offenders.forget(aPeer('trudy'));
			expect(await offenders.get(aPeer('trudy'))).toBeUndefined();
			await offenders.forget();
			expect(await offenders.list()).toEqual([]);
		});

		test('2,048 are remembered; who has done nothing for longest makes room', async () => {
			const { offenders } = store();
			for (let n = 0; n < 2_060; n++) await offenders.put(anOffender({ peer: aPeer(`o${n}`), at: n }));
			const kept = await offenders.list();
			expect(kept.length).toBeLessThanOrEqual(2_048);
			expect(kept.length).toBeGreaterThan(2_000);
			expect(await offenders.get(aPeer('o2059'))).toBeDefined();
			expect(await offenders.get(aPeer('o0'))).toBeUndefined();
		});
	});
}
