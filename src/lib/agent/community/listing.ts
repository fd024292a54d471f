/**
 * Listing in the topic directory the communities that say so, for those whose anchor I am: a card signed by me, with a link
 * that was made for nothing else, so that whoever finds it there knocks at my door. Each anchor does this for itself and
 * touches no other's. What is listed no more is taken out, and its link revoked where that is mine to do.
 */
import {
	decodeCommunityLink,
	encodeCommunityLink,
	type CommunityLink
} from '../../protocol/community-link.ts';
import { write } from '../../protocol/envelope.ts';
import { LISTING_LIFETIME_MS, MAX_CARD_CHARS } from '../../protocol/limits.ts';
import { isRefusal } from '../../protocol/refusal.ts';
import type { Clock, CommunityDirectory, Keyring, KeptCommunity, RandomBytes } from '../ports.ts';
import type { Society } from './society-port.ts';
import type { Overview } from './views.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Half of what a card lives: whoever looks in between finds one that still holds. */
const SIGN_AGAIN_MS = LISTING_LIFETIME_MS / 2;
/** Where there was no room: another of mine may have been taken out. */
const FULL_AGAIN_MS = MINUTE_MS;
/** Whoever keeps a link that is listed no more has it for so long at most. */
const LINK_MS = 7 * DAY_MS;
/** Then another takes its place: who finds it must have the time to knock. */
const LINK_LEFT_MS = DAY_MS;
const LINK_USES = 64;
/** Somebody may use up or revoke one after the other. */
const LINKS_AN_HOUR = 3;
/** How many are in it is nobody's business to the one. */
const ABOUT = [200, 100, 50, 20, 10, 5, 2, 1] as const;

export interface ListingDeps {
	readonly keyring: Pick<Keyring, 'device'>;
	readonly society: Pick<Society, 'list' | 'overview' | 'invite' | 'linkOf' | 'act' | 'change'>;
	readonly directory: Pick<CommunityDirectory, 'list' | 'isFull'>;
	readonly clock: Pick<Clock, 'now'>;
	readonly random: RandomBytes;
	/** The directories have no room for it any more, or have again. */
	readonly fullChanged: (community: string) => void;
}

export interface Listings {
	/** Something of this community may be another: lists it, lists it anew, or takes it out. */
	look(community: string): Promise<void>;
	/** Signs anew what is listed and soon ends. */
	tick(): Promise<void>;
}

export function keepListings(deps: ListingDeps): Listings {
	const { society, directory, clock } = deps;
	/** What the directory was told last of each, and when; nothing yet where that failed. */
	const shown = new Map<string, { readonly says: string; readonly at: number } | undefined>();
	const full = new Set<string>();
	const made = new Map<string, readonly number[]>();
	let last: Promise<unknown> = Promise.resolve();

	/** In turn: a link that is being made is not made twice. */
	function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
		const done = last.then(work);
		last = done.catch(() => undefined);
		return done;
	}

	async function look(id: string): Promise<void> {
		const kept = (await society.list()).find((one) => one.id === id);
		const seen = kept && (await society.overview(id));
		if (kept && seen && isToBeListed(kept, seen)) return list(kept, seen);
		await takeOut(id);
		if (kept?.listing !== undefined) await giveUpLink(kept, seen);
	}

	async function list(kept: KeptCommunity, seen: Overview): Promise<void> {
		// From now on every tick looks at it, also where something below fails.
		if (!shown.has(kept.id)) shown.set(kept.id, undefined);
		const link = (await linkInUse(kept, seen)) ?? (await anotherLink(kept));
		if (!link) return takeOut(kept.id);
		const says = JSON.stringify([link, saidOf(seen)]);
		const [before, now] = [shown.get(kept.id), clock.now()];
		const againMs = (await directory.isFull(kept.id)) ? FULL_AGAIN_MS : SIGN_AGAIN_MS;
		if (before?.says === says && now - before.at < againMs) return;
		const card = await signed(seen, link);
		await directory.list(
			kept.id,
			card,
			seen.topics.map(({ cell }) => cell)
		);
		shown.set(kept.id, { says, at: now });
	}

	async function linkInUse(
		{ id, listing }: KeptCommunity,
		seen: Overview
	): Promise<CommunityLink | undefined> {
		const open = seen.invites.find(({ entry }) => entry === listing);
		if (!open || open.until - clock.now() < LINK_LEFT_MS) return undefined;
		return readLink(await society.linkOf(id, open.entry));
	}

	async function anotherLink({ id }: KeptCommunity): Promise<CommunityLink | undefined> {
		const now = clock.now();
		const lately = (made.get(id) ?? []).filter((at) => now - at < HOUR_MS);
		if (lately.length >= LINKS_AN_HOUR) return undefined;
		made.set(id, [...lately, now]);
		const link = readLink(await society.invite(id, LINK_USES, now + LINK_MS));
		if (link) await society.change(id, { listing: link.invite });
		return link;
	}

	async function takeOut(id: string): Promise<void> {
		if (!shown.has(id)) return;
		await directory.list(id, undefined, []);
		shown.delete(id);
		full.delete(id);
	}

	/** Also of a session before, in which the directory was told: it may remember for a while. */
	async function giveUpLink({ id, listing }: KeptCommunity, seen: Overview | undefined): Promise<void> {
		await directory.list(id, undefined, []);
		const open = seen?.invites.find(({ entry }) => entry === listing);
		if (open && seen?.mine === 'anchor')
			await society.act(id, { kind: 'revoke', invite: open.entry, joins: [...open.joins] });
		await society.change(id, { listing: undefined });
	}

	/** With as many doors as fit beside what the community says of itself. */
	async function signed(seen: Overview, link: CommunityLink): Promise<string> {
		const { text } = await write<'community-card'>({
			kind: 'community-card',
			body: { ...saidOf(seen), link: encodeCommunityLink(link) },
			...{ from: deps.keyring.device, travel: 'kept', now: clock.now(), random: deps.random },
			lifetimeMs: LISTING_LIFETIME_MS
		});
		if (text.length <= MAX_CARD_CHARS || link.doors.length === 1) return text;
		return signed(seen, { ...link, doors: link.doors.slice(0, -1) });
	}

	async function noteFull(id: string): Promise<void> {
		const isFull = await directory.isFull(id);
		if (isFull === full.has(id)) return;
		if (isFull) full.add(id);
		else full.delete(id);
		deps.fullChanged(id);
	}

	return {
		look: (id) => inTurn(() => look(id)),
		tick: () =>
			inTurn(async () => {
				for (const id of [...shown.keys()]) {
					// What fails is tried again with the next tick, and holds up none behind it.
					await look(id).catch(() => undefined);
					await noteFull(id);
				}
			})
	};
}

const isToBeListed = ({ standing }: KeptCommunity, { mine, listed, topics }: Overview): boolean =>
	standing === 'in' && mine === 'anchor' && listed && topics.length > 0;

const saidOf = ({ id, name, about, topics, joining, members }: Overview) => ({
	...{ community: id, name, topics: [...topics], joining, ...(about !== '' && { about }) },
	members: ABOUT.find((so) => members.length >= so) ?? 1
});

function readLink(encoded: string | undefined): CommunityLink | undefined {
	const link = encoded === undefined ? undefined : decodeCommunityLink(encoded);
	return link && !isRefusal(link) ? link : undefined;
}
