/**
 * Communities in one process on one core: whether five who do anything end with one view, how long 10,000 entries take to
 * verify, to reopen and to come in to, what they take in memory, and what a post costs on the wire.
 * Run: npx tsx tests/bench/community.ts [seeds, 100] [acts of each, 2000]; with NODE_OPTIONS=--expose-gc memory is told too.
 */
import { isDeepStrictEqual } from 'node:util';
import * as Y from 'yjs';
import { seeded } from '#lib/agent/means.fixture.ts';
import { aCrowd, Dice, heal } from '#lib/agent/community/desk-crowd.fixture.ts';
import { createDesk } from '#lib/agent/community/desk.ts';
import { write } from '#lib/protocol/envelope.ts';
import { writeEntry, type Entry } from '#lib/protocol/entry.ts';
import { joinProof } from '#lib/protocol/community-link.ts';
import { base64url, hex } from '#lib/protocol/bytes.ts';
import { publicKeyOf } from '#lib/protocol/ed25519.ts';
import { newDevice, type Device } from '#lib/protocol/identity.ts';
import type { Act } from '#lib/protocol/acts.ts';
import { inboxKeyOf, seal } from '#lib/protocol/sealed.ts';
import { report, spread } from './figures.ts';
import { comeIn } from './community-join.ts';

const [seeds = 100, acts = 2_000] = process.argv.slice(2).map(Number);
const ENTRIES = 10_000;
const MEMBERS = 20;
const NOW = Date.UTC(2027, 0, 15, 12);
const random = seeded('community');

function say(what: string, measured: string, goal: string): void {
	console.log(`${what}: ${measured} (goal: ${goal})`);
	report({ what, measured, goal });
}

async function convergence(): Promise<boolean> {
	const [heals, seconds]: [number[], number[]] = [[], []];
	let [equal, written, forks] = [0, 0, 0];
	for (let seed = 1; seed <= seeds; seed++) {
		const used = process.cpuUsage();
		const crowd = await aCrowd(['Ada', 'Bo', 'Cy', 'Dee', 'Eve'], acts, new Dice(seeded(`seed ${seed}`)));
		const before = performance.now();
		const rounds = await heal(crowd.replicas);
		heals.push(performance.now() - before);
		const [first, ...others] = await Promise.all(crowd.replicas.map((one) => one.views()));
		const same = rounds !== undefined && others.every((other) => isDeepStrictEqual(other, first));
		if (same) equal++;
		else console.log(`seed ${seed}: views differ (healed in ${rounds} rounds)`);
		const { user, system } = process.cpuUsage(used);
		seconds.push((user + system) / 1e6);
		written += crowd.written;
		forks += crowd.forks;
	}
	say(
		`convergence, 5 × ${acts} acts, ${written} in all, ${forks} forks`,
		`${equal} of ${seeds} seeds`,
		'all'
	);
	say(
		'processor for one seed: written, handed on in pieces, healed, compared',
		spread(seconds, 's', 1),
		'told'
	);
	say('heal after partitions', spread(heals, 'ms'), '≤ 5 s');
	return equal === seeds;
}

async function cardOf(from: Device, name: string): Promise<string> {
	const inbox = await inboxKeyOf(random(32));
	const body = {
		version: 1,
		name,
		inbox: { ...inbox, exp: NOW + 86_400_000 },
		relays: ['https://elm.example']
	};
	return (await write({ kind: 'card', body, from, travel: 'kept', now: NOW, random })).text;
}

interface Written {
	readonly community: string;
	readonly texts: readonly string[];
	readonly last: Entry;
	readonly devices: readonly Device[];
}

/** A community of twenty with posts, replies and reactions, all of it signed. */
async function history(): Promise<Written> {
	const tips = new Map<Device, Entry>();
	const texts: string[] = [];
	let clock = 0;
	const known: { community?: string } = {};
	const signed = async (by: Device, act: Act): Promise<Entry> => {
		const tip = tips.get(by);
		const [seq, prev] = [(tip?.seq ?? 0) + 1, tip?.id ?? ''];
		const entry = await writeEntry(by, {
			community: known.community,
			seq,
			prev,
			at: NOW + clock * 60_000,
			clock: ++clock,
			act
		});
		tips.set(by, entry);
		texts.push(entry.text);
		return entry;
	};
	const devices = await Promise.all(
		Array.from({ length: MEMBERS }, () => newDevice(random(32), random, NOW))
	);
	const founder = devices[0]!;
	const nonce = base64url(random(16));
	const card = await cardOf(founder, 'Ada');
	const { community } = await signed(founder, { kind: 'found', name: 'Birds', joining: 'open', card, nonce });
	known.community = community;
	const secret = random(32);
	const key = hex(publicKeyOf(secret));
	const invite = await signed(founder, { kind: 'invite', key, uses: MEMBERS, until: NOW * 2 });
	for (const [at, device] of devices.entries()) {
		if (device === founder) continue;
		const proof = await joinProof(base64url(secret), community, device.peer);
		const card = await cardOf(device, `Member ${at}`);
		await signed(device, { kind: 'join', invite: invite.id, proof, card });
	}
	const text =
		'Two herons stood at the weir this morning, and the younger one let me come as near as ten metres.';
	let post = await signed(founder, { kind: 'post', text });
	while (texts.length < ENTRIES) {
		const by = devices[texts.length % MEMBERS]!;
		const which = texts.length % 10;
		if (which < 3) post = await signed(by, { kind: 'post', text: `${text} ${texts.length}`.slice(-100) });
		else if (which < 9)
			await signed(by, { kind: 'reply', to: post.id, text: `${texts.length}: ${text}`.slice(0, 100) });
		else await signed(by, { kind: 'react', entry: post.id, with: '+1', on: true });
	}
	const last = await writeEntry(founder, {
		...{ community, seq: tips.get(founder)!.seq + 1, prev: tips.get(founder)!.id },
		...{
			at: NOW + clock * 60_000,
			clock: clock + 1,
			act: { kind: 'post', text: text.padEnd(100, '!').slice(0, 100) }
		}
	});
	return { community, texts, last, devices };
}

