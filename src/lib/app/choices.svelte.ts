/** People about whom the person is asked, looked up anew after each answer, and what came of the last one. It decides nothing. */
export class Choices<T> {
	open = $state.raw<readonly T[]>([]);
	isBusy = $state(false);
	hasFailed = $state(false);
	/** What came of it, in words; empty where there is nothing to say. */
	said = $state('');

	readonly #ask: () => Promise<readonly T[]>;

	constructor(ask: () => Promise<readonly T[]>) {
		this.#ask = ask;
	}

	look = async (): Promise<void> => {
		try {
			this.open = await this.#ask();
			this.hasFailed = false;
		} catch {
			this.hasFailed = true;
		}
	};

	/** `act` says what came of it. */
	async attempt(act: () => Promise<string>): Promise<void> {
		this.isBusy = true;
		this.said = '';
		try {
			this.said = await act();
			await this.look();
		} catch {
			this.hasFailed = true;
		}
		this.isBusy = false;
	}
}
