/**
 * Goes through the deciding acts in order and says who is what. Where somebody is removed, what they decided beyond what the
 * removal lets count is taken back, and everything is gone through once more: that a removal once counted is not undone by it.
 * The same where an invite is revoked, and a join by it turns up that its revocation does not name.
 */
import type { ActOf } from '../../protocol/acts.ts';
import { MAX_LOGS, MAX_MEMBERS } from '../../protocol/limits.ts';
import type { EntryId } from '../../protocol/entry.ts';
import type { PeerId } from '../../protocol/identity.ts';
import type { Held } from './log.ts';
import {
	isCut,
	isDeciding,
	needOf,
	rankOf,
	tally,
	type Closing,
	type Cut,
	type Deciding,
	type Described,
	type Invited,
	type Person,
	type Roles,
	type Standing,
	type Tally
} from './roles.ts';

/** Devices of one author that may write: nobody fills what the community has room for. */
const LOGS_EACH = 16;
/** A number that jumps further would leave no room for the next. */
const EPOCH_LEAP = 1_000_000;

export function fold(deciding: readonly Held[]): Fold {
	const cuts: Cut[] = [];
	const closings: Closing[] = [];
	const ever = { logs: new Set<string>(), people: new Set<PeerId>() };
	for (;;) {
		const roles = new Fold(cuts, closings, ever);
		const takesBack = deciding.some((held, at) => {
			const [known, closed] = [cuts.length, closings.length];
			roles.add(held);
			if (closings.length > closed) return true;
			const cut = cuts.length > known ? cuts.at(-1) : undefined;
			// Cuts before this one took back some of it already, and that was not applied.
			return cut && deciding.slice(0, at).some((one) => isCut([cut], one) && !isCut(cuts.slice(0, -1), one));
		});
		if (!takesBack) return roles;
	}
}

export class Fold implements Roles {
	readonly described: Described = {
		...{ name: '', about: '', norms: '', topics: [], listed: false, joining: 'approval', foundedAt: 0 },
		epoch: undefined
	};
	readonly people = new Map<PeerId, Person>();
	readonly invites = new Map<EntryId, Invited>();
	readonly admitted = new Set<string>();
	readonly faults: Tally = new Map();
	readonly cuts: Cut[];
	readonly #closings: Closing[];
	readonly #logs = new Map<PeerId, number>();

	/** Who and which logs had a part in it, taken back or not: what is shown hangs on all of them. */
	readonly ever: { readonly logs: Set<string>; readonly people: Set<PeerId> };

	constructor(cuts: Cut[], closings: Closing[], ever: Fold['ever']) {
		this.cuts = cuts;
		this.#closings = closings;
		this.ever = ever;
	}

	/** The next in order. */
	add(held: Held): void {
		if (isCut(this.cuts, held)) return;
		const { author, entry } = held;
		const { act, dev } = entry;
		if (!this.admitted.has(dev) && !this.#admits(held)) return;
		this.admitted.add(dev);
		this.ever.logs.add(dev);
		const person = this.people.get(author);
		if (held.forked && person && !person.frozen) {
			tally(this.faults, author, 'forked', entry.at);
			this.#turn(person, held, person.standing, true);
		}
		if ((person?.frozen && !held.forked) || !isDeciding(act)) return;
		if (act.kind === 'join') return this.#join(held, act);
		if (act.kind === 'found') return this.#found(held, act);
		if (!person) return;
		const need = needOf(act);
		if (rankOf(person.standing) >= need) this.#apply(held, act, person);
		else if (person.best < need) tally(this.faults, author, 'not-allowed', entry.at);
	}

	/** Whether a log may begin here, with its first entry. */
	#admits(held: Held): boolean {
		const { author, entry } = held;
		if (entry.seq !== 1 || this.admitted.size >= MAX_LOGS) return false;
		const logs = this.#logs.get(author) ?? 0;
		const person = this.people.get(author);
		const there = person !== undefined && person.standing !== 'none' && (!person.frozen || held.forked);
		const { act } = entry;
		const may =
			act.kind === 'found'
				? this.people.size === 0
				: act.kind === 'join'
					? held.proven === true && this.invites.has(act.invite) && (there || this.#mayEnter(held, act))
					: there;
		if (!may || logs >= LOGS_EACH) return false;
		this.#logs.set(author, logs + 1);
		return true;
	}

	#mayEnter({ id, author, entry, proven }: Held, act: ActOf<'join'>): boolean {
		const invite = this.invites.get(act.invite);
		if (!proven || !invite || invite.revoked || entry.at > invite.until) return false;
		if (invite.joins.length >= invite.uses) return false;
		if (this.#closings.some((closing) => closing.invite === act.invite && !closing.joins.has(id)))
			return false;
		let there = 0;
		for (const { standing, peer } of this.people.values())
			if (standing !== 'none' && peer !== author) there++;
		return there < MAX_MEMBERS;
	}

	#found(held: Held, act: ActOf<'found'>): void {
		if (this.people.size > 0) return;
		const { name, about = '', joining } = act;
		Object.assign(this.described, { name, about, joining, foundedAt: held.entry.at });
		this.#turn(this.#person(held, act.card), held, 'anchor');
	}

