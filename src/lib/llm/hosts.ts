/**
 * Which other hosts a worker may contact. A worker named `*.outside.worker` is started with the list in its own address
 * (`?to=`), so that the server's policy for this one script and the check in the worker's code say the same. A worker
 * without a list contacts nobody but this site.
 */

/** More than any model or endpoint needs. */
const MAX_ORIGINS = 8;
/** A scheme, perhaps all subdomains, a name or address, perhaps a port; nothing else. The server holds to the same. */
const ORIGIN =
	/^https?:\/\/(?:(?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/;

/** This machine by the name that a policy can carry: browsers leave out of one what stands in brackets. */
export function nameLoopback(url: URL): void {
	if (url.hostname === '[::1]') url.hostname = 'localhost';
}

/** `script` as the address of a worker that may contact `origins`; throws RangeError for what is no origin. */
export function outsideScript(script: string | URL, origins: readonly string[], base: string): string {
	const url = new URL(script, base);
	const to = [...new Set(origins)].sort();
	if (to.length > MAX_ORIGINS) throw new RangeError(`origins: expected at most ${MAX_ORIGINS}`);
	for (const origin of to) if (!ORIGIN.test(origin)) throw new RangeError(`not an origin: ${origin}`);
	url.searchParams.set('to', to.join(' '));
	return url.href;
}

/** What the worker's own address allows it; what is not an origin is left out. */
export function originsOf(script: string | URL): readonly string[] {
	const to = new URL(script).searchParams.get('to') ?? '';
	return to
		.split(' ')
		.filter((origin) => ORIGIN.test(origin))
		.slice(0, MAX_ORIGINS);
}

/** Whether a worker of the site `self` that was started for `origins` may contact this address. */
export function mayContact(address: string | URL, origins: readonly string[], self: string): boolean {
	if (!URL.canParse(address)) return false;
	const url = new URL(address);
	if (url.username !== '' || url.password !== '') return false;
	if (url.protocol !== 'https:' && url.protocol !== 'http:') return false;
	return url.origin === self || origins.some((origin) => covers(origin, url));
}

/** `https://*.hf.co` stands for every name below hf.co on the same port, and not for hf.co. */
function covers(origin: string, url: URL): boolean {
	if (!origin.includes('*')) return url.origin === new URL(origin).origin;
	const { protocol, hostname, port } = new URL(origin.replace('*.', ''));
	return url.protocol === protocol && url.port === port && url.hostname.endsWith(`.${hostname}`);
}
