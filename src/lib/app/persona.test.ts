import { expect, test } from 'vitest';
import { newDevice } from '#lib/protocol/identity.ts';
import { seeded } from '#lib/agent/means.fixture.ts';
import { keepFound } from './found-kept.ts';
import { openPersona } from './persona.ts';

const random = seeded('persona');
const nothing = { topics: [], capabilities: [], languages: [] };
const wanted = {
	...{ on: true, topics: [{ cell: 7, weight: 15 }], hidden: [], added: [] },
	...{ capabilities: ['Bakes'], languages: ['de'] }
};

/** A persona over settings that outlive it, and how often its card changed. */
async function aPersona(kept = new Map<string, unknown>()) {
	const settings = {
		get: async (name: string) => kept.get(name),
		put: async (name: string, value: unknown) => void kept.set(name, value),
		remove: async (name: string) => void kept.delete(name)
	};
	const device = await newDevice(random(32), random, 1_000);
	const keyring = {
		device,
		inbox: async () => ({ id: 'AAAAAAAAAAA', key: 'key', exp: 9_000 }),
		inboxSecret: async () => undefined
	};
	let changes = 0;
	const persona = await openPersona(
		settings,
		keyring,
		() => ['https://elm.example'],
		() => 1_000,
		() => changes++
	);
	return { persona, settings, kept, changes: () => changes };
}

test('the card says what its owner wants to be found by, under a higher number, and after they stopped nothing of it', async () => {
	const { persona, settings, changes } = await aPersona();
	await persona.rename('Ada');
	const plain = persona.self();
	expect(plain).toMatchObject(nothing);
	await keepFound(settings, wanted);
	expect(persona.self()).toEqual(plain);
	await persona.refresh();
	const found = persona.self();
	expect(found).toMatchObject({ topics: wanted.topics, capabilities: ['Bakes'], languages: ['de'] });
	expect(found.cardVersion).toBeGreaterThan(plain.cardVersion);
	await keepFound(settings, { ...wanted, on: false });
	await persona.refresh();
	expect(persona.self()).toMatchObject(nothing);
	expect(persona.self().cardVersion).toBeGreaterThan(found.cardVersion);
	expect(changes()).toBe(3);
});

test('the next session says the same under the same number, and tells nobody', async () => {
	const first = await aPersona();
	await first.persona.rename('Ada');
	await keepFound(first.settings, wanted);
	await first.persona.refresh();
	const next = await aPersona(first.kept);
	await next.persona.refresh();
	expect(next.persona.self()).toEqual(first.persona.self());
	expect(next.changes()).toBe(0);
});

test('who is found without a name has a number too, also when they stop', async () => {
	const { persona, settings } = await aPersona();
	expect(persona.self().cardVersion).toBe(0);
	await keepFound(settings, wanted);
	await persona.refresh();
	const found = persona.self().cardVersion;
	expect(found).toBeGreaterThan(0);
	await keepFound(settings, { ...wanted, on: false });
	await persona.refresh();
	expect(persona.self()).toMatchObject(nothing);
	expect(persona.self().cardVersion).toBeGreaterThan(found);
});

test('a place on the card needs no being found', async () => {
	const { persona, settings } = await aPersona();
	await persona.rename('Ada');
	await settings.put('place', { geohash: 'u33d', precision: 4, sharing: 'ask', onCard: true });
	await persona.refresh();
	expect(persona.self()).toMatchObject({ ...nothing, place: 'u33d' });
});
