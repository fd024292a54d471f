import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { base64url, fromHex } from '#lib/protocol/bytes.ts';
import { tokenHash } from '#lib/protocol/invite.ts';
import {
	aBox,
	aDevice,
	aNode,
	aToken,
	dialBroker,
	idOf,
	random,
	soon,
	temporaryFolder,
	testServer
} from './testing.ts';

test('neither the files nor the log tell who wrote to whom', async () => {
	const folder = temporaryFolder();
	const server = await testServer({}, { folder: folder.path });
	const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
	const a = await aNode(server, ann);
	const token = base64url(random(16));
	const box = aBox();
	await a.ask({ ask: 'mail', to: bob.peer, exp: soon(), box });
	await a.ask({ ask: 'invite', hash: tokenHash(token), uses: 1, exp: soon() });
	await a.ask({ ask: 'redeem', token, box: aBox() });
	await a.ask({ ask: 'forward', to: bob.peer, box: aBox() });
	await dialBroker(server, idOf(ann), await aToken(server, ann)).next();
	a.send('not json');
	await a.closed;
	await server.close();

	const files = readdirSync(folder.path).map((name) => readFileSync(join(folder.path, name)));
	const whole = Buffer.concat([...files, Buffer.from(server.logged.join(''))]);
	const secrets = [ann, bob].flatMap(({ peer, dev, certificate }) => [
		peer,
		dev,
		certificate,
		fromHex(peer),
		fromHex(dev)
	]);
	for (const secret of [...secrets, token, Buffer.from(token, 'base64url'), '127.0.0.1'])
		expect(whole.includes(typeof secret === 'string' ? secret : Buffer.from(secret))).toBe(false);
	expect(whole.includes(Buffer.from(box, 'base64url'))).toBe(true);
	folder.remove();
});
