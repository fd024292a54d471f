/**
 * Presence, where the person wants it: told live to contacts who are there, when it changes and when they come, and no more
 * than once in ten seconds. What contacts say of themselves is kept as long as their link. Loaded once either happens.
 */
import type { Agent } from '#lib/agent/agent.ts';
import { NodeError, type Clock } from '#lib/agent/ports.ts';
import { presenceOf, type Presence } from '#lib/agent/presence.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { Settings } from '#lib/store/settings.ts';
import type { PeerSummary } from './node-api.ts';
import type { Away } from './presence-away.ts';
import type { Doings } from './presence-doing.ts';
import type { OwnPresence, PeerPresence, PresenceApi, PresenceState } from './words-api.ts';

/** What the screens' own browser tells of its battery, where it does. */
export interface Battery {
	readonly charging: boolean;
	/** 0 to 1. */
	readonly level: number;
	onChange(listener: () => void): void;
}

export interface PresenceDeps {
	readonly settings: Settings;
	readonly agent: Pick<Agent, 'tellPresence'>;
	readonly peers: () => readonly PeerSummary[];
	readonly onPeers: (listener: () => void) => void;
	readonly me: PeerId;
	/** What my agent is doing now. */
	readonly doings: Pick<Doings, 'now' | 'onChange'>;
	/** Begins to look whether my person is there, once somebody is told. */
	readonly watchAway: (changed: () => void) => Pick<Away, 'isAway'>;
	readonly battery: () => Promise<Battery | undefined>;
	readonly sleep: Clock['sleep'];
	readonly tell: (presences: readonly PeerPresence[]) => void;
}

export interface PresenceKeeper extends PresenceApi {
	/** At the start, where the person had it on. */
	beginPresence(): Promise<void>;
	heardPresence(peer: PeerId, presence: Presence): Promise<void>;
}

/** The name of the setting; where there is none nothing of this is loaded. */
export const PRESENCE = 'presence';
const APART_MS = 10_000;
/** What an agent does within a blink is nobody's news. */
const LASTING_MS = 2_000;
/** A battery is told in steps: a hundredth less is no news. */
const ENERGY_STEP = 10;
const nothing: OwnPresence = { on: false, state: 'available', focus: '' };
const states: readonly PresenceState[] = ['available', 'busy', 'away'];
const isHere = ({ standing, reach }: PeerSummary): boolean =>
	standing === 'accepted' && (reach === 'direct' || reach === 'relay');

export async function keepPresence(deps: PresenceDeps): Promise<PresenceKeeper> {
	const { settings, agent, peers, sleep, tell } = deps;
	const others = new Map<PeerId, PeerPresence>();
	/** Who was told what last. */
	const told = new Map<PeerId, string>();
	let own = read(await settings.get(PRESENCE));
	let battery: Battery | undefined;
	let away: Pick<Away, 'isAway'> | undefined;
	let isWaiting = false;

	function now(): Presence {
		if (!own.on) return { state: 'away' };
		const isLow = battery && !battery.charging;
		return presenceOf({
			state: own.state === 'available' && away?.isAway() ? 'away' : own.state,
			focus: own.focus,
			...(isLow && { energy: Math.ceil((battery!.level * 100) / ENERGY_STEP) * ENERGY_STEP }),
			...(deps.doings.now && { doing: deps.doings.now })
		});
	}

	/** Everybody's, and mine as they see it. */
	const show = (): void => tell([...others.values(), ...(own.on ? [{ peer: deps.me, ...now() }] : [])]);

	/** To whoever is there and was told something else. Those who never heard of me hear nothing while it is off. */
	async function say(): Promise<void> {
		const presence = now();
		const text = JSON.stringify(presence);
		for (const { peer } of peers().filter(isHere)) {
			if (told.get(peer) === text || (!own.on && !told.has(peer))) continue;
			told.set(peer, text);
			await agent.tellPresence(peer, presence).catch((error: unknown) => {
				if (!(error instanceof NodeError)) throw error;
				told.delete(peer);
			});
		}
	}

	/** The first at once, what changes meanwhile together after a while. */
	function saySoon(): void {
		if (isWaiting) return;
		isWaiting = true;
		void say()
			.catch(() => undefined)
			.then(() => sleep(APART_MS))
			.then(() => {
				isWaiting = false;
				if (told.size > 0 || own.on) return sayIfNew();
			});
	}

	function sayIfNew(): void {
		const text = JSON.stringify(now());
		const isNews = peers().some(
			(one) => isHere(one) && told.get(one.peer) !== text && (own.on || told.has(one.peer))
		);
		if (isNews) saySoon();
	}

	function peersChanged(): void {
		const here = new Set(
			peers()
				.filter(isHere)
				.map(({ peer }) => peer)
		);
		for (const peer of told.keys()) if (!here.has(peer)) told.delete(peer);
		const gone = [...others.keys()].filter((peer) => !here.has(peer));
		for (const peer of gone) others.delete(peer);
		if (gone.length > 0) show();
		sayIfNew();
	}

	deps.onPeers(peersChanged);
	const moved = (): void => {
		if (own.on) show();
		sayIfNew();
	};
	deps.doings.onChange(() => void sleep(LASTING_MS).then(moved, () => undefined));

	async function begin(): Promise<void> {
		if (!own.on) return;
		if (!battery) {
			battery = await deps.battery();
			battery?.onChange(moved);
		}
		away ??= deps.watchAway(moved);
		moved();
	}

	return {
		beginPresence: begin,
		async heardPresence(peer, presence) {
			others.set(peer, { peer, ...presenceOf(presence) });
			show();
		},
		ownPresence: async () => own,
		async setOwnPresence(change) {
			own = read({ ...own, ...change });
			await settings.put(PRESENCE, own);
			if (own.on) await begin();
			else {
				show();
				sayIfNew();
			}
			return own;
		}
	};
}

function read(kept: unknown): OwnPresence {
	if (typeof kept !== 'object' || kept === null) return nothing;
	const { on, state, focus } = kept as Partial<Record<keyof OwnPresence, unknown>>;
	return {
		on: on === true,
		state: states.find((one) => one === state) ?? 'available',
		focus: typeof focus === 'string' ? focus.slice(0, 80) : ''
	};
}

interface BrowserBattery extends EventTarget {
	readonly charging: boolean;
	readonly level: number;
}

/** Few browsers tell. */
export async function browserBattery(): Promise<Battery | undefined> {
	const { getBattery } = navigator as Navigator & { getBattery?: () => Promise<BrowserBattery> };
	const battery = await getBattery?.call(navigator).catch(() => undefined);
	if (!battery) return undefined;
	return {
		get charging() {
			return battery.charging;
		},
		get level() {
			return battery.level;
		},
		onChange(listener) {
			for (const what of ['chargingchange', 'levelchange']) battery.addEventListener(what, listener);
		}
	};
}
