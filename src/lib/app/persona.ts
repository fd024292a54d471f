/** What this person chose to be called, where they are found, and the number of the card that says so. */
import type { Keyring, Self } from '#lib/agent/ports.ts';
import type { Settings } from '#lib/store/settings.ts';
import type { OnCard } from './found-kept.ts';

export interface Persona {
	/** What the person chose to be called; empty until they did. */
	name(): string;
	self(): Self;
	rename(name: string): Promise<void>;
	/**
	 * Numbers the card anew where the inbox key was renewed meanwhile, a server came or went, or the person wants to be found
	 * by something else.
	 */
	refresh(): Promise<void>;
}

interface Numbered {
	readonly said: string;
	readonly version: number;
}

/** What is said where the person lets nobody find them. */
const nothing: OnCard = { topics: [], capabilities: [], languages: [] };

/**
 * A card's version grows whenever what it says would change: the name, the server, the inbox key, what its owner is found by.
 * `changed` hears of it from then on.
 */
export async function openPersona(
	settings: Settings,
	keyring: Keyring,
	relays: () => readonly string[],
	now: () => number,
	changed: () => void = () => undefined
): Promise<Persona> {
	const kept = await settings.get('name');
	let name = typeof kept === 'string' ? kept : '';
	/** What others see of somebody who has not said what to be called. */
	const unnamed = `elm-${keyring.device.peer.slice(0, 4)}`;
	let numbered = readNumbered(await settings.get('card'));
	let found = nothing;
	let tell = (): void => undefined;

	async function renumber(): Promise<void> {
		// What cannot be loaded now changes nothing; the next refresh tries again.
		const next = await lookedUp(settings).catch(() => undefined);
		if (!next) return;
		const more = JSON.stringify(next) === JSON.stringify(nothing) ? [] : [next];
		// Whatever a card says without a name, the first named one replaces; and a first visit need not make an inbox key.
		if (name === '' && more.length === 0 && numbered.version === 0) return;
		const said = JSON.stringify([name, relays().join(' '), (await keyring.inbox()).id, ...more]);
		found = next;
		if (numbered.said === said) return;
		// By the clock, so that a second device under the same identity does not fall behind the first.
		numbered = { said, version: Math.max(now(), numbered.version + 1) };
		await settings.put('card', numbered);
		tell();
	}
	await renumber();
	tell = changed;

	return {
		name: () => name,
		self: () => ({
			...{ name: name || unnamed, relays: relays(), cardVersion: numbered.version },
			...found
		}),
		async rename(next) {
			await settings.put('name', next);
			name = next;
			await renumber();
		},
		refresh: renumber
	};
}

/** Loaded where there is something: most let nobody find them. */
async function lookedUp(settings: Settings): Promise<OnCard> {
	const kept = [await settings.get('found'), await settings.get('place')];
	if (kept.every((one) => one === undefined)) return nothing;
	return (await import('./found-kept.ts')).onCard(settings);
}

function readNumbered(kept: unknown): Numbered {
	const { said, version } = (kept ?? {}) as Partial<Record<keyof Numbered, unknown>>;
	return typeof said === 'string' && typeof version === 'number'
		? { said, version }
		: { said: '', version: 0 };
}
