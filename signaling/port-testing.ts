/** For tests whose server must be named before it starts. */
import { createServer, type AddressInfo } from 'node:net';

/** A port that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}
