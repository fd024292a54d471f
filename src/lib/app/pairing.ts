/** Pairing with no server, loaded when somebody begins. */
import type { PairingApi } from './pairing-api.ts';
import type { PairingDeskDeps } from './pairing-desk.ts';

export function openPairingApi(deps: PairingDeskDeps): PairingApi {
	let opened: Promise<PairingApi> | undefined;
	const desk = () => (opened ??= import('./pairing-desk.ts').then(({ pairingDesk }) => pairingDesk(deps)));
	return {
		async *pair(offer, signal) {
			yield* (await desk()).pair(offer, signal);
		},
		pairAnswer: async (code) => (await desk()).pairAnswer(code)
	};
}
