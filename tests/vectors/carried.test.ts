/** What is carried inside other messages, against its vectors. */
import { expect, test } from 'vitest';
import { openAttestation, openGossip } from '#lib/protocol/carried.ts';
import { isRefusal } from '#lib/protocol/envelope.ts';
import { asPeerId, type PeerId } from '#lib/protocol/identity.ts';
import { openOffer, openProbe, openSeek } from '#lib/protocol/seek.ts';
import carried from './carried.json' with { type: 'json' };
import type { CarriedCase } from './make/carried.ts';

const peer = (text: string): PeerId => asPeerId(text)!;
const [valid, invalid] = [carried.valid, carried.invalid] as unknown as [CarriedCase[], CarriedCase[]];

function opened(known: CarriedCase): Promise<object> {
	switch (known.opens) {
		case 'seek':
			return openSeek(known.text, known.now);
		case 'attestation':
			return openAttestation(known.text, known.now);
		case 'probe': {
			const { body, sender, reader, now } = known;
			return openProbe({ from: peer(sender), body }, now, peer(reader));
		}
		case 'offer': {
			const { body, sender, asked, now } = known;
			return openOffer({ from: peer(sender), body }, { ...asked, asker: peer(asked.asker) }, now);
		}
		case 'gossip': {
			const { body, sender, reader, now } = known;
			return openGossip({ from: peer(sender), body }, now, peer(reader));
		}
	}
}

const parts = valid.filter(({ opens }) => opens !== 'gossip');
const hearsay = valid.filter(({ opens }) => opens === 'gossip');

test.each(parts)('opens $name', async (known) => {
	expect(isRefusal(await opened(known))).toBe(false);
});

test.each(invalid)('refuses $name', async (known) => {
	expect(await opened(known)).toMatchObject({ rejected: known.rejected });
});

test.each(hearsay)('hears of $name what holds', async (known) => {
	const said = (await opened(known)) as Awaited<ReturnType<typeof openGossip>>;
	expect({
		cards: said.cards.map(({ id }) => id),
		attestations: said.attestations.map(({ id }) => id)
	}).toEqual(known.heard);
	expect(said.refused.map(({ rejected }) => rejected)).toEqual(known.refused);
});

test('no two cases have the same name', () => {
	const names = [...valid, ...invalid].map(({ name }) => name);
	expect(new Set(names).size).toBe(names.length);
});