/** After a collection; undefined where there is none to be had. */
function heapMiB(): number | undefined {
	if (!globalThis.gc) return undefined;
	globalThis.gc();
	return process.memoryUsage().heapUsed / 1024 / 1024;
}

interface Took<T> {
	readonly ms: number;
	/** As it passed, and what this process used of it: other work on the machine is not part of that. */
	readonly told: string;
	readonly result: T;
}

async function timed<T>(job: () => Promise<T>): Promise<Took<T>> {
	const [before, used] = [performance.now(), process.cpuUsage()];
	const result = await job();
	const ms = performance.now() - before;
	const { user, system } = process.cpuUsage(used);
	return { ms, told: `${ms.toFixed(0)} ms, ${((user + system) / 1_000).toFixed(0)} ms of processor`, result };
}

async function large({ community, texts, last, devices }: Written): Promise<void> {
	const now = last.at;
	const me = devices[1]!.peer;
	const desk = createDesk();
	await desk.open(community, [], me);
	const kept: string[] = [];
	const took = await timed(async () => {
		for (let at = 0; at < texts.length; at += 64)
			kept.push(...(await desk.take(community, texts.slice(at, at + 64), now)).fresh);
	});
	if (kept.length !== texts.length) throw new Error(`kept ${kept.length} of ${texts.length}`);
	say(`${ENTRIES} entries verified and kept, in batches of 64`, took.told, '≤ 20 s');
	const before = heapMiB();
	const again = createDesk();
	const opened = await timed(async () => {
		await again.open(community, kept, me);
		await again.threads(community, { most: 50 });
	});
	say(`${ENTRIES} reopened, the newest 50 threads`, opened.told, '≤ 1 s');
	const letters = kept.reduce((sum, { length }) => sum + length, 0) / 1024 / 1024;
	if (before !== undefined)
		say(
			`heap of ${ENTRIES} entries and their views, beside ${letters.toFixed(1)} MiB of letters that the bench holds itself`,
			`${((heapMiB() ?? NaN) - before).toFixed(1)} MiB`,
			'told'
		);
	const one = await timed(async () => {
		await again.take(community, [last.text], now);
		await again.overview(community, now);
		await again.threads(community, { most: 50 });
		await again.unread(community, last.clock - 10);
	});
	say('one entry more, views fresh', one.told, '≤ 50 ms');
	const first = await timed(() => again.search(community, ['herons', 'weir'], 20));
	const second = await timed(() => again.search(community, ['younger', 'metres'], 20));
	say('search, the first and one after', `${first.told}; ${second.told}`, 'told');
}

async function onTheWire({ community, last, devices }: Written): Promise<void> {
	const [from, reader] = [devices[0]!, devices[1]!];
	const parts = { kind: 'entries', from, to: reader.peer, travel: 'live', now: NOW, random } as const;
	const message = await write({ ...parts, body: { community, entries: [last.text] } });
	const box = await seal(message.bytes, reader.peer, await inboxKeyOf(random(32)));
	const document = new Y.Doc();
	const posts = document.getArray<string>('posts');
	posts.push(['first']);
	const before = Y.encodeStateVector(document);
	const said = last.act.kind === 'post' ? last.act.text : '';
	posts.push([said]);
	const raw = Y.encodeStateAsUpdate(document, before).length;
	const measured = `entry ${last.text.length} B, message ${message.bytes.length} B, sealed ${box.length} B; raw Yjs ${raw} B`;
	say(`on the wire, a post of ${said.length} letters`, measured, 'told');
}

const written = await history();
await large(written);
for (const [what, measured, goal] of await comeIn(written)) say(what, measured, goal);
await onTheWire(written);
if (!(await convergence())) process.exitCode = 1;
