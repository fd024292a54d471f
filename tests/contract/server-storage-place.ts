/** Where the storage contract stands: the store it tests, its clock, and what every sentence of it needs. */
import { createHash, randomBytes } from 'node:crypto';
import { readConfig, type Limits } from '../../signaling/config.ts';
import type { Letter, Storage, Waiting } from '../../signaling/ports.ts';

export interface StorageOptions {
	readonly limits: Limits;
	readonly clock: () => number;
}

/** Somewhere to keep things, empty at first. */
export interface StoragePlace {
	open(options: StorageOptions): Promise<Storage>;
	remove(): Promise<void>;
}

export const [ann, bob, cem] = [randomBytes(16), randomBytes(16), randomBytes(16)];
export const hashOf = (token: Buffer): Buffer => createHash('sha256').update(token).digest();
export const idsOf = (mail: readonly Waiting[]): Buffer[] => mail.map(({ id }) => id);

/** One store open at one place, in time turned by hand. */
export class Bench {
	now = Date.now();
	storage: Storage;
	readonly #place: StoragePlace;
	#limits: Limits;

	constructor(place: StoragePlace, limits: Limits, storage: Storage) {
		this.#place = place;
		this.#limits = limits;
		this.storage = storage;
	}

	static async at(place: StoragePlace): Promise<Bench> {
		const { limits } = readConfig({});
		// The clock is the bench's own, which is not there before its store is.
		const made: { bench?: Bench } = {};
		const clock = () => made.bench?.now ?? Date.now();
		made.bench = new Bench(place, limits, await place.open({ limits, clock }));
		return made.bench;
	}

	/** Closes what is open and opens it again, perhaps with other limits. */
	async again(over: Partial<Limits> = {}): Promise<void> {
		await this.storage.close();
		this.#limits = { ...this.#limits, ...over };
		this.storage = await this.#place.open({ limits: this.#limits, clock: () => this.now });
	}

	async leave(): Promise<void> {
		await this.storage.close();
		await this.#place.remove();
	}

	letter(over: Partial<Letter> = {}): Letter {
		return { owner: ann, sender: bob, exp: this.now + 1e12, box: randomBytes(100), ...over };
	}

	waiting(owner = ann, count = 100): Promise<readonly Waiting[]> {
		return this.storage.mail.after(owner, undefined, count);
	}
}
