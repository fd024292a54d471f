/** Where a sleeper's devices are woken, in the one file: an endpoint for each device, a few devices for each mailbox. */
import { rowMarks } from './database-schema.ts';
import type { Store } from './database.ts';
import { WOKEN_DEVICES, type PushStore } from './ports.ts';

interface Row {
	readonly owner: Buffer;
	readonly device: Buffer;
	readonly endpoint: string;
	readonly at: number;
	readonly mark: Buffer;
}

export class Pushes implements PushStore {
	readonly #store: Store;
	readonly #clock: () => number;
	readonly #sql;

	constructor(store: Store, clock: () => number) {
		this.#store = store;
		this.#clock = clock;
		const { db } = store;
		this.#sql = {
			set: db.prepare(
				`INSERT INTO push (owner, device, endpoint, at, mark) VALUES (?, ?, ?, ?, ?)
				ON CONFLICT (owner, device) DO UPDATE SET endpoint = excluded.endpoint, at = excluded.at, mark = excluded.mark`
			),
			remove: db.prepare('DELETE FROM push WHERE owner = ? AND device = ?'),
			of: db.prepare('SELECT owner, device, endpoint, at, mark FROM push WHERE owner = ? ORDER BY at DESC')
		};
	}

	set(owner: Buffer, device: Buffer, endpoint: string): Promise<void> {
		return this.#store.write(() => {
			const row = { owner, device, endpoint, at: this.#clock() };
			this.#sql.set.run(owner, device, endpoint, row.at, this.#store.marks.of(...rowMarks.push(row)));
			for (const { device: oldest } of this.#rows(owner).slice(WOKEN_DEVICES))
				this.#sql.remove.run(owner, oldest);
		});
	}

	remove(owner: Buffer, device: Buffer): Promise<void> {
		return this.#store.write(() => void this.#sql.remove.run(owner, device));
	}

	async of(owner: Buffer): Promise<readonly { readonly device: Buffer; readonly endpoint: string }[]> {
		return this.#rows(owner).map(({ device, endpoint }) => ({ device, endpoint }));
	}

	/** The latest first; a damaged one would knock somewhere nobody named, and is set aside. */
	#rows(owner: Buffer): readonly Row[] {
		return (this.#sql.of.all(owner) as Row[]).filter((row) => {
			if (this.#store.marks.fits(row.mark, ...rowMarks.push(row))) return true;
			void this.#store.setAside(
				'push',
				'mark',
				undefined,
				() => void this.#sql.remove.run(owner, row.device)
			);
			return false;
		});
	}
}
