import { expect, test } from 'vitest';
import type { Device } from '#lib/protocol/identity.ts';
import {
	aBox,
	aDevice,
	aNode,
	spawnServer,
	temporaryFolder,
	type ServerProcess,
	type TestNode
} from './testing.ts';

const MAILS = 2_000;
const KILLS = 5;
/** Asked at once, so that a kill always falls into the middle of something. */
const AT_ONCE = 50;
const ROOMY = {
	LOG_LEVEL: 'silent',
	MAIL_PER_SENDER: '1000000',
	MAILBOX_MESSAGES: '1000000',
	MAILBOX_BYTES: '1000000000',
	MAIL_PER_MINUTE: '1000000',
	MESSAGES_PER_SECOND: '100000',
	BYTES_PER_MINUTE: '1000000000'
};

/** Sends what is not acknowledged yet; ends early when the server is gone. Calls `acknowledged` after each answer. */
async function sendAll(
	node: TestNode,
	to: string,
	boxes: ReadonlySet<string>,
	done: Set<string>,
	acknowledged: () => void
): Promise<void> {
	const left = [...boxes].filter((box) => !done.has(box));
	const lane = async () => {
		for (let box = left.shift(); box !== undefined; box = left.shift()) {
			const answer = await node.ask({ ask: 'mail', to, exp: Date.now() + 3_600_000, box });
			expect(answer).toMatchObject({ tell: 'ok' });
			done.add(box);
			acknowledged();
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

async function readAll(server: ServerProcess, reader: Device, count: number) {
	const node = await aNode(server, reader);
	const mails = [];
	for (let i = 0; i < count; i++) mails.push(await node.tell('mail'));
	await node.ask({ ask: 'ping' });
	expect(node.frames).toEqual([]);
	return { node, mails };
}

test(
	'every acknowledged mail outlives kill -9, and none comes again once it was received',
	{ timeout: 120_000 },
	async () => {
		const folder = temporaryFolder();
		const [sender, reader] = await Promise.all([aDevice(), aDevice()]);
		const boxes = new Set(Array.from({ length: MAILS }, () => aBox()));
		const acknowledged = new Set<string>();
		const start = () => spawnServer({ ...ROOMY, DATA_DIR: folder.path });

		for (let kill = 0; kill < KILLS; kill++) {
			const server = await start();
			const killAt = acknowledged.size + 1 + Math.floor(Math.random() * (MAILS / (KILLS + 1)));
			const node = await aNode(server, sender);
			const sending = sendAll(node, reader.peer, boxes, acknowledged, () => {
				if (acknowledged.size === killAt) void server.kill('SIGKILL');
			});
			await expect(sending).rejects.toThrow('closed');
			await server.kill('SIGKILL');
		}
		const server = await start();
		await sendAll(await aNode(server, sender), reader.peer, boxes, acknowledged, () => {});
		const { node, mails } = await readAll(server, reader, MAILS);
		expect(new Set(mails.map(({ box }) => box))).toEqual(boxes);

		const half = mails.slice(0, MAILS / 2);
		for (let i = 0; i < half.length; i += 250) {
			const mail = half.slice(i, i + 250).map((one) => one.mail);
			expect(await node.ask({ ask: 'received', mail })).toMatchObject({ tell: 'ok' });
		}
		await server.kill('SIGKILL');
		const after = await start();
		const again = await readAll(after, reader, MAILS / 2);
		expect(again.mails.map(({ mail }) => mail)).toEqual(mails.slice(MAILS / 2).map(({ mail }) => mail));
		expect(await after.kill('SIGTERM')).toBe(0);
		folder.remove();
	}
);
