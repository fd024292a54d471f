import { beforeAll, describe, expect, test } from 'vitest';
import { open } from '#lib/protocol/envelope.ts';
import { mayRead, readerOf } from '#lib/agent/policy.ts';
import { lived, type Neighbourhood, type Profile } from './neighbourhood.ts';

const seed = process.env['SIM_SEED'] ?? 'first light';
/** Thirty in `npm test`; `npm run sim` lives through larger ones. */
const agents = Number(process.env['SIM_AGENTS'] ?? 30);
const profile: Profile = {
	agents,
	liars: Math.round(agents / 6),
	sleepers: Math.round(agents / 5),
	questions: Math.round((agents * 2) / 3),
	friendsEach: 6,
	lossShare: 0.3,
	doubleShare: 0.3
};

describe(`${agents} agents, a bad network, every sixth a liar (SIM_SEED="${seed}")`, () => {
	let after: Neighbourhood;
	beforeAll(async () => {
		after = await lived(seed, profile);
	}, 900_000);

	const exchanges = () =>
		after.nodes.flatMap((node) =>
			[...node.stores.exchanges.all.values()].map((exchange) => ({ node, exchange }))
		);

	test('every source on a screen is a note that its author taught and that the asker may read', () => {
		let foreign = 0;
		for (const { node, exchange } of exchanges())
			for (const source of exchange.sources) {
				const author = after.nodes.find(({ peer }) => peer === source.author)!;
				const note = author.stores.shelf.items.find(({ text }) => text === source.text);
				expect(note, source.text).toBeDefined();
				if (author === node) continue;
				foreign++;
				expect(source.verification).toBe('verified');
				expect(mayRead(note!.visibility, readerOf(node.peer, { standing: 'accepted' }))).toBe(true);
			}
		expect(foreign).toBeGreaterThan(0);
	});

	test('no lie is on any screen, and every liar that was heard is known as one', () => {
		expect(
			JSON.stringify(exchanges().map(({ exchange }) => [exchange.parts, exchange.sources]))
		).not.toContain('LIE about');
		let caught = 0;
		for (const { node, exchange } of exchanges())
			for (const stop of exchange.route) {
				if (!after.liars.has(stop.peer) || stop.state !== 'answered') continue;
				caught++;
				expect(stop).toMatchObject({ citations: 0, rejected: 1 });
				const held = node.stores.ledger.all.filter(({ query }) => query === stop.query);
				expect(held.map(({ kind }) => kind)).toContain('citation-failed');
			}
		expect(caught).toBeGreaterThan(0);
	});

	test('no private note was ever delivered to anybody', async () => {
		const texts: string[] = [];
		for (const said of await after.heard()) {
			texts.push(JSON.stringify(said.body));
			if (said.kind !== 'answer') continue;
			for (const { passage } of said.body.citations) {
				const cited = await open(passage, said.ts);
				if (!('rejected' in cited)) texts.push(JSON.stringify(cited.body));
			}
		}
		expect(texts.some((text) => text.includes('Fact'))).toBe(true);
		expect(texts.filter((text) => text.includes('CANARY'))).toEqual([]);
		for (const { node, exchange } of exchanges()) {
			const others = exchange.sources.filter(({ author }) => author !== node.peer);
			expect(JSON.stringify(others)).not.toContain('CANARY');
		}
	});

	test('nothing had its effect twice, however often it was delivered', async () => {
		for (const { node, exchange } of exchanges())
			for (const stop of exchange.route) {
				const credits = node.stores.ledger.all.filter(
					({ query, kind }) => query === stop.query && kind === 'citation-verified'
				);
				expect(credits).toHaveLength(stop.citations);
			}
		// One part of one answer is always the same envelope: nobody answered anew.
		const parts = new Map<string, string>();
		for (const said of await after.heard()) {
			if (said.kind !== 'answer' || after.liars.has(said.from)) continue;
			const part = `${said.from}/${said.body.re}/${said.body.part}`;
			expect(parts.get(part) ?? said.id).toBe(said.id);
			parts.set(part, said.id);
		}
		expect(parts.size).toBeGreaterThan(10);
	});

	test('every honest answer that arrived was verified and credited in full', async () => {
		const cited = new Map<string, number>();
		const counted = new Set<string>();
		for (const said of await after.heard()) {
			if (said.kind !== 'answer' || after.liars.has(said.from) || counted.has(said.id)) continue;
			counted.add(said.id);
			cited.set(said.body.re, (cited.get(said.body.re) ?? 0) + said.body.citations.length);
		}
		const credits = after.nodes
			.flatMap(({ stores }) => stores.ledger.all)
			.filter(({ kind }) => kind === 'citation-verified');
		for (const [query, count] of cited)
			expect(credits.filter((one) => one.query === query)).toHaveLength(count);
	});

	test('every question left in a mailbox was answered when its reader woke', () => {
		const mailed = exchanges()
			.flatMap(({ exchange }) => exchange.route)
			.filter((stop) => stop.over === 'mailbox' && !after.liars.has(stop.peer));
		expect(mailed.length).toBeGreaterThan(0);
		for (const stop of mailed) expect(['answered', 'nothing']).toContain(stop.state);
	});

	test('nobody was blamed: a bad network is not a bad peer', () => {
		expect(after.nodes.flatMap(({ blames }) => blames)).toEqual([]);
	});

	test('the same seed lives the same life, another one does not', async () => {
		const small = { ...profile, agents: 12, liars: 2, sleepers: 2, questions: 5 };
		const [one, again, other] = [
			await lived(seed, small),
			await lived(seed, small),
			await lived(`${seed}!`, small)
		];
		expect(await again.trace()).toBe(await one.trace());
		expect(await other.trace()).not.toBe(await one.trace());
	}, 120_000);
});