	#join(held: Held, act: ActOf<'join'>): void {
		const known = this.people.get(held.author);
		// Another device of somebody who is in: nothing of the invite is used up.
		if (known && known.standing !== 'none') {
			if (held.proven) known.card = act.card;
			return;
		}
		const invite = this.invites.get(act.invite);
		if (!invite || !this.#mayEnter(held, act)) return;
		invite.joins.push(held.id);
		const person = known ?? this.#person(held, act.card);
		person.card = act.card;
		person.since = held.entry.at;
		const open = this.described.joining === 'open' && !person.removed;
		this.#turn(person, held, open ? 'member' : 'asking');
	}

	#person({ author, entry }: Held, card: string): Person {
		const person: Person = {
			...{ peer: author, standing: 'none', frozen: false, since: entry.at, best: 0, removed: false },
			...{ card, turns: [] }
		};
		this.people.set(author, person);
		this.ever.people.add(author);
		return person;
	}

	#turn(person: Person, { clock, id }: Held, standing: Standing, frozen = person.frozen): void {
		person.best = Math.max(person.best, rankOf(standing));
		Object.assign(person, { standing, frozen });
		person.turns.push({ clock, id, standing, frozen, best: person.best });
	}

	#apply(held: Held, act: Exclude<Deciding, { kind: 'found' | 'join' }>, author: Person): void {
		const { at } = held.entry;
		switch (act.kind) {
			case 'describe': {
				const { kind: _, ...given } = act;
				Object.assign(this.described, given);
				return;
			}
			case 'invite': {
				const { key, uses, until } = act;
				this.invites.set(held.id, {
					...{ entry: held.id, by: held.author, key, uses, until, joins: [], revoked: false }
				});
				return;
			}
			case 'revoke':
				return this.#revoke(act);
			case 'role':
				return this.#role(held, act);
			case 'remove':
				return this.#remove(held, act);
			case 'leave':
				if (author.standing !== 'none' && !this.#isLastAnchor(author)) this.#turn(author, held, 'none');
				return;
			case 'epoch': {
				const { n, check } = act;
				const now = this.described.epoch?.n ?? 0;
				if (n > now && n <= now + EPOCH_LEAP) this.described.epoch = { n, check, at };
			}
		}
	}

	#role(held: Held, act: ActOf<'role'>): void {
		const person = this.people.get(act.peer as PeerId);
		if (!person || person.standing === 'none' || person.standing === act.role) return;
		if (this.#isLastAnchor(person)) return;
		if (person.standing === 'asking') {
			person.since = held.entry.at;
			person.removed = false;
		}
		this.#turn(person, held, act.role);
	}

	#remove(held: Held, act: ActOf<'remove'>): void {
		const person = this.people.get(act.peer as PeerId);
		if (!person || person.standing === 'none' || this.#isLastAnchor(person)) return;
		const heads = new Map(act.heads.map(({ dev, seq }) => [dev, seq]));
		const { peer } = person;
		person.removed = true;
		this.#turn(person, held, 'none', false);
		if (!this.cuts.some(({ place }) => place.id === held.id)) this.cuts.push({ place: held, peer, heads });
	}

	#revoke(act: ActOf<'revoke'>): void {
		const invite = this.invites.get(act.invite);
		if (!invite) return;
		invite.revoked = true;
		const joins = new Set(act.joins);
		if (invite.joins.every((id) => joins.has(id))) return;
		this.#closings.push({ invite: act.invite, joins });
	}

	#isLastAnchor({ standing, peer }: Person): boolean {
		if (standing !== 'anchor') return false;
		for (const other of this.people.values())
			if (other.peer !== peer && other.standing === 'anchor') return false;
		return true;
	}
}
