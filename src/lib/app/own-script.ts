/**
 * Addresses of our own scripts, in the form the page's policy takes. Workers and the service worker are the only
 * scripts ever started by address; anything from another origin is refused here, before the browser is asked.
 */

interface OwnScripts {
	createScriptURL(url: string): unknown;
}
interface TrustedTypes {
	createPolicy(name: string, rules: { createScriptURL(url: string): string }): OwnScripts;
}

let policy: OwnScripts | undefined;

/** `url` as a script of this site; throws RangeError when it is not one. The browser takes it wherever it takes an address. */
export function ownScript(url: string | URL): string {
	const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
	// A policy can be made once per page: the name is on the header's list, and a second one would be refused.
	policy ??= trustedTypes?.createPolicy('elmnet-own-scripts', { createScriptURL: sameOrigin }) ?? {
		createScriptURL: sameOrigin
	};
	// TrustedScriptURL is not in TypeScript's DOM types; every taker accepts it in place of a string.
	return policy.createScriptURL(String(url)) as string;
}

function sameOrigin(url: string): string {
	const { href, origin } = new URL(url, location.href);
	if (origin !== location.origin) throw new RangeError(`script from another origin: ${origin}`);
	return href;
}
