/** One pairing on the screen: whose turn it is, the code to show, what is wrong, and whom it ended with. */
import type { PairingApi, PairStep, PairTrouble } from './pairing-api.ts';

export class PairingScreen {
	/** The one who begins, or the one who answers; null before that is chosen. */
	side = $state.raw<'first' | 'second' | null>(null);
	/** To be shown to the other person. */
	shown = $state.raw<Extract<PairStep, { step: 'code' }> | null>(null);
	working = $state(false);
	linked = $state.raw<Extract<PairStep, { step: 'linked' }> | null>(null);
	trouble = $state.raw<PairTrouble | 'unexpected' | null>(null);

	readonly #api: PairingApi;
	#run = new AbortController();

	constructor(api: PairingApi) {
		this.#api = api;
	}

	/** It is over: only beginning again helps. */
	get over(): boolean {
		return this.trouble !== null && this.shown === null && !this.working && this.side === 'first';
	}

	begin(side: 'first' | 'second'): void {
		this.restart();
		this.side = side;
		if (side === 'first') void this.#follow(null);
	}

	restart(): void {
		this.close();
		[this.side, this.shown, this.linked, this.trouble, this.working] = [null, null, null, null, false];
	}

	/** The other's code: the first one, or the answer to ours. */
	async enter(code: string): Promise<void> {
		this.trouble = null;
		if (this.side === 'second') return this.#follow(code);
		this.working = true;
		try {
			this.trouble = await this.#api.pairAnswer(code);
		} catch {
			this.trouble = 'unexpected';
		}
		// What was taken goes on by itself.
		if (this.trouble) this.working = false;
	}

	/** What is not finished is given up; a link that stands stays. */
	close(): void {
		this.#run.abort();
	}

	async #follow(offer: string | null): Promise<void> {
		this.close();
		const { signal } = (this.#run = new AbortController());
		this.working = true;
		try {
			for await (const step of this.#api.pair(offer, signal)) if (!signal.aborted) this.#told(step);
		} catch {
			if (!signal.aborted) this.#told({ step: 'failed', why: 'unexpected' });
		}
	}

	#told(step: PairStep | { readonly step: 'failed'; readonly why: 'unexpected' }): void {
		this.working = step.step === 'linking';
		if (step.step === 'code') this.shown = step;
		else if (step.step === 'linked') this.linked = step;
		else if (step.step === 'failed') [this.shown, this.trouble] = [null, step.why];
	}
}
