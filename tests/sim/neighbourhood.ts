/**
 * Thirty real agents on a network that loses, doubles and reorders, some asleep, some lying. Everything that happens
 * follows from the seed: the same seed gives the same trace.
 */
import { base64url, fromBase64url, hex, sha256 } from '#lib/protocol/bytes.ts';
import { open, write, type Citation, type Said } from '#lib/protocol/envelope.ts';
import { unseal } from '#lib/protocol/sealed.ts';
import type { Visibility } from '#lib/agent/ports.ts';
import { seeded } from '#lib/agent/means.fixture.ts';
import { World, type Node, type Parcel } from '#lib/agent/world.fixture.ts';

/** Few enough that most questions meet somebody who knows. */
const TOPICS = 5;

export interface Profile {
	readonly agents: number;
	readonly liars: number;
	readonly sleepers: number;
	readonly questions: number;
	readonly friendsEach: number;
	/** Of live messages; mail is never lost, only doubled and reordered. */
	readonly lossShare: number;
	readonly doubleShare: number;
}

export interface Neighbourhood {
	readonly world: World;
	readonly nodes: readonly Node[];
	readonly liars: ReadonlySet<string>;
	/** Text of each private note, by its owner. */
	readonly canaries: ReadonlyMap<string, string>;
	/** Every message that was delivered, opened by its reader. */
	heard(): Promise<readonly Said[]>;
	/** Names everything that happened, in order. */
	trace(): Promise<string>;
}

/** Builds, asks, wakes everybody, and lets everything arrive. */
export async function lived(seed: string, profile: Profile): Promise<Neighbourhood> {
	const world = new World(seed);
	const random = seeded(`${seed}/chance`);
	const chance = (): number => new DataView(random(4).buffer).getUint32(0) / 2 ** 32;
	const pick = (n: number): number => Math.floor(chance() * n);
	const nodes: Node[] = [];
	for (let i = 0; i < profile.agents; i++) nodes.push(await world.add(`agent${i}`));
	for (const [i, node] of nodes.entries())
		for (let j = 1; j <= profile.friendsEach / 2; j++)
			await world.befriend(node, nodes[(i + j * (1 + pick(3))) % nodes.length]!);

	const canaries = teach(nodes, pick);
	const liars = new Set(nodes.slice(0, profile.liars).map((node) => node.peer as string));
	for (const node of nodes.slice(0, profile.liars)) lie(node, world, pick);
	for (const node of nodes.slice(-profile.sleepers)) world.sleep(node);
	world.fate = (pending) => {
		const index = indexIn(pending, pick);
		if (pending[index]!.via.over === 'mailbox')
			return { index, times: chance() < profile.doubleShare ? 2 : 1 };
		const at = chance();
		return {
			index,
			times: at < profile.lossShare ? 0 : at < profile.lossShare + profile.doubleShare ? 2 : 1
		};
	};

	for (let i = 0; i < profile.questions; i++) {
		const asker = nodes[profile.liars + pick(nodes.length - profile.liars - profile.sleepers)]!;
		await asker.ask(`What about topic${pick(TOPICS)}?`);
	}
	for (const node of nodes) await world.wake(node);
	// What was lost on a link goes again whenever a link is fresh.
	for (let round = 0; round < 4; round++) {
		for (const node of nodes) await node.agent.flush();
		await world.run();
	}
	return {
		world,
		nodes,
		liars,
		canaries,
		heard: () => openedBy(world),
		trace: () => traceOf(world, nodes)
	};
}

/** Reordering that does not depend on which signature was ready first: parcels are sorted before one is drawn. */
function indexIn(pending: readonly Parcel[], pick: (n: number) => number): number {
	const order = pending
		.map(({ from, to }, index) => ({ index, way: `${from}${to}` }))
		.sort((a, b) => (a.way < b.way ? -1 : a.way > b.way ? 1 : a.index - b.index));
	return order[pick(order.length)]!.index;
}

