/** What this person chose to be called, where they are found, and the number of the card that says so. */
import type { Keyring, Self } from '#lib/agent/ports.ts';
import type { Settings } from '#lib/store/settings.ts';

export interface Persona {
	/** What the person chose to be called; empty until they did. */
	name(): string;
	self(): Self;
	rename(name: string): Promise<void>;
	/** Numbers the card anew where the inbox key was renewed meanwhile, or a server came or went. */
	refresh(): Promise<void>;
}

interface Numbered {
	readonly said: string;
	readonly version: number;
}

/** A card's version grows whenever what it says would change: the name, the server, the inbox key. */
export async function openPersona(
	settings: Settings,
	keyring: Keyring,
	relays: () => readonly string[],
	now: () => number
): Promise<Persona> {
	const kept = await settings.get('name');
	let name = typeof kept === 'string' ? kept : '';
	/** What others see of somebody who has not said what to be called. */
	const unnamed = `elm-${keyring.device.peer.slice(0, 4)}`;
	let numbered = readNumbered(await settings.get('card'));

	async function renumber(): Promise<void> {
		// Whatever a card says without a name, the first named one replaces; and a first visit need not make an inbox key.
		if (name === '') return;
		const said = JSON.stringify([name, relays().join(' '), (await keyring.inbox()).id]);
		if (numbered.said === said) return;
		// By the clock, so that a second device under the same identity does not fall behind the first.
		numbered = { said, version: Math.max(now(), numbered.version + 1) };
		await settings.put('card', numbered);
	}
	await renumber();

	return {
		name: () => name,
		self: () => ({
			...{ name: name || unnamed, relays: relays(), cardVersion: numbered.version },
			...{ topics: [], capabilities: [], languages: [] }
		}),
		async rename(next) {
			await settings.put('name', next);
			name = next;
			await renumber();
		},
		refresh: renumber
	};
}

function readNumbered(kept: unknown): Numbered {
	const { said, version } = (kept ?? {}) as Partial<Record<keyof Numbered, unknown>>;
	return typeof said === 'string' && typeof version === 'number'
		? { said, version }
		: { said: '', version: 0 };
}
