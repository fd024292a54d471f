/** What a real member with the key may try, and what everybody else sees of it: two tongues, acts that are not theirs, removal. */
import { describe, expect, test } from 'vitest';
import type { Act } from '../../protocol/acts.ts';
import { post, three, textsOf, overviewOf, rolesOf, faultsOf, twinOf } from './desk-attacks.fixture.ts';
import {
	aCommunity,
	aJoin,
	anyHash,
	aWriter,
	reconcile,
	Replica,
	unsignedEntry,
	unsignedOpens
} from './desk.fixture.ts';

describe('two entries at one place', () => {
	test('both are shown and marked, nothing of the log counts beyond, and the author is named', async () => {
		const { ada, bo, mallory } = await three();
		const said = await mallory.act(post('To Ada'));
		const twin = twinOf(mallory, said, post('To Bo'));
		const later = await mallory.act(post('Later'));
		await ada.take([said.text, later.text]);
		await bo.take([twin.text]);
		expect(await reconcile(ada, bo)).toBeDefined();
		for (const one of [ada, bo]) {
			expect((await textsOf(one)).sort()).toEqual(['To Ada', 'To Bo']);
			const { threads } = await one.desk.threads(one.community, { most: 9 });
			expect(threads.every(({ forked }) => forked)).toBe(true);
			expect(await faultsOf(one)).toEqual([{ peer: mallory.who.peer, what: 'forked', times: 1 }]);
			expect((await overviewOf(one)).members.find(({ name }) => name === 'Mallory')?.frozen).toBe(true);
		}
	});

	test('two branches of the same length are told apart, however deep they part', async () => {
		const { ada, bo, mallory } = await three();
		const said = await mallory.write(post('Branch of Ada 0'));
		const twin = twinOf(mallory, said, post('Branch of Bo 0'));
		for (const [one, first, name] of [
			[ada, said, 'Ada'],
			[bo, twin, 'Bo']
		] as const) {
			let last = first;
			await one.take([last.text]);
			for (let i = 1; i <= 150; i++) {
				const { community, seq, id: prev, clock } = last;
				const act = post(`Branch of ${name} ${i}`);
				last = unsignedEntry(mallory.who, act, { community, seq: seq + 1, prev, clock: clock + 1 });
				await one.take([last.text]);
			}
		}
		expect((await ada.heads()).heads).toEqual((await bo.heads()).heads);
		expect((await ada.heads()).digest).not.toBe((await bo.heads()).digest);
		expect(await reconcile(ada, bo)).toBeDefined();
		expect((await textsOf(ada)).sort()).toEqual(['Branch of Ada 0', 'Branch of Bo 0']);
		expect(await textsOf(bo)).toEqual(await textsOf(ada));
	});

	test('two forks at once are told apart, each behind more than a message of entries', async () => {
		const { ada, bo, mallory } = await three();
		const eve = (await aCommunity(['Ada', 'Bo', 'Mallory', 'Eve'])).members[3]!;
		const [zoe] = [await new Replica(eve.who, ada.community, unsignedOpens()).start()];
		await reconcile(ada, zoe);
		const [invite] = (await overviewOf(ada)).invites;
		await zoe.act(aJoin(zoe.who, invite!.entry));
		for (const one of [ada, bo, mallory]) await reconcile(one, zoe);
		for (const [who, longer, shorter] of [
			[mallory, ada, bo],
			[zoe, bo, ada]
		] as const) {
			const said = await who.write(post('One way'));
			let last = twinOf(who, said, post('Another way'));
			await shorter.take([said.text]);
			await longer.take([last.text]);
			for (let i = 0; i < 100; i++) {
				const { community, seq, id: prev, clock } = last;
				last = unsignedEntry(who.who, post(`${i}`), { community, seq: seq + 1, prev, clock: clock + 1 });
				await longer.take([last.text]);
			}
		}
		expect(await reconcile(ada, bo)).toBeDefined();
		expect(await bo.views()).toEqual(await ada.views());
		expect((await textsOf(ada)).length).toBe(4);
	});

	test('of many at one place everybody keeps the same two', async () => {
		const { ada, bo, mallory } = await three();
		const said = await mallory.write(post('0'));
		const twins = [said, ...Array.from({ length: 9 }, (_, i) => twinOf(mallory, said, post(`${i + 1}`)))];
		await ada.take(twins.map(({ text }) => text));
		for (const { text } of twins.reverse()) await bo.take([text]);
		expect((await textsOf(ada)).length).toBe(2);
		expect((await textsOf(bo)).sort()).toEqual((await textsOf(ada)).sort());
		expect((await bo.heads()).digest).toBe((await ada.heads()).digest);
	});

	test('replies of others to what no longer counts are still shown', async () => {
		const { ada, bo, mallory } = await three();
		const first = await mallory.act(post('Before'));
		const root = await mallory.act(post('Root'));
		await ada.take([first.text, root.text]);
		const reply = await ada.act({ kind: 'reply', to: root.id, text: 'An honest word' });
		const twin = twinOf(mallory, first, post('Another before'));
		await ada.take([twin.text]);
		expect(await textsOf(ada)).toContain('An honest word');
		await reconcile(ada, bo);
		expect(await textsOf(bo)).toEqual(await textsOf(ada));
		expect(reply.id).toBe(
			(await ada.desk.threads(ada.community, { most: 1, thread: reply.id })).threads[0]?.id
		);
	});
});

