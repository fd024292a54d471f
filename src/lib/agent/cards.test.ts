import { beforeAll, describe, expect, test } from 'vitest';
import { isRefusal } from '../protocol/envelope.ts';
import { openCard } from '../protocol/carried.ts';
import { newDevice, type Device } from '../protocol/identity.ts';
import {
	MAX_CAPABILITIES,
	MAX_CAPABILITY_CHARS,
	MAX_CARD_CELLS,
	MAX_CARD_CHARS,
	MAX_LANGUAGES,
	MAX_NAME_CHARS,
	MAX_RELAYS,
	MAX_URL_CHARS
} from '../protocol/limits.ts';
import { inboxKeyOf } from '../protocol/sealed.ts';
import { ownCard, seenCard } from './cards.ts';
import { aClock, seeded } from './means.fixture.ts';
import type { Self } from './ports.ts';

const random = seeded('cards');
const clock = aClock();
let device: Device;
let inbox: { readonly id: string; readonly key: string; readonly exp: number };
beforeAll(async () => {
	device = await newDevice(random(32), random, clock.now());
	inbox = { ...(await inboxKeyOf(random(32))), exp: clock.now() + 86_400_000 };
});

const plain: Self = {
	...{ name: 'Ada', relays: ['https://elm.example'], cardVersion: 7 },
	...{ topics: [], capabilities: [], languages: [] }
};
const cardOf = (self: Partial<Self>): Promise<string> =>
	ownCard({
		keyring: { device, inbox: async () => inbox, inboxSecret: async () => undefined },
		self: () => ({ ...plain, ...self }),
		clock,
		random
	});
async function read(text: string) {
	const said = await openCard(text, clock.now(), device.peer);
	if (isRefusal(said)) throw new Error(`refused: ${said.rejected} ${said.detail ?? ''}`);
	return said;
}

describe('the own card', () => {
	test('says nothing of topics, capabilities, languages or a place where there are none', async () => {
		const { body } = await read(await cardOf({}));
		expect(Object.keys(body).sort()).toEqual(['inbox', 'name', 'relays', 'version']);
	});

	test('says what its owner wants to be found by', async () => {
		const found = {
			topics: [{ cell: 12, weight: 15 }],
			capabilities: ['Repairs accordions'],
			languages: ['de', 'en'],
			place: 'u1x0e'
		};
		expect((await read(await cardOf(found))).body).toMatchObject({ version: 7, name: 'Ada', ...found });
	});

	test('is no longer than a card may be, with everything as long as the wire lets it be', async () => {
		const text = await cardOf({
			name: '漢'.repeat(MAX_NAME_CHARS),
			relays: Array.from({ length: MAX_RELAYS }, (_, n) =>
				`https://${n}${'long.'.repeat(40)}`.slice(0, MAX_URL_CHARS - 8).concat('.example')
			),
			topics: Array.from({ length: MAX_CARD_CELLS }, (_, n) => ({ cell: 65_000 + n, weight: 15 })),
			capabilities: Array.from({ length: MAX_CAPABILITIES }, () => '漢'.repeat(MAX_CAPABILITY_CHARS)),
			languages: Array.from({ length: MAX_LANGUAGES }, (_, n) => `zh-Hant-${100 + n}`),
			place: 'u1x0e'
		});
		expect(text.length).toBeLessThanOrEqual(MAX_CARD_CHARS);
		expect((await read(text)).body.topics).toHaveLength(MAX_CARD_CELLS);
	});
});

describe('a card that was seen', () => {
	test('is kept with what it says, and as its owner signed it', async () => {
		const text = await cardOf({ topics: [{ cell: 12, weight: 15 }], languages: ['de'], place: 'u1x' });
		expect(seenCard(await read(text), text, 99)).toEqual({
			peer: device.peer,
			text,
			version: 7,
			name: 'Ada',
			inbox: { id: inbox.id, key: inbox.key },
			relays: ['https://elm.example'],
			topics: [{ cell: 12, weight: 15 }],
			place: 'u1x',
			capabilities: [],
			languages: ['de'],
			certificateSeq: 1,
			seenAt: 99
		});
	});

	test('that says nothing more has no topics and no place', async () => {
		const text = await cardOf({});
		const seen = seenCard(await read(text), text, 99);
		expect(seen.topics).toEqual([]);
		expect('place' in seen).toBe(false);
	});
});
