/** What everybody else sees of those who crowd in: more joins than an invite has, joins that come late, floods, nonsense. */
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../protocol/entry.ts';
import { createDesk } from './desk.ts';
import { post, three, textsOf, overviewOf, rolesOf } from './desk-attacks.fixture.ts';
import {
	aCommunity,
	aFounding,
	aJoin,
	anyHash,
	anInvite,
	aWriter,
	BAD_PROOF,
	NOW,
	reconcile,
	Replica,
	unsignedEntry,
	unsignedOpens
} from './desk.fixture.ts';

describe('coming in', () => {
	test('an invite lets in as often as it says, in the order of joins, whatever came first', async () => {
		const opens = unsignedOpens();
		const ada = aWriter('Ada');
		const founding = aFounding(ada);
		const one = await new Replica(ada, founding.community, opens).start(founding.text);
		const other = await new Replica(aWriter('Watcher'), founding.community, opens).start(founding.text);
		const invite = await one.act(anInvite(2));
		await other.take([invite.text]);
		const joins = ['Bo', 'Cy', 'Dee', 'Eve'].map((name, i) => {
			const place = { community: founding.community, seq: 1, prev: '', clock: 10 + i };
			return unsignedEntry(aWriter(name), aJoin(aWriter(name), invite.id), place);
		});
		await one.take(joins.map(({ text }) => text));
		for (const { text } of joins.reverse()) await other.take([text]);
		await reconcile(one, other);
		expect(await rolesOf(one)).toEqual({ Ada: 'anchor', Bo: 'member', Cy: 'member' });
		expect(await rolesOf(other)).toEqual(await rolesOf(one));
	});

	test('a join without the invite’s secret is refused; one by an invite that ended counts for nothing', async () => {
		const { ada } = await three();
		const ended = await ada.act(anInvite(9, NOW - 1));
		const revoked = await ada.act(anInvite(9));
		await ada.act({ kind: 'revoke', invite: revoked.id, joins: [] });
		const place = { community: ada.community, seq: 1, prev: '', clock: 50 };
		const join = (invite: Entry, proof?: string) =>
			unsignedEntry(aWriter('Zed'), aJoin(aWriter('Zed'), invite.id, proof), place).text;
		expect((await ada.take([join(revoked, BAD_PROOF)])).refused).toEqual([
			{ reason: 'signature', toBlame: true }
		]);
		expect((await ada.take([join(ended)])).refused).toEqual([{ reason: 'expired', toBlame: false }]);
		expect((await ada.take([join(revoked)])).refused).toEqual([{ reason: 'expired', toBlame: false }]);
		expect(Object.keys(await rolesOf(ada)).length).toBe(3);
	});

	test('a join that is brought after its invite was revoked counts for nothing, though it claims a place before', async () => {
		const { ada, bo, invite } = await three();
		const late = aWriter('Late');
		const place = { community: ada.community, seq: 1, prev: '', clock: 20 };
		const join = unsignedEntry(late, aJoin(late, invite.id), place).text;
		// Bo was shown it before he heard of the revocation, and lets it in for so long.
		await bo.take([join]);
		expect(Object.keys(await rolesOf(bo))).toContain('Late');
		const [open] = (await overviewOf(ada)).invites;
		for (let i = 0; i < 20; i++) await ada.act(post(`Later ${i}`));
		await ada.act({ kind: 'revoke', invite: invite.id, joins: [...open!.joins] });
		await ada.take([join]);
		expect(Object.keys(await rolesOf(ada)).sort()).toEqual(['Ada', 'Bo', 'Mallory']);
		await reconcile(ada, bo);
		expect(await rolesOf(bo)).toEqual(await rolesOf(ada));
	});

	test('no more than 256 come in', async () => {
		const { members } = await aCommunity(['Ada']);
		const [ada] = members as [Replica];
		const { invite, second } = { invite: await ada.act(anInvite(256)), second: await ada.act(anInvite(256)) };
		const joins = Array.from({ length: 260 }, (_, i) => {
			const who = aWriter(`Guest ${i}`);
			const place = { community: ada.community, seq: 1, prev: '', clock: 10 + i };
			return unsignedEntry(who, aJoin(who, (i % 2 ? invite : second).id), place).text;
		});
		await ada.take(joins);
		expect((await overviewOf(ada)).members.length).toBe(256);
	});

	test('what strangers write waits for their join, and is there with it; of what never fits little is kept', async () => {
		const { ada, invite } = await three();
		const zed = await new Replica(aWriter('Zed'), ada.community, unsignedOpens()).start();
		await reconcile(ada, zed);
		const join = await zed.act(aJoin(zed.who, invite.id));
		const said = await zed.act(post('I am new'));
		const before = await ada.take([said.text]);
		expect(before).toEqual({ fresh: [], waiting: 1, refused: [] });
		expect((await ada.take([join.text])).fresh).toEqual([join.text, said.text]);
		const strangers = Array.from(
			{ length: 400 },
			(_, i) =>
				unsignedEntry(aWriter(`S${i}`), post('x'), { community: ada.community, seq: 1, prev: '', clock: 60 })
					.text
		);
		expect((await ada.take(strangers)).waiting).toBe(256);
	});

	test('a guest who knows nothing yet writes behind the join that waits', async () => {
		const guest = await new Replica(aWriter('Zed'), anyHash('community'), unsignedOpens()).start();
		const join = await guest.act(aJoin(guest.who, anyHash('invite')));
		expect(await guest.desk.next(guest.community, guest.who.dev)).toMatchObject({ seq: 2, prev: join.id });
	});

	test('a log of each of sixteen devices counts, and no more of one author', async () => {
		const { ada, mallory } = await three();
		for (let i = 0; i < 20; i++) {
			const as = aWriter('Mallory', `Device ${i}`);
			const text = (await mallory.write(post(`From ${i}`), { as })).text;
			await ada.take([text]);
		}
		expect((await textsOf(ada)).length).toBe(15);
	});
});

