/** The real signaling server on a free port of this machine, with an empty database, for tests in node. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../signaling/config.ts';
import { startServer, type Running } from '../../signaling/server.ts';

export interface TestServer {
	readonly url: URL;
	/** As a crash and a restart look from outside: same address, same database. */
	stop(): Promise<void>;
	start(): Promise<void>;
	close(): Promise<void>;
}

/** `environment` as in signaling/README.md, to set limits for a test. */
export async function aServer(environment: Readonly<Record<string, string>> = {}): Promise<TestServer> {
	const dataDir = await mkdtemp(join(tmpdir(), 'elmnet-test-'));
	const configOf = (port: number) =>
		readConfig({ LOG_LEVEL: 'error', ...environment, PORT: String(port), DATA_DIR: dataDir });
	let running: Running | undefined = await startServer(configOf(0));
	const { port } = running;
	const stop = async () => {
		await running?.close();
		running = undefined;
	};
	return {
		url: new URL(`http://127.0.0.1:${port}`),
		stop,
		start: async () => {
			running ??= await startServer(configOf(port));
		},
		close: async () => {
			await stop();
			await rm(dataDir, { recursive: true, force: true });
		}
	};
}
