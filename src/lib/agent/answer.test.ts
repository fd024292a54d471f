import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { base64url, hex } from '../protocol/bytes.ts';
import { open, type Said } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import { phraseOfEntropy } from '../protocol/phrase.ts';
import { unseal } from '../protocol/sealed.ts';
import { inParts } from './answer.ts';
import { ANSWERS_A_DAY } from './budget.ts';
import { mayRead, readerOf, thePerson } from './policy.ts';
import { simpleQuotes } from './means.fixture.ts';
import type { Engine, Standing, Visibility } from './ports.ts';
import { World, type Node } from './world.fixture.ts';

/** Everything that `node` was ever sent, opened. */
async function heard(world: World, node: Node): Promise<Said[]> {
	const said: Said[] = [];
	for (const { box, to } of [...world.delivered, ...world.pending]) {
		if (to !== node.peer) continue;
		const bytes = await unseal(box, node.peer, (id) => node.deps.keyring.inboxSecret(id));
		if ('rejected' in bytes) continue;
		const one = await open(bytes, world.clock.now());
		if (!('rejected' in one)) said.push(one);
	}
	return said;
}

/** The text of every passage that ever reached `node`. */
async function passagesAt(world: World, node: Node): Promise<string[]> {
	const texts: string[] = [];
	for (const said of await heard(world, node))
		for (const { passage } of said.kind === 'answer' ? said.body.citations : []) {
			const one = await open(passage, world.clock.now());
			if (!('rejected' in one) && one.kind === 'passage') texts.push(one.body.text);
		}
	return texts;
}

async function friends() {
	const world = new World();
	const [anna, ben] = [await world.add('Anna'), await world.add('Ben')];
	await world.befriend(anna, ben);
	return { world, anna, ben };
}

const standings: readonly (Standing | undefined)[] = [
	'accepted',
	'asking',
	'awaiting',
	'blocked',
	'removed',
	undefined
];
const [me, other] = ['a'.repeat(64) as PeerId, 'b'.repeat(64) as PeerId];

describe('who may read', () => {
	test.each(standings)('standing %s', (standing) => {
		const reader = readerOf(me, standing && { standing });
		const may = (visibility: Visibility) => mayRead(visibility, reader);
		expect(may({ to: 'private' })).toBe(false);
		expect(may({ to: 'public' })).toBe(true);
		expect(may({ to: 'contacts' })).toBe(standing === 'accepted');
		expect(may({ to: 'named', peers: [me] })).toBe(standing === 'accepted');
		expect(may({ to: 'named', peers: [other] })).toBe(false);
	});

	test('the person reads everything of their own', () => {
		expect(mayRead({ to: 'private' }, thePerson)).toBe(true);
	});
});

