import { describe, expect, test } from 'vitest';
import { asPeerId, type PeerId } from '#lib/protocol/identity.ts';
import { FramedLink } from './framed-link.ts';
import { DialError, type Link } from './link.ts';
import { loopbackChannels } from './loopback-link.ts';
import { Neighbour, type NeighbourDeps } from './neighbour.ts';
import { HandClock, settled } from './test-peers.ts';

const small = asPeerId('a'.repeat(64)) as PeerId;
const large = asPeerId('b'.repeat(64)) as PeerId;

/** Two ends of one link, as seen by both. */
function joined(clock: HandClock, dialledBy: PeerId): { atSmall: Link; atLarge: Link } {
	const [a, b] = loopbackChannels();
	const common = { dev: '', over: 'direct', dialledBy } as const;
	return {
		atSmall: new FramedLink(a, { ...common, peer: large }, clock),
		atLarge: new FramedLink(b, { ...common, peer: small }, clock)
	};
}

function at(me: PeerId, clock: HandClock, changes: Partial<NeighbourDeps> = {}): Neighbour {
	return new Neighbour(me === small ? large : small, {
		me,
		dial: undefined,
		clock,
		chance: () => 0.5,
		refused: () => false,
		deliver: async () => undefined,
		onChange: () => undefined,
		onAbuse: () => undefined,
		...changes
	});
}

/** Counts dials, which all fail. */
function aDialler(failure: 'no-path' | 'in-the-middle' = 'no-path') {
	const dials: string[] = [];
	return {
		dials,
		dial: async (id: string): Promise<Link> => {
			dials.push(id);
			throw new DialError(failure);
		}
	};
}

describe('dialling', () => {
	test('the smaller id dials at once, the larger one gives it three seconds', async () => {
		const clock = new HandClock();
		const [one, two] = [aDialler(), aDialler()];
		at(small, clock, one).setDevices(['x']);
		at(large, clock, two).setDevices(['y']);
		await settled();
		expect([one.dials, two.dials]).toEqual([['x'], []]);
		await clock.advance(3_000);
		expect(two.dials).toEqual(['y']);
	});

	test('fewer than ten attempts in the first minute, and none once it is offline', async () => {
		const clock = new HandClock();
		const dialler = aDialler();
		const neighbour = at(small, clock, dialler);
		neighbour.setDevices(['x']);
		await clock.advance(60_000);
		const { length } = dialler.dials;
		expect(length).toBeGreaterThan(2);
		expect(length).toBeLessThan(10);
		neighbour.setDevices([]);
		await clock.advance(600_000);
		expect(dialler.dials.length).toBe(length);
		neighbour.setDevices(['x']);
		await settled();
		expect(dialler.dials.length).toBe(length + 1);
	});

	test('a link that came from the other side ends the attempts; its loss begins them again', async () => {
		const clock = new HandClock();
		const dialler = aDialler();
		const neighbour = at(small, clock, dialler);
		neighbour.setDevices(['x']);
		await settled();
		const { atSmall, atLarge } = joined(clock, large);
		neighbour.adopt(atSmall);
		await clock.advance(120_000);
		expect(dialler.dials).toHaveLength(1);
		atLarge.close();
		await clock.advance(10_000);
		expect(dialler.dials.length).toBeGreaterThan(1);
	});

	test('somebody in the middle is remembered until a link is proven', async () => {
		const clock = new HandClock();
		const neighbour = at(small, clock, aDialler('in-the-middle'));
		neighbour.setDevices(['x']);
		await settled();
		expect(neighbour.inTheMiddle).toBe(true);
		neighbour.adopt(joined(clock, large).atSmall);
		expect(neighbour.inTheMiddle).toBe(false);
	});

	test('a refused peer is neither dialled nor let in', async () => {
		const clock = new HandClock();
		const dialler = aDialler();
		const neighbour = at(small, clock, { ...dialler, refused: () => true });
		neighbour.setDevices(['x']);
		const { atSmall, atLarge } = joined(clock, large);
		neighbour.adopt(atSmall);
		expect(await atLarge.closed).toBe('refused');
		expect([dialler.dials, neighbour.links]).toEqual([[], []]);
	});
});

describe('two links', () => {
	test.each([
		['the smaller id first', [small, large]],
		['the larger id first', [large, small]]
	])('dialled by both, %s: the one the smaller id dialled stays', async (_, order) => {
		const clock = new HandClock();
		const [here, there] = [at(small, clock), at(large, clock)];
		const links = order.map((dialledBy) => joined(clock, dialledBy));
		for (const { atSmall } of links) here.adopt(atSmall);
		for (const { atLarge } of links.toReversed()) there.adopt(atLarge);
		await settled();
		expect(here.links.map(({ dialledBy }) => dialledBy)).toEqual([small]);
		expect(there.links.map(({ dialledBy }) => dialledBy)).toEqual([small]);
	});

	test('of two that the same side dialled the newer stays: the older belongs to a page that reloaded', async () => {
		const clock = new HandClock();
		const neighbour = at(small, clock);
		const [older, newer] = [joined(clock, small), joined(clock, small)];
		neighbour.adopt(older.atSmall);
		neighbour.adopt(newer.atSmall);
		await settled();
		expect(neighbour.links).toEqual([newer.atSmall]);
		expect(await older.atLarge.closed).toBe('replaced');
	});

	test('a preferred link that is dead gives way to the living one', async () => {
		const clock = new HandClock();
		const neighbour = at(small, clock);
		// A page that froze: its end takes frames and answers none.
		const [deadEnd] = loopbackChannels();
		const frozen = new FramedLink(deadEnd, { peer: large, dev: '', over: 'direct', dialledBy: small }, clock);
		const living = joined(clock, large);
		neighbour.adopt(frozen);
		neighbour.adopt(living.atSmall);
		await clock.advance(2_000);
		expect(neighbour.links).toEqual([living.atSmall]);
		expect(neighbour.link).toBe(living.atSmall);
	});
});
