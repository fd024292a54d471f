/**
 * One proven member on one channel, and how far what they say is heard: so much a second, decoded in the worker, and never
 * passed to y-webrtc as it came. Of each member one update is looked at at a time, so that nobody's keep the others waiting;
 * whoever sends what no honest member sends is named.
 */
import { equal } from '#lib/protocol/bytes.ts';
import type { CommunityId } from '#lib/protocol/entry.ts';
import { Allowance } from './carrier-allowance.ts';
import { Reading } from './carrier-bytes.ts';
import { NOTHING, SAY, SYNC } from './carrier-document.ts';
import type { CameText } from './carrier-entry.ts';
import type { CarrierAnswer, CarrierOrder } from './carrier-messages.ts';
import { readPresence, type SaidPresence } from './carrier-presence.ts';
import type { CarrierFault } from './carrier.ts';
import type { Killable } from './killable.ts';
import type { Link } from './link.ts';

/** A whole document at once, and a megabyte a second. */
const BYTES_AT_ONCE = 4 * 1024 * 1024;
const BYTES_PER_SECOND = 1024 * 1024;
const MESSAGES_AT_ONCE = 600;
const MESSAGES_PER_SECOND = 300;
/** A cursor moves some times a second; more is not shown, and much more is a flood. */
const PRESENCES_PER_SECOND = 5;
const NOISE_PER_SECOND = 50;
/** To be told all that one lacks: at the beginning, and now and then. */
const ASKS_AT_ONCE = 4;
const ASKS_PER_SECOND = 0.1;
/** What waits to be looked at. More than that is left out: a device as slow as this has it over agent links. */
const MAX_WAITING_BYTES = BYTES_AT_ONCE;

export interface MemberDeps {
	readonly community: CommunityId;
	readonly screening: Pick<Killable<CarrierOrder, CarrierAnswer>, 'ask'>;
	readonly now: () => number;
	/** They told what they have and want the rest. Throws where it is no state vector. */
	readonly onAsked: (stateVector: Uint8Array) => void;
	/** They have told all they had. */
	readonly onAllSaid: () => void;
	/** Resolves when they are judged; false: no honest member carries such. */
	readonly onCame: (came: readonly CameText[]) => Promise<boolean>;
	readonly onPresence: (said: SaidPresence) => void;
	readonly onFault: (what: CarrierFault) => void;
}

export class CarrierMember {
	readonly link: Link;
	/** Under which their presence stands in our awareness: theirs to choose it would let them speak for others. */
	readonly client: number;
	/** Entries that need not be sent there. */
	readonly known = new Set<number>();
	readonly #deps: MemberDeps;
	readonly #bytes: Allowance;
	readonly #messages: Allowance;
	readonly #asks: Allowance;
	readonly #presences: Allowance;
	readonly #noise: Allowance;
	#waiting = 0;
	#turn: Promise<void> = Promise.resolve();
	#ended = false;

	constructor(link: Link, client: number, deps: MemberDeps) {
		this.link = link;
		this.client = client;
		this.#deps = deps;
		const now = deps.now();
		this.#bytes = new Allowance(BYTES_AT_ONCE, BYTES_PER_SECOND, now);
		this.#messages = new Allowance(MESSAGES_AT_ONCE, MESSAGES_PER_SECOND, now);
		this.#asks = new Allowance(ASKS_AT_ONCE, ASKS_PER_SECOND, now);
		this.#presences = new Allowance(2 * PRESENCES_PER_SECOND, PRESENCES_PER_SECOND, now);
		this.#noise = new Allowance(2 * NOISE_PER_SECOND, NOISE_PER_SECOND, now);
	}

	/** From here on nothing of theirs is heard. */
	end(): void {
		this.#ended = true;
	}

	hear(message: Uint8Array): void {
		if (this.#ended) return;
		const now = this.#deps.now();
		if (!this.#bytes.take(now, message.length) || !this.#messages.take(now)) return this.#fault('flood');
		try {
			const reading = new Reading(message);
			const say = reading.uint();
			if (say === SAY.sync) this.#sync(reading.uint(), reading.bytes(), now);
			else if (say === SAY.awareness) this.#presence(reading.bytes(), now);
			// A question for everybody's presence: each tells their own anyway.
			else if (say !== SAY.query) return this.#fault('carrier');
			if (!reading.done && say !== SAY.query) this.#fault('carrier');
		} catch {
			this.#fault('carrier');
		}
	}

	#sync(step: number, content: Uint8Array, now: number): void {
		if (step === SYNC.step1) {
			if (this.#asks.take(now)) this.#deps.onAsked(content);
			else if (!this.#noise.take(now, 10)) this.#fault('flood');
		} else if (step !== SYNC.step2 && step !== SYNC.update) this.#fault('carrier');
		else if (!equal(content, NOTHING)) this.#wait(content);
		else if (step === SYNC.step2) this.#deps.onAllSaid();
	}

	#presence(update: Uint8Array, now: number): void {
		if (!this.#presences.take(now)) {
			if (!this.#noise.take(now)) this.#fault('flood');
			return;
		}
		const said = readPresence(update);
		if (said) this.#deps.onPresence(said);
		else this.#fault('carrier');
	}

	#wait(update: Uint8Array): void {
		if (this.#waiting + update.length > MAX_WAITING_BYTES) return;
		this.#waiting += update.length;
		this.#turn = this.#turn.then(async () => {
			if (!this.#ended) await this.#screen(update);
			this.#waiting -= update.length;
		});
	}

	async #screen(update: Uint8Array): Promise<void> {
		const { screening, community, onCame } = this.#deps;
		const answer = await screening.ask({ do: 'screen', update, community });
		if (this.#ended || answer === 'absent') return;
		if (answer === 'hung' || 'refused' in answer) return this.#fault('carrier');
		if ('came' in answer && answer.came.length > 0 && !(await onCame(answer.came))) this.#fault('carrier');
	}

	#fault(what: CarrierFault): void {
		if (!this.#ended) this.#deps.onFault(what);
	}
}
