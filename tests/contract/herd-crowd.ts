/**
 * Many nodes in one process, each dialling again by itself as the app does. They come from a hundred addresses of
 * this machine, as from a hundred households: behind one address a server lets in twenty a second.
 * Tells its parent how many are proved, whenever it is asked.
 */
import { WebSocket } from 'ws';
import { backoffMs } from '#lib/net/backoff.ts';
import { aDevice, proofOf, type CrowdDevice } from '../bench/server-devices.ts';

/** As in net/relay-client.ts. */
const BACKOFF = { firstMs: 500, mostMs: 8_000 };
const PER_ADDRESS = 20;
const FIRST_WAVE_MS = 5;

const [url = '', count = '0'] = process.argv.slice(2);
let proved = 0;

function dial(device: CrowdDevice, localAddress: string, attempt = 0): void {
	const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/elm`, {
		localAddress,
		perMessageDeflate: false
	});
	let mine = false;
	socket.on('error', () => undefined);
	socket.on('message', (data: Buffer) => {
		const frame = JSON.parse(data.toString()) as { tell: string; nonce?: string; relay?: string; n?: number };
		if (frame.tell === 'challenge') {
			const signature = proofOf(device, frame.relay ?? '', frame.nonce ?? '');
			socket.send(JSON.stringify({ ask: 'prove', n: 1, certificate: device.certificate, signature }));
		} else if (frame.tell === 'ok' && frame.n === 1) {
			mine = true;
			proved += 1;
		}
	});
	socket.on('close', () => {
		if (mine) proved -= 1;
		const next = mine ? 0 : attempt + 1;
		setTimeout(() => dial(device, localAddress, next), backoffMs(BACKOFF, next, Math.random()));
	});
}

for (let i = 0; i < Number(count); i++) {
	const household = Math.floor(i / PER_ADDRESS);
	setTimeout(
		() => dial(aDevice(), `127.0.${1 + (household >> 7)}.${1 + (household & 127)}`),
		i * FIRST_WAVE_MS
	);
}
process.on('message', () => process.send?.(proved));
process.on('disconnect', () => process.exit(0));