describe('floods and nonsense', () => {
	test('of what one author writes within a minute 2,000 entries are taken, and they are named; later it goes on', async () => {
		const { ada, mallory } = await three();
		const texts: string[] = [];
		let { seq, prev, clock } = await mallory.desk.next(mallory.community, mallory.who.dev);
		for (let i = 0; i < 2_100; i++) {
			const entry = unsignedEntry(mallory.who, post('x'), {
				community: ada.community,
				seq: seq++,
				prev,
				clock: clock++
			});
			prev = entry.id;
			texts.push(entry.text);
		}
		await ada.take(texts);
		const { entries, faults } = await overviewOf(ada);
		expect(faults.map(({ what, peer }) => ({ what, peer }))).toEqual([
			{ what: 'flood', peer: mallory.who.peer }
		]);
		expect(entries).toBeLessThan(2_010);
		await ada.take(texts, NOW + 61_000);
		expect((await textsOf(ada)).length).toBe(1_000);
	});

	test('what waits for who lets its author in is no flood of theirs, however often it comes', async () => {
		const { ada } = await three();
		const place = { community: ada.community, seq: 1, prev: '', clock: 5 };
		const early = unsignedEntry(aWriter('Zed'), post('Too early'), place);
		for (let n = 0; n < 2_001; n++) await ada.take([early.text]);
		expect(await overviewOf(ada)).toMatchObject({ faults: [] });
		expect(await textsOf(ada)).not.toContain('Too early');
	});

	test('of one author no more is kept than there is room for, with their name, and of the others everything', async () => {
		const { ada, bo, mallory } = await three();
		const opens = unsignedOpens();
		const room = 40_000;
		const desk = createDesk(opens, room);
		await desk.open(ada.community, [], ada.who.peer);
		const lot = (await ada.missing([])).length;
		expect((await desk.take(ada.community, await ada.missing([]), NOW)).fresh).toHaveLength(lot);
		let { seq, prev, clock } = await mallory.desk.next(mallory.community, mallory.who.dev);
		const texts: string[] = [];
		// Dated back: what others have of old comes all at once, and is no flood.
		for (let n = 0; n < 100; n++) {
			const at = { community: ada.community, at: NOW - 86_400_000, seq: seq++, prev, clock: clock++ };
			const entry = unsignedEntry(mallory.who, post('x'.repeat(400)), at);
			prev = entry.id;
			texts.push(entry.text);
		}
		const { fresh, refused } = await desk.take(ada.community, texts, NOW);
		const kept = fresh.reduce((sum, { length }) => sum + length, 0);
		expect(kept).toBeLessThanOrEqual(room);
		expect(kept).toBeGreaterThan(room - 4_000);
		expect(refused.every(({ reason, toBlame }) => reason === 'oversize' && !toBlame)).toBe(true);
		const honest = await bo.act(post('Still heard'));
		expect((await desk.take(ada.community, [honest.text], NOW)).fresh).toEqual([honest.text]);
		const faults = (await desk.overview(ada.community, NOW))?.faults ?? [];
		expect(faults.map(({ peer, what }) => ({ peer, what }))).toEqual([
			{ peer: mallory.who.peer, what: 'too-much' }
		]);
	});

	test('what is forged, or of another community, is held against who brought it', async () => {
		const { founding } = await three();
		const elsewhere = aFounding(aWriter('Ada'), 'open', 'two');
		const bad = unsignedEntry(aWriter('Ada'), post('Forged'), {
			...founding,
			seq: 2,
			prev: founding.id,
			clock: 2
		});
		const one = await new Replica(
			aWriter('Bo'),
			founding.community,
			unsignedOpens(new Set([bad.text]))
		).start();
		expect((await one.take([founding.text, elsewhere.text, bad.text, '!'])).refused).toEqual([
			{ reason: 'malformed', toBlame: true },
			{ reason: 'signature', toBlame: true },
			{ reason: 'encoding', toBlame: true }
		]);
	});

	test('words that are names of things in the language are words', async () => {
		const { ada } = await three();
		const said = await ada.act(post('__proto__ constructor'));
		await ada.act({ kind: 'react', entry: said.id, with: '__proto__', on: true });
		const [thread] = (await ada.desk.threads(ada.community, { most: 1 })).threads;
		expect(thread?.reactions).toEqual([{ with: '__proto__', by: [ada.who.peer] }]);
		expect((await ada.desk.search(ada.community, ['constructor'], 5)).map(({ entry }) => entry)).toEqual([
			said.id
		]);
	});
});
