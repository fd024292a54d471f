import { expect, test } from 'vitest';
import { CLOSE } from '#lib/protocol/relay.ts';
import { aBox, aDevice, aNode, soon, spawnServer, temporaryFolder } from './testing.ts';

test('says where it is in exactly one line, and nothing else', async () => {
	const folder = temporaryFolder();
	const server = await spawnServer({ DATA_DIR: folder.path });
	expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({ status: 'ok' });
	expect(await server.kill('SIGINT')).toBe(0);
	expect(server.output()).toBe(`Elmnet is at ${server.url}\n`);
	folder.remove();
});

test('told to stop, it says goodbye, keeps what it acknowledged, and ends with 0', async () => {
	const folder = temporaryFolder();
	const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
	const box = aBox();
	const first = await spawnServer({ DATA_DIR: folder.path });
	const node = await aNode(first, ann);
	await node.ask({ ask: 'mail', to: bob.peer, exp: soon(), box });
	const ended = first.kill('SIGTERM');
	expect((await node.closed).code).toBe(CLOSE.goingAway);
	expect(await ended).toBe(0);
	const second = await spawnServer({ DATA_DIR: folder.path });
	expect((await (await aNode(second, bob)).tell('mail')).box).toBe(box);
	await second.kill('SIGTERM');
	folder.remove();
});

test('a taken port, a folder in use and a wrong setting are said in words', async () => {
	const folder = temporaryFolder();
	const other = temporaryFolder();
	const server = await spawnServer({ DATA_DIR: folder.path });
	const port = new URL(server.url).port;
	await Promise.all([
		expect(spawnServer({ DATA_DIR: other.path, PORT: port })).rejects.toThrow(
			new RegExp(`exit 1: Port ${port} is taken`)
		),
		expect(spawnServer({ DATA_DIR: folder.path })).rejects.toThrow(/exit 1: The folder .* is in use/),
		expect(spawnServer({ DATA_DIR: other.path, PORT: 'many' })).rejects.toThrow(/exit 1: PORT must be/)
	]);
	await server.kill('SIGTERM');
	folder.remove();
	other.remove();
});
