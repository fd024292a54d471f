import { expect, test } from 'vitest';
import { CRASH_LIMITS, crashStory, type CrashSite } from './crash.fixture.ts';
import { spawnServer, temporaryFolder, type ServerProcess } from './testing.ts';

/** One process on its own folder, killed and started on the same. */
function aLonelySite(): CrashSite {
	const folder = temporaryFolder();
	let server: ServerProcess | undefined;
	return {
		up: async () => {
			server ??= await spawnServer({ ...CRASH_LIMITS, DATA_DIR: folder.path });
			const { url, kill } = server;
			return [{ url, kill: () => ((server = undefined), kill('SIGKILL')) }];
		},
		close: async () => {
			expect(await server?.kill('SIGTERM')).toBe(0);
			folder.remove();
		}
	};
}

test(
	'ten thousand messages through twenty kill -9: none acknowledged is lost, none counts twice',
	{ timeout: 240_000 },
	async () => {
		const outcome = await crashStory(aLonelySite());
		expect(outcome).toMatchObject({
			kills: 20,
			acknowledged: 10_000,
			lost: 0,
			returned: 0,
			effects: 10_000
		});
	}
);
