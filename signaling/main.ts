/** Starts the server, says where it is in one line, and stops it when told to. */
import { ConfigError, readConfig, type Config } from './config.ts';
import { DamagedError, InUseError } from './database.ts';
import { reasonOf } from './log.ts';
import { isOneOfSeveral, runProcesses } from './processes.ts';
import { startServer, type Running } from './server.ts';

const SAME_KEY_MS = 500;

function words(error: unknown, config: Config | undefined): string {
	const { code } = error as NodeJS.ErrnoException;
	if (error instanceof ConfigError || error instanceof InUseError || error instanceof DamagedError)
		return error.message;
	if (code === 'EADDRINUSE')
		return `Port ${config?.port} is taken, perhaps by another Elmnet. Stop that one, or choose a port: PORT=8790 npm start`;
	if (code === 'EACCES' && config)
		return `This account may not use port ${config.port}, or not write ${config.dataDir}.`;
	if (code === 'EADDRNOTAVAIL') return `HOST=${config?.host} is no address of this machine.`;
	return `Elmnet cannot start: ${reasonOf(error)}`;
}

function addressFor(config: Config, port: number): string {
	if (config.publicUrl) return config.publicUrl.origin;
	return `http://localhost:${port}`;
}

const say = (config: Config) => (port: number) =>
	void process.stdout.write(`Elmnet is at ${addressFor(config, port)}\n`);

function stopWhenTold(server: Running): void {
	let told = 0;
	const stop = () => {
		// Told again means: now. A terminal and npm may both pass on the same key press, though.
		if (told > 0 && Date.now() - told > SAME_KEY_MS) process.exit(1);
		if (told > 0) return;
		told = Date.now();
		server.close().then(
			() => process.exit(0),
			(error: unknown) => {
				process.stderr.write(`${reasonOf(error)}\n`);
				process.exit(1);
			}
		);
	};
	process.on('SIGTERM', stop);
	process.on('SIGINT', stop);
}

let config: Config | undefined;
try {
	config = readConfig(process.env);
	const { processes } = config;
	if (processes > 1 && !isOneOfSeveral()) runProcesses(config, import.meta.url, say(config));
	else {
		const server = await startServer(config);
		stopWhenTold(server);
		if (!isOneOfSeveral()) say(config)(server.port);
	}
} catch (error) {
	process.stderr.write(`${words(error, config)}\n`);
	process.exitCode = 1;
	// Its parent's line would hold it.
	if (isOneOfSeveral()) process.exit();
}
