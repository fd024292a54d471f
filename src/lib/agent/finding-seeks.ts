/**
 * What is looked for, signed: my own seek once for each question, others' passed on as they were signed, and the offers
 * that were made to them. Everything in memory and bounded: none of it outlives the minutes it is good for.
 */
import { write } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import type { OpenSeek } from '../protocol/seek.ts';
import type { Inside } from './inside.ts';
import type { Seek } from './routing/events.ts';
import { bounded } from './routing/router-state.ts';

/** Others' questions that may still be passed on or offered to; some 2 KB each. */
const MOST_PASSED = 256;
const MOST_OFFERED = 512;
const MOST_SENT = 512;
/** Comparing offers, the question on its way, and a slow server in between. */
const OFFER_INVITES_MS = 5 * 60_000;
/** A seek with less time left is signed anew: it has to come three hops far. */
const LEAST_LEFT_MS = 20_000;

interface Told {
	readonly by: PeerId;
	readonly re: string;
	readonly to: Set<PeerId>;
}

type SeeksDeps = Pick<Inside, 'keyring' | 'self' | 'clock' | 'random'>;

export class Seeks {
	readonly #deps: SeeksDeps;
	readonly #passed = new Map<string, OpenSeek>();
	readonly #own = new Map<string, { readonly until: number; readonly text: Promise<string> }>();
	readonly #offered = new Map<string, { readonly asker: PeerId; readonly until: number }>();
	readonly #sent = new Map<string, { readonly to: PeerId; readonly seek: Seek }>();
	readonly #told = new Map<string, Told>();

	constructor(deps: SeeksDeps) {
		this.#deps = deps;
	}

	/** Another's, to be passed on. */
	keep(opened: OpenSeek): void {
		this.#passed.set(nameOf(opened.seek.from, opened.seek.body.question), opened);
		bounded(this.#passed, MOST_PASSED);
	}

	/** As it travels; undefined where it was let go of meanwhile. */
	async textOf(seek: Seek): Promise<string | undefined> {
		const { device } = this.#deps.keyring;
		if (seek.asker !== device.peer) return this.#passed.get(nameOf(seek.asker, seek.question))?.text;
		const known = this.#own.get(seek.question);
		if (known && known.until - this.#deps.clock.now() > LEAST_LEFT_MS) return known.text;
		const text = this.#signed(seek);
		this.#own.set(seek.question, { until: seek.until, text });
		bounded(this.#own, MOST_PASSED);
		return text;
	}

	async #signed({ question, cells, until, place }: Seek): Promise<string> {
		const { keyring, clock, random } = this.#deps;
		const { id, key, exp } = await keyring.inbox();
		const relays = [...this.#deps.self().relays];
		const { text } = await write({
			kind: 'seek',
			body: {
				...{ question, cells: [...cells], until, inbox: { id, key, exp }, relays },
				...(place !== undefined && { place })
			},
			...{ from: keyring.device, travel: 'kept', now: clock.now(), random }
		});
		return text;
	}

	/** By the probe `id` this reader is told of it. */
	sent(id: string, to: PeerId, seek: Seek): void {
		this.#sent.set(id, { to, seek });
		bounded(this.#sent, MOST_SENT);
	}

	/** What this reader was told of by that probe. */
	sentTo(id: string, to: PeerId): Seek | undefined {
		const sent = this.#sent.get(id);
		return sent?.to === to ? sent.seek : undefined;
	}

	/** Another's, passed on to these; `by` told me of it with the probe `re`. */
	passedOn(seek: Seek, by: PeerId, re: string, to: readonly PeerId[]): void {
		this.#told.set(nameOf(seek.asker, seek.question), { by, re, to: new Set(to) });
		bounded(this.#told, MOST_PASSED);
	}

	/** `to` will bring nothing; who is to hear that, once none of those told will. */
	broughtNothing(seek: Seek, to: PeerId): Pick<Told, 'by' | 're'> | undefined {
		const name = nameOf(seek.asker, seek.question);
		const told = this.#told.get(name);
		if (!told?.to.delete(to) || told.to.size > 0) return undefined;
		this.#told.delete(name);
		return told;
	}

	offered(id: string, asker: PeerId): void {
		this.#offered.set(id, { asker, until: this.#deps.clock.now() + OFFER_INVITES_MS });
		bounded(this.#offered, MOST_OFFERED);
	}

	isOffered(id: string, asker: PeerId): boolean {
		const offer = this.#offered.get(id);
		return offer?.asker === asker && offer.until > this.#deps.clock.now();
	}
}

const nameOf = (asker: PeerId, question: string): string => `${asker} ${question}`;