describe('what leaves', () => {
	test('of any notes, any peer of any standing gets only what they may read, by every way', async () => {
		const world = new World();
		const anna = await world.add('Anna');
		const readers = [await world.add('Ben'), await world.add('Cleo'), await world.add('Dora')];
		const visibility = fc.oneof(
			fc.constantFrom<Visibility>({ to: 'private' }, { to: 'contacts' }, { to: 'public' }),
			fc.subarray(readers.map(({ peer }) => peer)).map((peers): Visibility => ({ to: 'named', peers }))
		);
		const standing = fc.constantFrom(...standings);
		const notes = fc.array(visibility, { minLength: 1, maxLength: 6 });
		const everyStanding = fc.tuple(standing, standing, standing);
		await fc.assert(
			fc.asyncProperty(notes, everyStanding, fc.boolean(), async (shared, theirs, byMail) => {
				anna.stores.shelf.items = [];
				world.delivered.splice(0);
				const canaries = shared.map((to, i) => ({ to, text: `Luigi canary${i}x is here.` }));
				for (const { to, text } of canaries) anna.teach(text, to);
				for (const [i, reader] of readers.entries()) {
					await world.befriend(anna, reader);
					const contact = (await anna.stores.contacts.get(reader.peer))!;
					if (theirs[i]) await anna.stores.contacts.put({ ...contact, standing: theirs[i] });
					else await anna.stores.contacts.remove(reader.peer);
					const seq = byMail
						? { travel: 'mail' as const, seq: await reader.stores.outbox.nextSeq(anna.peer) }
						: {};
					const { box } = await world.box(reader, anna, 'query', { text: 'Where is Luigi?', most: 8 }, seq);
					await anna.agent.receive(box, { over: 'link', peer: reader.peer });
					await world.run();
					const may = readerOf(reader.peer, theirs[i] && { standing: theirs[i] });
					const allowed = canaries.filter(({ to }) => theirs[i] === 'accepted' && mayRead(to, may));
					expect((await passagesAt(world, reader)).sort()).toEqual(allowed.map(({ text }) => text).sort());
				}
			}),
			{ numRuns: 25 }
		);
	});

	test('a note made private between the search and the answer stays', async () => {
		const { world, anna, ben } = await friends();
		ben.teach('Luigi closes on Monday.', 'contacts');
		ben.stores.shelf.afterSearch = () => {
			ben.stores.shelf.items = ben.stores.shelf.items.map((item) => ({
				...item,
				visibility: { to: 'private' }
			}));
		};
		const exchange = await anna.ask('Luigi?');
		expect(exchange.route).toMatchObject([{ state: 'nothing' }]);
		expect(await passagesAt(world, anna)).toEqual([]);
	});

	test('a peer blocked between the search and the answer gets nothing', async () => {
		const { world, anna, ben } = await friends();
		ben.teach('Luigi closes on Monday.', 'contacts');
		const contact = (await ben.stores.contacts.get(anna.peer))!;
		ben.stores.shelf.afterSearch = () => void ben.stores.contacts.put({ ...contact, standing: 'blocked' });
		await anna.ask('Luigi?');
		expect(await passagesAt(world, anna)).toEqual([]);
	});

	test('a note rewritten between the search and the answer is not quoted as it was', async () => {
		const { world, anna, ben } = await friends();
		ben.teach('Luigi closes on Monday.', 'contacts');
		ben.stores.shelf.afterSearch = () => {
			ben.stores.shelf.items = ben.stores.shelf.items.map((item) => ({
				...item,
				text: 'Luigi closed for good.'
			}));
		};
		await anna.ask('Luigi?');
		expect(await passagesAt(world, anna)).toEqual([]);
	});

	test('what only comes near is sent too, for the asker to judge', async () => {
		const world = new World();
		const near: Engine = {
			...simpleQuotes,
			async *write() {
				yield { kind: 'quote', spans: [{ source: 1, start: 0, end: 5 }], close: true };
			}
		};
		const [anna, ben] = [await world.add('Anna'), await world.add('Ben', { quotes: near })];
		await world.befriend(anna, ben);
		ben.teach('Luigi closes on Monday.', 'contacts');
		expect((await anna.ask('Luigi?')).route).toMatchObject([{ state: 'answered' }]);
		expect(await passagesAt(world, anna)).toEqual(['Luigi closes on Monday.']);
	});

	test('a dozen private notes that match better take no seat from the one that is shared', async () => {
		const { anna, ben } = await friends();
		for (let i = 0; i < 20; i++) ben.teach(`Luigi pizza secret ${i}.`, 'private');
		ben.teach('Luigi closes on Monday.', 'contacts');
		const { sources } = await anna.ask('Luigi pizza?');
		expect(sources).toMatchObject([{ text: 'Luigi closes on Monday.' }]);
	});

	test('text with characters that the wire refuses is quoted at its place all the same', async () => {
		const { anna, ben } = await friends();
		ben.teach('Menu\u000c of\u0000 Luigi\ud800. Luigi closes on Monday.', 'contacts', 'A\ttitle\u202e');
		const { sources } = await anna.ask('Monday?');
		expect(sources).toMatchObject([
			{ verification: 'verified', title: 'A title ', spans: [{ start: 17, end: 41 }] }
		]);
	});
});

