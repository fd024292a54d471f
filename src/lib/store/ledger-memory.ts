/** Evidence, attestations and offenders that live as long as the process; with the same bounds. */
import type { Attestations, Evidence, Ledger, Offender, Offenders } from '#lib/agent/ports.ts';
import { fewer, MAX_SUBJECTS, withVoice, type Voices } from './attestations.ts';
import { byTime, longestAgo, MAX_OFFENDERS } from './ledger-offenders.ts';
import { MAX_EVIDENCE_PER_PEER } from './ledger.ts';

export function memoryLedger(): Ledger {
	const kept = new Map<string, readonly Evidence[]>();
	return {
		record: async (evidence) => {
			const before = kept.get(evidence.peer) ?? [];
			kept.set(evidence.peer, [...before, evidence].slice(-MAX_EVIDENCE_PER_PEER));
		},
		about: async (peer) => kept.get(peer) ?? [],
		list: async () => [...kept.values()].flat(),
		forget: async (peer) => void (peer === undefined ? kept.clear() : kept.delete(peer))
	};
}

export function memoryAttestations(): Attestations {
	const kept = new Map<string, Voices>();
	const keep = (about: string, voices: Voices): void =>
		void (voices.length > 0 ? kept.set(about, voices) : kept.delete(about));
	return {
		async put(attestation) {
			const before = kept.get(attestation.about);
			const after = withVoice(before ?? [], attestation);
			if (!after) return false;
			if (!before && kept.size >= MAX_SUBJECTS)
				for (const [about, left] of fewer([...kept.values()])) keep(about, left);
			keep(attestation.about, after);
			return true;
		},
		about: async (peer) => kept.get(peer) ?? [],
		list: async () => [...kept.values()].flat(),
		forget: async (peer) => void (peer === undefined ? kept.clear() : kept.delete(peer))
	};
}

export function memoryOffenders(): Offenders {
	const kept = new Map<string, Offender>();
	return {
		get: async (peer) => kept.get(peer),
		async put(offender) {
			if (kept.size >= MAX_OFFENDERS && !kept.has(offender.peer))
				for (const { peer } of longestAgo([...kept.values()])) kept.delete(peer);
			kept.set(offender.peer, offender);
		},
		list: async () => [...kept.values()].sort(byTime),
		forget: async (peer) => void (peer === undefined ? kept.clear() : kept.delete(peer))
	};
}
