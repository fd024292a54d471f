/** Letters for those who are away, as fast as they are acknowledged; and all of them read, stored and deleted again. */
import { randomBytes } from 'node:crypto';
import { Crowd, type Place } from './server-crowd.ts';
import type { CrowdDevice } from './server-devices.ts';
import type { Rate } from './server-loads.ts';
import { frame, type Wire } from './server-wire.ts';

/** The smallest size class of a sealed box. */
const BOX_BYTES = 568;
const DAY_MS = 24 * 60 * 60_000;
const ACK_AFTER = 32;

interface Said {
	readonly tell: string;
	readonly n?: number;
	readonly mail?: string;
}

/** Every member writes `each` letters, spread over all readers; over when the last one is acknowledged. */
export async function post(
	{ members }: Crowd,
	readers: readonly CrowdDevice[],
	each: number,
	inFlight: number
): Promise<Rate> {
	const exp = Date.now() + DAY_MS;
	const letters = members.map((_, member) =>
		Array.from({ length: each }, (_, at) => {
			const to = readers[(member + at) % readers.length]?.peer;
			const box = randomBytes(BOX_BYTES).toString('base64url');
			return frame(JSON.stringify({ ask: 'mail', n: at + 1, to, exp, box }));
		})
	);
	const before = performance.now();
	await Promise.all(
		members.map(({ wire }, member) => {
			const own = letters[member] ?? [];
			return new Promise<void>((resolve, reject) => {
				let sent = 0;
				let stored = 0;
				const next = () => {
					const letter = own[sent++];
					if (letter) wire.write(letter);
				};
				wire.heard = (chunk, start, end) => {
					const said = JSON.parse(chunk.toString('utf8', start, end)) as Said;
					if (said.tell !== 'ok') return reject(new Error(JSON.stringify(said)));
					// Answers to heartbeats have n 1 too, and so had the first letter: none is sent while this runs.
					stored += 1;
					if (stored === each) resolve();
					else next();
				};
				for (let flying = 0; flying < inFlight; flying++) next();
			});
		})
	);
	return { messages: members.length * each, ms: performance.now() - before };
}

/** Everybody comes back at once and takes what waits; over when the server has deleted the last of it. */
export async function drain(place: Place, readers: readonly CrowdDevice[], messages: number): Promise<Rate> {
	const crowd = new Crowd(place);
	const seen = new Set<string>();
	const unsaid = new Map<Wire, string[]>();
	let deleted = 0;
	const before = performance.now();
	const over = new Promise<void>((resolve) => {
		crowd.inbox = (wire, text) => {
			const said = JSON.parse(text) as Said & { readonly n?: number };
			if (said.tell === 'ok' && said.n !== undefined && said.n > 1) deleted += said.n - 1;
			if (deleted >= messages) resolve();
			if (said.mail === undefined) return;
			seen.add(said.mail);
			const own = unsaid.get(wire) ?? [];
			unsaid.set(wire, own);
			own.push(said.mail);
			if (own.length >= ACK_AFTER || seen.size === messages) acknowledge(unsaid, seen.size === messages);
		};
	});
	await crowd.join(readers, readers.length);
	await over;
	const ms = performance.now() - before;
	crowd.leave();
	if (seen.size !== messages) throw new Error(`${seen.size} of ${messages} letters arrived`);
	return { messages, ms };
}

/** `n` says how many it is for, plus one. */
function acknowledge(unsaid: Map<Wire, string[]>, all: boolean): void {
	for (const [wire, mail] of unsaid) {
		if (mail.length === 0 || (!all && mail.length < ACK_AFTER)) continue;
		wire.write(frame(JSON.stringify({ ask: 'received', n: mail.length + 1, mail })));
		unsaid.set(wire, []);
	}
}