describe('the last look', () => {
	/** What `node` logged as withheld, by kind. */
	const withheldBy = ({ logs }: Node) => logs.filter((line) => line.includes('withheld'));

	test('a recovery phrase or a key in a shared note stays, the other notes leave, the log says which kind and no word of it', async () => {
		const { world, anna, ben } = await friends();
		const phrase = phraseOfEntropy(new Uint8Array(16).fill(7));
		ben.teach(`Luigi words: ${phrase}`, 'contacts');
		ben.teach('Luigi token ghp_0123456789abcdefghijABCDEFGHIJ012345.', 'contacts');
		ben.teach('Luigi closes on Monday.', 'contacts');
		const { route } = await anna.ask('Luigi?');
		expect(route).toMatchObject([{ state: 'answered', citations: 1 }]);
		expect(await passagesAt(world, anna)).toEqual(['Luigi closes on Monday.']);
		expect(withheldBy(ben)).toHaveLength(2);
		for (const why of ['"phrase"', '"key"']) expect(withheldBy(ben).join()).toContain(why);
		for (const word of [...phrase.split(' '), 'ghp_']) expect(ben.logs.join()).not.toContain(` ${word}`);
	});

	test('this node’s own secrets and open invites stay, wherever they were written down', async () => {
		const { world, anna, ben } = await friends();
		const invite = await ben.agent.makeInvite({ uses: 1, withoutAsking: true });
		const { id } = await ben.deps.keyring.inbox();
		const secrets = [
			base64url(ben.device.secret),
			hex(ben.device.secret),
			base64url((await ben.deps.keyring.inboxSecret(id))!),
			invite.secret,
			invite.link
		];
		for (const secret of secrets) ben.teach(`Luigi has ${secret} now.`, 'contacts');
		expect((await anna.ask('Luigi?')).route).toMatchObject([{ state: 'nothing' }]);
		expect(await passagesAt(world, anna)).toEqual([]);
		expect(withheldBy(ben)).toHaveLength(secrets.length);
	});

	test('words of a private note that were shared in another one leave with it', async () => {
		const { world, anna, ben } = await friends();
		const words = 'Luigi closes on Monday because the whole family goes fishing then.';
		ben.teach(words, 'private');
		ben.teach(words, 'contacts');
		await anna.ask('Luigi?');
		expect(await passagesAt(world, anna)).toEqual([words]);
	});
});

describe('an answer', () => {
	test('goes the way the question came: live questions leave no letter behind', async () => {
		const { anna, ben, world } = await friends();
		ben.teach('Luigi closes on Monday.', 'contacts');
		await anna.ask('Luigi?');
		expect(ben.stores.outbox.all.size).toBe(0);
		world.sleep(ben);
		await anna.ask('Luigi?');
		await world.wake(ben);
		expect([...ben.stores.outbox.all.values()]).toMatchObject([{ kind: 'answer', state: 'delivered' }]);
	});

	test('is declined when the day is spent, and given again tomorrow', async () => {
		const { anna, ben, world } = await friends();
		ben.teach('Luigi closes on Monday.', 'contacts');
		for (let i = 0; i < ANSWERS_A_DAY; i++) {
			const { box } = await world.box(anna, ben, 'query', { text: 'Luigi?', most: 1 });
			await ben.agent.receive(box, { over: 'link', peer: anna.peer });
		}
		await ben.agent.idle();
		world.pending.splice(0);
		expect((await anna.ask('Luigi?')).route).toMatchObject([{ state: 'declined' }]);
		world.clock.turn(86_400_000);
		expect((await anna.ask('Luigi?')).route).toMatchObject([{ state: 'answered' }]);
	});

	test('has at most as many citations as were asked for', async () => {
		const { anna, ben, world } = await friends();
		for (let i = 0; i < 6; i++) ben.teach(`Luigi has ${i} tables.`, 'contacts');
		const { box } = await world.box(anna, ben, 'query', { text: 'Luigi tables?', most: 2 });
		await ben.agent.receive(box, { over: 'link', peer: anna.peer });
		await ben.agent.idle();
		const [answer] = await heard(world, anna);
		expect(answer?.kind === 'answer' && answer.body.citations).toHaveLength(2);
	});

	test('of eight long passages comes whole, in parts that each fit an envelope', async () => {
		const { anna, ben } = await friends();
		for (let i = 0; i < 8; i++) ben.teach(`${'ö'.repeat(3_900)}. Luigi ${i}.`, 'contacts');
		const { route, sources } = await anna.ask('Luigi?');
		expect(route).toMatchObject([{ state: 'answered', citations: 8 }]);
		expect(sources).toHaveLength(8);
	});

	test('without citations is one part that says so', () => {
		expect(inParts('x', [])).toMatchObject([{ part: 0, last: true, outcome: 'nothing' }]);
	});
});