/** Each agent knows two things for contacts, one for one named contact, and one for nobody. */
function teach(nodes: readonly Node[], pick: (n: number) => number): ReadonlyMap<string, string> {
	const canaries = new Map<string, string>();
	for (const [i, node] of nodes.entries()) {
		for (let j = 0; j < 2; j++) node.teach(`Fact${j} of agent${i} on topic${pick(TOPICS)}.`, 'contacts');
		const named: Visibility = { to: 'named', peers: [nodes[(i + 1) % nodes.length]!.peer] };
		node.teach(`Named fact of agent${i} on topic${pick(TOPICS)}.`, named);
		const canary = `CANARY${hex(sha256(`${i}`)).slice(0, 12)} on topic${pick(TOPICS)}.`;
		node.teach(canary, 'private');
		canaries.set(node.peer, canary);
	}
	return canaries;
}

/** A liar answers every question at once, with a citation that is false in one of four ways. */
function lie(liar: Node, world: World, pick: (n: number) => number): void {
	liar.agent.receive = async (box) => {
		const bytes = await unseal(box, liar.peer, (id) => liar.deps.keyring.inboxSecret(id));
		const said = 'rejected' in bytes ? bytes : await open(bytes, world.clock.now(), liar.peer);
		if ('rejected' in said || said.kind !== 'query') return 'stored';
		const asker = world.nodes.get(said.from)!;
		const citations = [await falseCitation(liar, said.body.text, pick(4))];
		const body = { re: said.id, part: 0, last: true, outcome: 'found' as const, text: '', citations };
		const answer = await world.box(liar, asker, 'answer', body);
		world.pending.push({
			from: liar.peer,
			to: asker.peer,
			box: answer.box,
			via: { over: 'link', peer: liar.peer }
		});
		return 'stored';
	};
}

async function falseCitation(liar: Node, question: string, way: number): Promise<Citation> {
	const text = `LIE about ${question.replace('?', '')}.`;
	const passage = await write({
		...{ kind: 'passage', body: { title: 'Lie', text, made: 1 }, from: liar.device, travel: 'kept' },
		now: liar.deps.clock.now(),
		random: liar.deps.random
	});
	const true_ = {
		passage: passage.text,
		hash: base64url(sha256(text)),
		quote: text,
		start: 0,
		end: text.length
	};
	const [payload, signature] = passage.text.split('.') as [string, string];
	const altered = fromBase64url(payload);
	altered[altered.length - 20]! ^= 1;
	const lies: readonly Partial<Citation>[] = [
		{ hash: base64url(sha256('something else')) },
		{ quote: `Not ${text}` },
		{ start: 3 },
		{ passage: `${base64url(altered)}.${signature}` }
	];
	return { ...true_, ...lies[way] };
}

async function openedBy(world: World): Promise<readonly Said[]> {
	const all: Said[] = [];
	for (const { to, box } of world.delivered) {
		const node = world.nodes.get(to)!;
		const bytes = await unseal(box, to, (id) => node.deps.keyring.inboxSecret(id));
		// The clock has gone on since: judged as of when it was written, as a curious reader would.
		const said = 'rejected' in bytes ? bytes : await open(bytes, timeOf(bytes));
		if ('rejected' in said) throw new Error(`delivered and unreadable: ${said.rejected}`);
		all.push(said);
	}
	return all;
}

const timeOf = (bytes: Uint8Array): number =>
	(JSON.parse(new TextDecoder().decode(bytes.subarray(5, -64))) as { ts: number }).ts;

async function traceOf(world: World, nodes: readonly Node[]): Promise<string> {
	const messages = (await openedBy(world)).map(({ id, from, to, kind, ts }) => [id, from, to, kind, ts]);
	const ends = nodes.map(({ stores }) => [
		[...stores.exchanges.all.values()],
		stores.ledger.all,
		[...stores.outbox.all.values()].map(({ id, kind, state }) => [id, kind, state])
	]);
	return base64url(sha256(JSON.stringify([messages, ends])));
}