describe('acts that are not theirs', () => {
	test('a member who makes themselves an anchor stays a member, and is named', async () => {
		const { ada, mallory } = await three();
		const { peer } = mallory.who;
		await ada.take([(await mallory.act({ kind: 'role', peer, role: 'anchor' })).text]);
		expect(await rolesOf(ada)).toEqual({ Ada: 'anchor', Bo: 'member', Mallory: 'member' });
		expect(await faultsOf(ada)).toEqual([{ peer, what: 'not-allowed', times: 1 }]);
	});

	test('nobody amends, hides or moves what is another’s', async () => {
		const { ada, mallory } = await three();
		const mine = await ada.act(post('Mine'));
		const start = '2026-11-22T19:30';
		const event = await ada.act({ kind: 'event', title: 'Walk', start, zone: 'Europe/Berlin' });
		await mallory.take([mine.text, event.text]);
		for (const act of [
			{ kind: 'amend', entry: mine.id },
			{ kind: 'hide', entry: mine.id, on: true },
			{ kind: 'event', event: event.id, title: 'Nothing', start, zone: 'Europe/Berlin', cancelled: true }
		] as const)
			await ada.take([(await mallory.act(act)).text]);
		const { threads } = await ada.desk.threads(ada.community, { most: 9 });
		expect(threads.map(({ text, hidden }) => ({ text, hidden }))).toEqual([
			{ text: 'Mine', hidden: undefined }
		]);
		expect(await ada.desk.gatherings(ada.community)).toMatchObject([
			{ title: 'Walk', cancelled: false, revision: 0 }
		]);
	});

	test('the last anchor cannot go, be removed or be demoted', async () => {
		const { ada, bo } = await three();
		const { peer } = ada.who;
		await ada.act({ kind: 'leave' });
		await ada.act({ kind: 'role', peer, role: 'guest' });
		await ada.act({ kind: 'remove', peer, heads: [] });
		await reconcile(ada, bo);
		expect((await rolesOf(bo))['Ada']).toBe('anchor');
	});

	test('a log goes on under one name, and its clock only forward', async () => {
		const { ada, mallory, founding } = await three();
		const { seq, prev, clock } = await mallory.desk.next(mallory.community, mallory.who.dev);
		const at = { community: founding.community, seq, prev };
		const back = unsignedEntry(mallory.who, post('Back then'), { ...at, clock: 1 });
		const asBo = unsignedEntry(aWriter('Bo', 'Mallory'), post('I am Bo'), { ...at, clock });
		const ahead = unsignedEntry(mallory.who, post('For ever the newest'), {
			...at,
			clock: clock + 2_000_000
		});
		expect((await ada.take([back.text])).refused).toEqual([{ reason: 'malformed', toBlame: true }]);
		expect((await ada.take([asBo.text])).refused).toEqual([{ reason: 'malformed', toBlame: true }]);
		expect((await ada.take([ahead.text])).refused).toEqual([{ reason: 'malformed', toBlame: false }]);
		expect(await textsOf(ada)).toEqual([]);
	});

	test('a reply to nothing by a guest is not shown, nor does a reply hang in two threads', async () => {
		const { ada, mallory } = await three();
		const { peer } = mallory.who;
		await reconcile(ada, mallory);
		await mallory.take([(await ada.act({ kind: 'role', peer, role: 'guest' })).text]);
		const reply = await mallory.act({ kind: 'reply', to: anyHash('nothing'), text: 'To nothing' });
		const toReply = await mallory.act({ kind: 'reply', to: reply.id, text: 'To that' });
		await mallory.act({ kind: 'post', text: 'A guest posts' });
		await reconcile(ada, mallory);
		expect(await textsOf(ada)).toEqual([]);
		expect(toReply.seq).toBe(reply.seq + 1);
	});
});

