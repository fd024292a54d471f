/**
 * The address of a model server as people paste it, and what can be told from it without asking: where the interface may
 * begin, which program it probably is, whether this page may contact it at all. Pure.
 */
import { nameLoopback } from './hosts.ts';

export interface Endpoint {
	/** The only place that is ever contacted. */
	readonly origin: string;
	/** Where `/models` and `/chat/completions` may hang, the likeliest first; without a slash at the end. */
	readonly bases: readonly string[];
}

/** Which program serves: a guess, for the words on the screen and for what it understands beside the common part. */
export type ServerKind = 'ollama' | 'lm-studio' | 'llama.cpp' | 'other';

/** What people copy along with the address: a method's path, or the server's own interface beside the common one. */
const METHOD = /\/(?:chat\/completions|chat|completions|responses|embeddings|models|tags|generate)$/;
/** What a policy can name. */
const HOST = /^(?:[a-z\d-]+(?:\.[a-z\d-]+)*|\[[\da-f:.]+\])$/;
const VERSIONED = /\/v\d+[a-z\d]*(?:\/|$)/;

/** Undefined where it is no address, or one with a name and password in it. */
export function endpointOf(pasted: string): Endpoint | undefined {
	const text = pasted.trim();
	// Some browsers make an address of anything, blanks included.
	if (/\s/.test(text)) return undefined;
	const url = parsed(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `${schemeFor(text)}://${text}`);
	if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined;
	if (!HOST.test(url.hostname)) return undefined;
	nameLoopback(url);
	// What a server prints that listens everywhere; browsers do not call there.
	if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
	const path = withoutMethod(url.pathname);
	const paths = VERSIONED.test(path) ? [path] : [`${path}/v1`, path];
	return { origin: url.origin, bases: paths.map((each) => url.origin + each) };
}

const parsed = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);

/** Without a scheme, what is near speaks http and what is far https. */
function schemeFor(text: string): 'http' | 'https' {
	const host = parsed(`http://${text}`)?.hostname ?? '';
	return isNear(host) ? 'http' : 'https';
}

function withoutMethod(pathname: string): string {
	const path = pathname.replace(/\/{2,}/g, '/').replace(/\/$/, '');
	const shorter = path.replace(METHOD, '');
	// Ollama's own interface lies at /api/chat, /api/tags …: the common one is beside it, not under it.
	if (shorter === '/api' && /\/(?:tags|generate|chat)$/.test(path)) return '';
	return shorter.replace(/\/$/, '');
}

/** This machine itself: plain http to it leaves the machine as little as the page does. */
export const isLoopback = (host: string): boolean =>
	/^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i.test(host);

/** This machine, or one on the same network, by the look of its name. */
export const isNear = (host: string): boolean =>
	isLoopback(host) ||
	/^(?:0\.0\.0\.0|10(?:\.\d+){3}|192\.168(?:\.\d+){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2}|\[f[cde][\da-f]{2}:.*\])$/i.test(
		host
	) ||
	/^[a-z\d-]+$|\.(?:local|lan|home|internal|home\.arpa)$/i.test(host);

/** Whether a browser, or we, must not send this: plain http from an https page, or a key over plain http. */
export function isMixed(
	origin: string,
	from: { readonly secure: boolean; readonly withKey: boolean }
): boolean {
	const { protocol, hostname } = new URL(origin);
	return protocol === 'http:' && !isLoopback(hostname) && (from.secure || from.withKey);
}

/** By its port, or by what it calls its models. */
export function serverKindOf(url: string, models: readonly string[] = []): ServerKind {
	const origin = endpointOf(url)?.origin;
	const port = origin === undefined ? '' : new URL(origin).port;
	if (port === '11434') return 'ollama';
	if (port === '1234') return 'lm-studio';
	if (port === '8080') return 'llama.cpp';
	if (models.length > 0 && models.every((id) => /^[^/:]+(?:\/[^/:]+)?:[\w.-]+$/.test(id))) return 'ollama';
	if (models.some((id) => /\.gguf$/i.test(id))) return 'llama.cpp';
	return 'other';
}
