/**
 * What the server's storage promises, whatever it lies on. Run over each adapter by a test that hands in an empty place;
 * opening it again finds what was acknowledged before.
 */
import { afterEach, beforeEach, describe } from 'vitest';
import { devicesAreWoken, invitesAreMade, invitesAreSpent } from './server-storage-invites.ts';
import { mailboxesAreBounded, mailComes, mailEnds } from './server-storage-mail.ts';
import { Bench, type StoragePlace } from './server-storage-place.ts';

export type { StorageOptions, StoragePlace } from './server-storage-place.ts';

export function storageContract(name: string, makePlace: () => Promise<StoragePlace>): void {
	describe(`storage contract: ${name}`, () => {
		let open: Bench;
		beforeEach(async () => {
			open = await Bench.at(await makePlace());
		});
		afterEach(() => open.leave());
		const bench = () => open;
		mailComes(bench);
		mailboxesAreBounded(bench);
		mailEnds(bench);
		invitesAreMade(bench);
		invitesAreSpent(bench);
		devicesAreWoken(bench);
	});
}
