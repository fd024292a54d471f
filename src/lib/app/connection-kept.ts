/** What the person set about servers and privacy, read before anything is connected. */
import { MAX_RELAYS } from '#lib/protocol/limits.ts';
import type { Settings } from '#lib/store/settings.ts';

export const SERVERS = 'servers';
export const PRIVACY = 'privacy';

export interface KeptConnection {
	/** Beside the page's own. */
	servers: readonly URL[];
	relayOnly: boolean;
}

export async function keptConnection(settings: Pick<Settings, 'get'>): Promise<KeptConnection> {
	const kept = await settings.get(SERVERS);
	const servers = (Array.isArray(kept) ? kept : [])
		.filter((url): url is string => typeof url === 'string' && URL.canParse(url))
		.slice(0, MAX_RELAYS - 1)
		.map((url) => new URL(url));
	return { servers, relayOnly: (await settings.get(PRIVACY)) === 'relay-only' };
}