describe('removal', () => {
	const removal = async (by: Replica, of: Replica): Promise<Act> => ({
		...{ kind: 'remove', peer: of.who.peer },
		heads: await by.desk.logsOf(by.community, of.who.peer)
	});

	test('what was said before stays; what the removed write later, or date back, is not shown', async () => {
		const { ada, bo, mallory } = await three();
		await ada.take([(await mallory.act(post('Before'))).text]);
		const behind = mallory.who;
		const { seq, prev, clock } = await mallory.desk.next(mallory.community, behind.dev);
		for (let i = 0; i < 20; i++) await ada.act(post(`Ada ${i}`));
		const remove = await ada.act(await removal(ada, mallory));
		const dated = unsignedEntry(behind, post('Dated back'), { community: ada.community, seq, prev, clock });
		await mallory.take([remove.text, dated.text]);
		const later = await mallory.act(post('Later'));
		await ada.take([dated.text, later.text]);
		await bo.take([dated.text, later.text]);
		await reconcile(ada, bo);
		for (const one of [ada, bo]) {
			const texts = await textsOf(one);
			expect(texts).toContain('Before');
			expect(texts).not.toContain('Dated back');
			expect(texts).not.toContain('Later');
			expect(await rolesOf(one)).toEqual({ Ada: 'anchor', Bo: 'member' });
			// Who was removed may not have known it when they wrote.
			expect(await faultsOf(one)).toEqual([]);
		}
	});

	test('two anchors who remove each other: one of them stays, the same for everybody', async () => {
		const { ada, bo, mallory } = await three();
		const anchor = await ada.act({ kind: 'role', peer: mallory.who.peer, role: 'anchor' });
		await reconcile(ada, mallory);
		const [one, other] = [await removal(ada, mallory), await removal(mallory, ada)];
		const [byAda, byMallory] = [await ada.act(one), await mallory.act(other)];
		await bo.take([anchor.text, byMallory.text, byAda.text]);
		for (const pair of [
			[ada, bo],
			[bo, mallory],
			[ada, mallory]
		] as const)
			await reconcile(...pair);
		const roles = await rolesOf(bo);
		expect(Object.keys(roles).length).toBe(2);
		expect(await rolesOf(ada)).toEqual(roles);
		expect(await rolesOf(mallory)).toEqual(roles);
	});

	test('an anchor who takes back the invite they came in by: everybody sees the same', async () => {
		const { ada, bo, mallory } = await three();
		await ada.act({ kind: 'role', peer: mallory.who.peer, role: 'anchor' });
		await reconcile(ada, mallory);
		await mallory.act({ kind: 'remove', peer: ada.who.peer, heads: [] });
		await bo.act(post('Meanwhile'));
		for (const pair of [
			[ada, mallory],
			[bo, mallory],
			[ada, bo]
		] as const)
			expect(await reconcile(...pair)).toBeDefined();
		expect(await bo.views()).toEqual(await ada.views());
		expect(await mallory.views()).toEqual(await ada.views());
	});

	test('who was removed comes in again only where an anchor lets them, and then writes on', async () => {
		const { ada, mallory, invite } = await three();
		const remove = await ada.act(await removal(ada, mallory));
		await mallory.take([remove.text]);
		await mallory.act(aJoin(mallory.who, invite.id));
		await reconcile(ada, mallory);
		expect((await overviewOf(ada)).asking.map(({ name }) => name)).toEqual(['Mallory']);
		await ada.act({ kind: 'role', peer: mallory.who.peer, role: 'member' });
		await reconcile(ada, mallory);
		await mallory.act(post('Here again'));
		await reconcile(ada, mallory);
		expect(await textsOf(ada)).toEqual(['Here again']);
	});
});
