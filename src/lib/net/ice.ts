/** STUN and TURN servers as signaling servers name them: checked, because a browser throws at what it cannot read. */
import type { Direct } from './direct.ts';
import type { ToldIce } from './relay-client.ts';

/** Browsers warn from five on; own and added servers may name the same ones. */
const MAX_SERVERS = 8;
const STUN = /^stuns?:([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i;
const TURN = /^turns?:([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?(\?transport=(udp|tcp))?$/i;

/** What of it a browser takes. TURN without credentials is of no use to anybody. */
export function iceServersOf(told: ToldIce): readonly RTCIceServer[] {
	return told
		.map(({ urls, username, credential }): RTCIceServer => {
			if (username === undefined || credential === undefined)
				return { urls: urls.filter((url) => STUN.test(url)) };
			return { urls: urls.filter((url) => STUN.test(url) || TURN.test(url)), username, credential };
		})
		.filter(({ urls }) => urls.length > 0)
		.slice(0, MAX_SERVERS);
}

const urlsOf = ({ urls }: RTCIceServer): readonly string[] => (typeof urls === 'string' ? [urls] : urls);

/** Those among them that carry, instead of only telling an address. */
export const turnServersOf = (servers: readonly RTCIceServer[]): readonly RTCIceServer[] =>
	servers.filter((server) => urlsOf(server).some((url) => TURN.test(url)));

/** Whom a link would contact, as `host:port`. */
export const iceHostsOf = (servers: readonly RTCIceServer[]): readonly string[] => [
	...new Set(servers.flatMap(urlsOf).map((url) => url.replace(/^(?:stun|turn)s?:/i, '').replace(/\?.*$/, '')))
];

/** What the next link is made with; undefined: there is none now. */
export function configurationOf({
	mayLink,
	relayOnly,
	told
}: Pick<Direct, 'mayLink' | 'relayOnly' | 'told'>): RTCConfiguration | undefined {
	if (!mayLink) return undefined;
	const ice = iceServersOf(told);
	if (!relayOnly) return { iceServers: [...ice] };
	const turn = turnServersOf(ice);
	return turn.length === 0 ? undefined : { iceServers: [...turn], iceTransportPolicy: 'relay' };
}
