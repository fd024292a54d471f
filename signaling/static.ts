/** The built app as files: compressed ahead, kept for ever where the name holds a hash, asked anew everywhere else. */
import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';
import { readPolicies } from './headers.ts';

export type Files = (request: IncomingMessage, response: ServerResponse, path: string) => void;

/** A page somebody opens, as against a file a page asks for. */
function isNavigation({ headers, method }: IncomingMessage, path: string): boolean {
	if (method !== 'GET' || path.startsWith('/_app/')) return false;
	return (headers.accept ?? '').includes('text/html');
}

export function say(response: ServerResponse, status: number, words: string): void {
	response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
	response.end(`${words}\n`);
}

const notFound = (response: ServerResponse) => say(response, 404, 'There is nothing here.');

/** Serves `appDir`; says how to build it where there is none. */
export function serveApp(appDir: string): Files {
	if (!existsSync(join(appDir, 'index.html')))
		return (_request, response) =>
			say(response, 503, 'The app is not built yet: run "npm start", or "npm run build".');
	const policy = readPolicies(appDir);
	const files = sirv(appDir, {
		etag: true,
		brotli: true,
		gzip: true,
		setHeaders: (response, path) => {
			const query = response.req.url?.split('?', 2)[1] ?? '';
			response.setHeader('Content-Security-Policy', policy(path, query));
			response.setHeader(
				'Cache-Control',
				path.startsWith('/_app/immutable/') ? 'public, max-age=31536000, immutable' : 'no-cache'
			);
		}
	});
	return (request, response, path) => {
		files(request, response, () => {
			if (!isNavigation(request, path)) return notFound(response);
			// Every page of the app is the same shell; it reads the address itself.
			request.url = '/';
			files(request, response, () => notFound(response));
		});
	};
}
