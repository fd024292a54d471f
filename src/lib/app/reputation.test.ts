import { describe, expect, test } from 'vitest';
import type { Agent } from '#lib/agent/agent.ts';
import type { Explanation, TopicNames } from '#lib/agent/explain.ts';
import type { Overruling } from '#lib/agent/ports.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { memorySettings } from '#lib/store/in-memory.ts';
import { keptOverrulings } from './reputation-overruled.ts';
import { cellsOf, keepReputation } from './reputation.ts';

const ada = 'a'.repeat(64) as PeerId;
const ben = 'b'.repeat(64) as PeerId;

describe('the person’s word', () => {
	test('is kept for each peer, taken back, and still there after a reload', async () => {
		const settings = memorySettings();
		const kept = keptOverrulings(settings);
		await Promise.all([kept.put(ada, 'trust'), kept.put(ben, 'limit')]);
		await kept.put(ada, undefined);
		expect([...(await keptOverrulings(settings).list())]).toEqual([[ben, 'limit']]);
		expect(await kept.get(ben)).toBe('limit');
		expect(await kept.get(ada)).toBeUndefined();
	});

	test('of another version that is not understood is no opinion', async () => {
		const settings = memorySettings();
		await settings.put('overruled', { [ada]: 'adore', nobody: 'trust', [ben]: 'trust' });
		expect([...(await keptOverrulings(settings).list())]).toEqual([[ben, 'trust']]);
		await settings.put('overruled', 'x');
		expect((await keptOverrulings(settings).list()).size).toBe(0);
	});

	test('that could not be stored is not held', async () => {
		const settings = { get: async () => undefined, put: () => Promise.reject(new Error('full')) };
		const kept = keptOverrulings(settings);
		await expect(kept.put(ada, 'limit')).rejects.toThrow('full');
		expect(await kept.get(ada)).toBeUndefined();
	});
});

describe('what the screen is told', () => {
	const anAgent = () => {
		const asked: { names?: TopicNames; overruled?: Overruling | undefined } = {};
		const desk = {
			async explain(peer: PeerId, names: TopicNames) {
				asked.names = names;
				return { peer } as Explanation;
			},
			overrule: async (_peer: PeerId, overruling: Overruling | undefined) =>
				void (asked.overruled = overruling),
			export: async () => ({ about: 'elmnet-reputation' })
		};
		const agent = { reputation: async () => desk, noticed: async () => undefined };
		return { asked, agent: agent as unknown as Agent };
	};

	test('names topics as the codebook does, and figures come without names where it cannot be loaded', async () => {
		const { asked, agent } = anAgent();
		await keepReputation({ agent }).reputationOf(ada);
		expect(asked.names?.(0)).toEqual(expect.any(String));
		expect(asked.names?.(60_000)).toBeUndefined();
		const gone = keepReputation({ agent, names: () => Promise.reject(new Error('gone')) });
		expect(await gone.overrule(ada, null)).toEqual({ peer: ada });
		expect(asked.names?.(0)).toBeUndefined();
	});

	test('the export is JSON', async () => {
		expect(JSON.parse(await keepReputation(anAgent()).exportReputation())).toEqual({
			about: 'elmnet-reputation'
		});
	});

	test('a question has cells by its words alone', async () => {
		expect((await cellsOf('Where is a good vegan restaurant?')).length).toBeGreaterThan(0);
	});
});
