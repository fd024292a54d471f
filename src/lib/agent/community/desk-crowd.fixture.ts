/**
 * A crowd that does anything at all, allowed or not, with its messages lost, doubled and shuffled and its members cut off from
 * one another; and some who write twice at one place. What they see once they meet again is for a test to compare.
 */
import type { Act, Role } from '../../protocol/acts.ts';
import { base64url } from '../../protocol/bytes.ts';
import type { EntryId } from '../../protocol/entry.ts';
import type { RandomBytes } from '../ports.ts';
import {
	aCommunity,
	aJoin,
	anInvite,
	anyHash,
	NOW,
	reconcile,
	unsignedEntry,
	type Replica
} from './desk.fixture.ts';

export interface Crowd {
	readonly replicas: readonly Replica[];
	/** Entries that were written, those that did not count among them. */
	readonly written: number;
	readonly forks: number;
}

/** Chance from seeded bytes. */
export class Dice {
	readonly #random: RandomBytes;
	#bytes: Uint8Array = new Uint8Array(0);
	#at = 0;

	constructor(random: RandomBytes) {
		this.#random = random;
	}

	/** 0 to below `sides`, at most 65,536. */
	roll(sides: number): number {
		if (this.#at + 2 > this.#bytes.length) [this.#bytes, this.#at] = [this.#random(4_096), 0];
		const value = (this.#bytes[this.#at]! << 8) | this.#bytes[this.#at + 1]!;
		this.#at += 2;
		return Math.floor((value / 65_536) * sides);
	}

	pick<T>(list: readonly T[]): T {
		return list[this.roll(list.length)]!;
	}

	/** So many times in a thousand. */
	chance(inThousand: number): boolean {
		return this.roll(1_000) < inThousand;
	}
}

/** An hour ago: what thousands write within this minute would be a flood, and cut off where it comes to each. */
const WRITTEN = NOW - 3_600_000;

const ROLES: readonly Role[] = ['anchor', 'anchor', 'member', 'member', 'guest'];

class Doing {
	readonly #dice: Dice;
	readonly #entries: EntryId[];
	readonly #replicas: readonly Replica[];

	constructor(dice: Dice, entries: EntryId[], replicas: readonly Replica[]) {
		this.#dice = dice;
		this.#entries = entries;
		this.#replicas = replicas;
	}

	/** Anything; what is about an entry takes a late one, and now and then one that nobody ever wrote. */
	async act(by: Replica): Promise<Act> {
		const dice = this.#dice;
		if (dice.chance(25)) return this.#deciding(by);
		const entries = this.#entries;
		const late = entries.length - 1 - dice.roll(Math.min(40, entries.length));
		const entry = dice.chance(20) ? anyHash(`${dice.roll(9)}`) : entries[late]!;
		const text = `A heron, ${dice.roll(1_000)}`;
		const on = dice.chance(700);
		switch (dice.roll(13)) {
			case 0:
			case 1:
			case 2:
				return { kind: 'post', title: `Post ${dice.roll(99)}`, text, question: dice.chance(300) };
			case 3:
			case 4:
			case 5:
				return { kind: 'reply', to: entry, text, mentions: [dice.pick(this.#replicas).who.peer] };
			case 6:
				return { kind: 'react', entry, with: dice.pick(['+1', '🐦', '__proto__']), on };
			case 7:
				return dice.chance(500) ? { kind: 'amend', entry, text } : { kind: 'amend', entry };
			case 8:
				return { kind: 'page', title: text, ...(dice.chance(300) && { page: entry }) };
			case 9:
				return { kind: 'edit', page: entry, update: base64url(new Uint8Array([dice.roll(256), 1])) };
			case 10: {
				const start = '2026-11-22T19:30';
				return { kind: 'event', title: text, start, zone: 'Europe/Berlin', ...(!on && { event: entry }) };
			}
			case 11:
				return dice.chance(500) ? { kind: 'pin', entry, on } : { kind: 'hide', entry, on, why: 'noise' };
			default:
				return { kind: 'file', name: text, type: 'text/plain', size: 3, pieces: [anyHash(text)] };
		}
	}

	async #deciding(by: Replica): Promise<Act> {
		const dice = this.#dice;
		const { peer } = dice.pick(this.#replicas).who;
		switch (dice.roll(9)) {
			case 0:
				return { kind: 'describe', name: `Birds ${dice.roll(99)}`, joining: dice.pick(['open', 'approval']) };
			case 1:
				return anInvite(1 + dice.roll(3));
			case 2:
				return { kind: 'epoch', n: 1 + dice.roll(9), check: anyHash(`${dice.roll(99)}`) };
			case 3: {
				const heads = await by.desk.logsOf(by.community, peer);
				const less = dice.roll(3);
				return {
					kind: 'remove',
					peer,
					heads: heads.map(({ dev, seq }) => ({ dev, seq: Math.max(0, seq - less) }))
				};
			}
			case 4:
				return dice.chance(200)
					? { kind: 'leave' }
					: { kind: 'summary', title: 'Herons', text: 'Seen', sources: [], confidence: 40 };
			case 5:
			case 6: {
				const open = (await by.desk.overview(by.community, NOW))?.invites ?? [];
				return open.length > 0 ? aJoin(by.who, dice.pick(open).entry) : anInvite();
			}
			default:
				return { kind: 'role', peer, role: dice.pick(ROLES) };
		}
	}
}

/**
 * `acts` of each of `names`: written where they stand, handed to whoever can be reached, in pieces and out of order. `forks`:
 * how often in a thousand somebody writes twice at one place.
 */
export async function aCrowd(
	names: readonly string[],
	acts: number,
	dice: Dice,
	{ forks = 1 }: { readonly forks?: number } = {}
): Promise<Crowd> {
	const { members, invite } = await aCommunity(names);
	const entries: EntryId[] = [invite.id];
	const doing = new Doing(dice, entries, members);
	await members[0]!.act({ kind: 'role', peer: members[1]!.who.peer, role: 'anchor' });
	let apart = members.map(() => 0);
	let [written, forked] = [0, 0];
	const mail: { readonly to: Replica; readonly text: string }[] = [];
	for (let turn = 0; turn < acts * members.length; turn++) {
		const at = dice.roll(members.length);
		const by = members[at]!;
		// Now and then the net falls apart into halves, or comes together again.
		if (dice.chance(20)) apart = members.map(() => dice.roll(dice.pick([1, 2, 3])));
		const ahead = dice.chance(10) ? dice.roll(50) : 0;
		const entry = await by.write(await doing.act(by), { at: WRITTEN + turn, ahead });
		const reached = members.filter((_, other) => apart[other] === apart[at] && other !== at);
		if (dice.chance(forks)) {
			const { community, seq, prev, clock } = entry;
			const other = unsignedEntry(
				by.who,
				{ kind: 'post', text: `Never said ${turn}` },
				{ community, seq, prev, clock }
			);
			// One version to some and another to the rest.
			for (const to of reached) mail.push({ to, text: dice.chance(500) ? other.text : entry.text });
			forked++;
		}
		await by.take([entry.text]);
		entries.push(entry.id);
		written++;
		for (const to of reached) if (dice.chance(600)) mail.push({ to, text: entry.text });
		while (mail.length > 8) {
			const [parcel] = mail.splice(dice.roll(mail.length), 1);
			if (dice.chance(100)) mail.push(parcel!);
			await parcel!.to.take([parcel!.text]);
		}
		if (dice.chance(10) && reached.length > 0) await reconcile(by, dice.pick(reached), 4);
	}
	return { replicas: members, written, forks: forked };
}

/** Everybody with everybody until all say the same; the rounds it took, or undefined. */
export async function heal(replicas: readonly Replica[], most = 12): Promise<number | undefined> {
	for (let round = 1; round <= most; round++) {
		for (const one of replicas) for (const other of replicas) if (one !== other) await reconcile(one, other);
		const digests = await Promise.all(replicas.map(async (one) => (await one.heads()).digest));
		if (new Set(digests).size === 1) return round;
	}
	return undefined;
}
