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

/** The policies of a built app by path: each page its own, everything else that of the shell. */
export function readPolicies(appDir: string): (path: string) => string {
	const pages = new Map<string, string>();
	for (const name of readdirSync(appDir, { recursive: true, encoding: 'utf8' }))
		if (name.endsWith('.html'))
			pages.set(`/${name.replaceAll('\\', '/')}`, policyOfPage(readFileSync(join(appDir, name), 'utf8')));
	const shell = pages.get('/index.html') ?? policyOfPage('');
	const script = policyOfScript(shell);
	return (path) => {
		if (/\.m?js$/.test(path)) return script;
		return pages.get(path) ?? pages.get(`${path}.html`) ?? pages.get(`${path}/index.html`) ?? shell;
	};
}

export const COMMON_HEADERS: Readonly<Record<string, string>> = {
	'Referrer-Policy': 'no-referrer',
	'X-Content-Type-Options': 'nosniff',
	// The camera reads an invite's code and nothing else here needs a device.
	'Permissions-Policy':
		'camera=(self), microphone=(), geolocation=(), display-capture=(), payment=(), usb=(), serial=(), midi=()',
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Cross-Origin-Resource-Policy': 'same-origin'
};

/** Two years, only ever said over https: a browser told so on http would ignore it anyway. */
export const HSTS = 'max-age=63072000';
