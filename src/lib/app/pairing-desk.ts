/**
 * Two codes, and a link between two people who hand them to each other: reads what is shown, says what is wrong with it
 * before anything is opened, and makes contacts of two devices that have proved themselves. Asks nobody outside.
 */
import type { Paired, PairedWith } from '#lib/agent/paired.ts';
import type { Clock, Contacts, Keyring, RandomBytes } from '#lib/agent/ports.ts';
import { DialError, type Link } from '#lib/net/link.ts';
import { answerPairing, offerPairing, type PairingOffer } from '#lib/net/pairing.ts';
import { openPairing, type PairingCode } from '#lib/protocol/pairing.ts';
import type { PairingApi, PairStep, PairTrouble } from './pairing-api.ts';

export interface PairingDeskDeps {
	readonly keyring: Keyring;
	readonly name: () => string;
	readonly contacts: Pick<Contacts, 'get'>;
	readonly clock: Clock;
	readonly random: RandomBytes;
	/** False: this person wants no address of theirs shown to anybody. */
	readonly showsAddress: () => boolean | Promise<boolean>;
	readonly paired: (other: PairedWith) => Promise<Paired>;
	/** Hands the link to whoever sends over it; the peer is a contact by then. */
	readonly adopt: (link: Link) => Promise<void>;
}

/** The first of two, waiting for the other's code. */
interface Waiting {
	readonly id: string;
	take(answer: PairingCode): void;
}

export function pairingDesk(deps: PairingDeskDeps): PairingApi {
	const { keyring, clock, random, contacts } = deps;
	const me = keyring.device.peer;
	let waiting: Waiting | undefined;
	let before: AbortController | undefined;

	const pairingDeps = async () => ({
		device: keyring.device,
		self: { name: deps.name(), inbox: await keyring.inbox() },
		clock,
		random
	});

	/** The other's code, when it is one that this side can use. */
	async function read(code: string, kind: PairingCode['kind']): Promise<PairingCode | PairTrouble> {
		const said = await openPairing(code, clock.now());
		if (typeof said === 'string') return said;
		if (said.certificate.root === me) return 'own';
		if (said.kind !== kind) return said.kind === 'offer' ? 'is-offer' : 'is-answer';
		return (await contacts.get(said.certificate.root))?.standing === 'blocked' ? 'blocked' : said;
	}

	/** Contacts first: a link of somebody who is none is not let in. */
	async function settled(link: Link, said: PairingCode): Promise<PairStep> {
		const became = await deps.paired(said);
		if (became === 'blocked' || became === 'revoked') {
			link.close('refused');
			return { step: 'failed', why: became };
		}
		await deps.adopt(link);
		const { name, certificate } = said;
		return { step: 'linked', peer: certificate.root, name, known: became === 'known' };
	}

	/** Undefined when time has run out, or the person has left. */
	function answerTo({ id, until }: PairingOffer, signal: AbortSignal): Promise<PairingCode | undefined> {
		return new Promise((resolve) => {
			const over = new AbortController();
			const end = (answer?: PairingCode) => {
				if (waiting === mine) waiting = undefined;
				over.abort();
				resolve(answer);
			};
			const mine: Waiting = { id, take: end };
			waiting = mine;
			signal.addEventListener('abort', () => end(), { signal: over.signal });
			void clock.sleep(until - clock.now(), over.signal).then(() => end());
		});
	}

	async function* first(signal: AbortSignal): AsyncGenerator<PairStep, void, undefined> {
		const offer = await madeHere(offerPairing(await pairingDeps()));
		if (!offer) return yield { step: 'failed', why: 'no-address' };
		const close = () => offer.close();
		signal.addEventListener('abort', close);
		try {
			const answered = answerTo(offer, signal);
			yield { step: 'code', code: offer.code, until: offer.until };
			const said = await answered;
			if (signal.aborted) return close();
			if (!said) {
				close();
				return yield { step: 'failed', why: 'expired' };
			}
			yield { step: 'linking' };
			yield await settled(await offer.link(said), said);
		} finally {
			signal.removeEventListener('abort', close);
		}
	}

	async function* second(code: string, signal: AbortSignal): AsyncGenerator<PairStep, void, undefined> {
		const said = await read(code, 'offer');
		if (typeof said === 'string') return yield { step: 'failed', why: said };
		const answer = await madeHere(answerPairing(said, await pairingDeps()));
		if (!answer) return yield { step: 'failed', why: 'no-address' };
		const close = () => answer.close();
		if (signal.aborted) return close();
		signal.addEventListener('abort', close);
		try {
			const link = answer.link();
			// Waited for below; may fail before anybody has asked for the next step.
			link.catch(() => undefined);
			yield { step: 'code', code: answer.code, until: said.until };
			yield await settled(await link, said);
		} finally {
			signal.removeEventListener('abort', close);
		}
	}

	return {
		async *pair(offer, signal): AsyncGenerator<PairStep, void, undefined> {
			before?.abort();
			const mine = (before = new AbortController());
			const stop = AbortSignal.any([signal, mine.signal]);
			if (typeof RTCPeerConnection === 'undefined') return yield { step: 'failed', why: 'no-webrtc' };
			if (!(await deps.showsAddress())) return yield { step: 'failed', why: 'relay-only' };
			try {
				yield* offer === null ? first(stop) : second(offer, stop);
			} catch (error) {
				if (!(error instanceof DialError)) throw error;
				if (!stop.aborted) yield { step: 'failed', why: troubleIn(error) };
			}
		},
		async pairAnswer(code) {
			const said = await read(code, 'answer');
			if (typeof said === 'string') return said;
			if (!waiting) return 'nobody-waits';
			if (waiting.id !== said.id) return 'other-pairing';
			waiting.take(said);
			return null;
		}
	};
}

/** Before there is a code, "no path" can only mean that this device stands on no network: undefined then. */
async function madeHere<T>(making: Promise<T>): Promise<T | undefined> {
	try {
		return await making;
	} catch (error) {
		if (error instanceof DialError && error.failure === 'no-path') return undefined;
		throw error;
	}
}

/** What closed by itself found no path either. */
const troubleIn = ({ failure }: DialError): PairTrouble => (failure === 'stopped' ? 'no-path' : failure);
