/** How the node stands towards the world, in words. Peers are counted when a message reaches them now, never before. */
import { text } from './text.ts';

export interface Standing {
	/** The device's own network. */
	readonly network: boolean;
	readonly server: 'connecting' | 'online' | 'offline';
	readonly contacts: number;
	readonly online: number;
}

export function connectionWords({ network, server, contacts, online }: Standing): string {
	const words = text.frame.status;
	if (!network && server !== 'online' && online === 0) return words.deviceOffline;
	switch (server) {
		case 'connecting':
			return words.connecting;
		case 'offline':
			return online > 0 ? words.serverOfflineWith(online) : words.serverOffline;
		case 'online':
			if (contacts === 0) return words.noPeers;
			return online > 0 ? words.online(online) : words.alone;
	}
}
