import { storageContract } from '../tests/contract/server-storage.ts';
import { readSecret } from './secret.ts';
import { sqliteStorage } from './storage.ts';
import { temporaryFolder } from './testing.ts';

storageContract('SQLite', async () => {
	const folder = temporaryFolder();
	return {
		open: async (options) =>
			sqliteStorage({ folder: folder.path, secret: readSecret(folder.path), ...options }),
		remove: async () => folder.remove()
	};
});
