/**
 * Where a wake-up may go. An endpoint is an address a stranger chose: it is asked only by https, on the usual port, and
 * never inside this machine's own networks, whatever a name resolves to at the moment of connecting.
 */
import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Loopback, private, link-local, shared, documentation, multicast, reserved; and the ways to write IPv4 in IPv6. */
const HERE: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
	['0.0.0.0', 8, 'ipv4'],
	['10.0.0.0', 8, 'ipv4'],
	['100.64.0.0', 10, 'ipv4'],
	['127.0.0.0', 8, 'ipv4'],
	['169.254.0.0', 16, 'ipv4'],
	['172.16.0.0', 12, 'ipv4'],
	['192.0.0.0', 24, 'ipv4'],
	['192.0.2.0', 24, 'ipv4'],
	['192.88.99.0', 24, 'ipv4'],
	['192.168.0.0', 16, 'ipv4'],
	['198.18.0.0', 15, 'ipv4'],
	['198.51.100.0', 24, 'ipv4'],
	['203.0.113.0', 24, 'ipv4'],
	['224.0.0.0', 3, 'ipv4'],
	['::', 96, 'ipv6'],
	['::ffff:0:0', 96, 'ipv6'],
	['64:ff9b::', 96, 'ipv6'],
	['64:ff9b:1::', 48, 'ipv6'],
	['100::', 64, 'ipv6'],
	['2001::', 23, 'ipv6'],
	['2001:db8::', 32, 'ipv6'],
	['2002::', 16, 'ipv6'],
	['fc00::', 7, 'ipv6'],
	['fe80::', 10, 'ipv6'],
	['fec0::', 10, 'ipv6'],
	['ff00::', 8, 'ipv6']
];

/** One list for each: in one alone, a rule for IPv4 written in IPv6 would hold for all of IPv4. */
const here = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [network, bits, family] of HERE) here[family].addSubnet(network, bits, family);

/** Whether an address, as a number, is one that strangers may not have us ask. What is no address is none they may. */
export function isPrivate(address: string): boolean {
	const version = isIP(address);
	if (version === 0) return true;
	const family = version === 4 ? 'ipv4' : 'ipv6';
	return here[family].check(address, family);
}

/** The address where it may be asked at all; undefined where not. A name is resolved only when it is asked. */
export function endpointOf(text: string, allowPrivate = false): URL | undefined {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (!url || url.username !== '' || url.password !== '' || url.hash !== '') return undefined;
	if (allowPrivate) return /^https?:$/.test(url.protocol) ? url : undefined;
	const host = url.hostname.replace(/^\[|\]$/g, '');
	if (url.protocol !== 'https:' || url.port !== '') return undefined;
	return isIP(host) !== 0 && isPrivate(host) ? undefined : url;
}

/** Resolves a name for a connection, and refuses it where any of its addresses is here. */
export const lookupOutside: LookupFunction = (hostname, options, callback) => {
	lookup(hostname, { ...options, all: true }, (error, addresses) => {
		const [first] = addresses ?? [];
		if (error || !first) return callback(error ?? new Error('no address'), '', 0);
		if (addresses.some(({ address }) => isPrivate(address)))
			return callback(new Error('an address of a private network'), '', 0);
		if (options.all) callback(null, addresses);
		else callback(null, first.address, first.family);
	});
};
