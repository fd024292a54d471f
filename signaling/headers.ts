/**
 * What every page of the app is told about itself. The content policy is the one the build wrote into the page, plus
 * what a page cannot say of itself: that nobody may frame it. So header and page never contradict each other.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const META = /<meta\s+http-equiv="content-security-policy"\s+content="([^"]*)"/i;
/** A build from before the policy was written into it gets this one: nothing but itself, no inline script. */
const STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'";
/** A worker has its own policy: as strict about where things come from, without the rules about a page's DOM. */
const ONLY_FOR_PAGES = /^(require-trusted-types-for|trusted-types|form-action|base-uri)\b/;

const unescape = (html: string): string =>
	html
		.replaceAll('&quot;', '"')
		.replaceAll('&#39;', "'")
		.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&amp;', '&');

const directives = (policy: string): string[] =>
	policy
		.split(';')
		.map((directive) => directive.trim())
		.filter((directive) => directive !== '');

/** The policy of a page, as a header. */
export function policyOfPage(html: string): string {
	const own = META.exec(html)?.[1];
	return [...directives(own === undefined ? STRICT : unescape(own)), "frame-ancestors 'none'"].join('; ');
}

export const policyOfScript = (pagePolicy: string): string =>
	directives(pagePolicy)
		.filter((directive) => !ONLY_FOR_PAGES.test(directive))
		.join('; ');

/** A worker that may contact other hosts says so in its name; which ones, in its address (`?to=`). */
const OUTSIDE = /\/[\w-]+\.outside\.worker-[\w-]{6,}\.js$/;
/** The processor's engine starts a worker of its own, from a blob that it makes of what it was built with. */
const NESTING = /\/cpu\.worker-[\w-]{6,}\.js$/;
/** Scheme, perhaps all subdomains, name or address, perhaps port: nothing that a policy could take for more than a host. */
const ORIGIN =
	/^(?:https?|wss?):\/\/(?:(?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/;
const MAX_ORIGINS = 8;

/** The same policy with a source more for a directive, which then stands on its own. */
const widened = (policy: string, directive: string, sources: readonly string[]): string =>
	directives(policy)
		.map((it) => (it.split(/\s+/, 1)[0] === directive ? [it, ...sources].join(' ') : it))
		.join('; ');

/** What a script's name and address allow it beyond the others. Only our own workers have such names. */
export function policyOfWorker(script: string, path: string, query: string): string {
	if (NESTING.test(path))
		return ['worker-src', 'script-src', 'connect-src'].reduce(
			(policy, directive) => widened(policy, directive, ['blob:']),
			script
		);
	if (!OUTSIDE.test(path)) return script;
	const to = (new URLSearchParams(query).get('to') ?? '').slice(0, 2_000).split(' ');
	const origins = to.filter((origin) => ORIGIN.test(origin)).slice(0, MAX_ORIGINS);
	return widened(script, 'connect-src', origins);
}

/** The policies of a built app by path and query: each page its own, everything else that of the shell. */
export function readPolicies(appDir: string): (path: string, query?: string) => string {
	const pages = new Map<string, string>();
	for (const name of readdirSync(appDir, { recursive: true, encoding: 'utf8' }))
		if (name.endsWith('.html'))
			pages.set(`/${name.replaceAll('\\', '/')}`, policyOfPage(readFileSync(join(appDir, name), 'utf8')));
	const shell = pages.get('/index.html') ?? policyOfPage('');
	const script = policyOfScript(shell);
	return (path, query = '') => {
		if (/\.m?js$/.test(path)) return policyOfWorker(script, path, query);
		return pages.get(path) ?? pages.get(`${path}.html`) ?? pages.get(`${path}/index.html`) ?? shell;
	};
}

export const COMMON_HEADERS: Readonly<Record<string, string>> = {
	'Referrer-Policy': 'no-referrer',
	'X-Content-Type-Options': 'nosniff',
	// The camera reads an invite's code, a review may say roughly where; nothing else here needs a device.
	'Permissions-Policy':
		'camera=(self), microphone=(), geolocation=(self), display-capture=(), payment=(), usb=(), serial=(), midi=()',
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Cross-Origin-Resource-Policy': 'same-origin'
};

/** Two years, only ever said over https: a browser told so on http would ignore it anyway. */
export const HSTS = 'max-age=63072000';
