/**
 * Keeps the app on this device. The shell is stored when a version is installed; what the search needs (its worker and
 * its database engine) right after, so that own knowledge answers without a network from the first visit on. What an
 * engine with a model needs is stored when it is first used, and nothing of it before. Messages, signaling and health
 * never pass through here, nothing from another origin is ever stored, and models' own caches are left alone. What another
 * app shares is held in memory until the page asks for it, and never stored. A wake-up from the server carries nothing: it
 * becomes one quiet notification, however many came, and the page that it opens fetches the mail.
 */
import { wakeMoved } from '#lib/app/wake-moved.ts';
import { wake } from '#lib/ui/text/wake.ts';
import { build, files, version } from '$service-worker';

const self = globalThis as unknown as ServiceWorkerGlobalScope;

/** Ours, of every version; what else there is (the files of models) belongs to others. */
const OURS = 'shell-';
const SHELL = OURS + version;
/** Files whose name changes with their content: one store for all versions, pruned when a version takes over. */
const NAMED_BY_CONTENT = '/_app/immutable/';
/** All of them in one file, written by the build: see svelte.config.js. */
const PACK = '/_app/shell.json';
/** The server's own business. */
const LIVE = ['/elm', '/peerjs', '/y-webrtc', '/federation', '/.well-known', '/health', '/metrics'];
/** Where the system sends what another app shares: `share_target` in the manifest. */
const SHARE = '/share';
const SHARED_FOR_MS = 60_000;
/** One notification at a time: the next takes the place of the one before. */
const WAKE = 'mail';
/** One page for every address: the router finds its way from there. */
const PAGE = '/';

/** Megabytes of WebAssembly, and the workers that need them. */
const late = (path: string): boolean => /\.wasm$|\.worker-[\w-]+\.js$/.test(path);
/** Of these, what everybody needs: the search, and reading files that are dropped. Engines and their libraries are not. */
const early = (path: string): boolean => /\/(?:search\.worker|intake\.worker|sqlite3)[^/]*$/.test(path);
const shell = [
	PAGE,
	...build.filter((path) => !late(path)),
	...files.filter((path) => !path.startsWith('/screenshots/'))
];

self.addEventListener('install', (event) => {
	event.waitUntil(storeShell());
});

/** From one file where the server has it; what is not in it, one by one. */
async function storeShell(): Promise<void> {
	const [cache, packed] = await Promise.all([caches.open(SHELL), packedFiles()]);
	const alone: string[] = [];
	const stored = shell.map((path) => {
		const text = packed.get(path);
		if (text === undefined) return void alone.push(path);
		const type = path.endsWith('.css') ? 'text/css' : 'text/javascript';
		return cache.put(path, new Response(text, { headers: { 'content-type': `${type}; charset=utf-8` } }));
	});
	await Promise.all([...stored, cache.addAll(alone)]);
}

/** By path. Empty from a server that has no such file, or has it of another version. */
async function packedFiles(): Promise<ReadonlyMap<string, string>> {
	try {
		const answer = await fetch(PACK, { cache: 'no-cache' });
		const pack = (await answer.json()) as { version: string; files: Record<string, string> };
		return new Map(answer.ok && pack.version === version ? Object.entries(pack.files) : []);
	} catch {
		return new Map();
	}
}

self.addEventListener('activate', (event) => {
	event.waitUntil(
		(async () => {
			for (const name of await caches.keys())
				if (name.startsWith(OURS) && name !== SHELL) await caches.delete(name);
			await self.clients.claim();
			// Not waited for: answering must not stand still while megabytes arrive. What fails now is stored at first use.
			void keepTheRest().catch(() => undefined);
		})()
	);
});

self.addEventListener('message', (event: ExtendableMessageEvent) => {
	const { type } = (event.data ?? {}) as { type?: unknown };
	if (type === 'SKIP_WAITING') void self.skipWaiting();
	else if (type === 'TAKE_SHARED') {
		event.ports[0]?.postMessage(shared?.what);
		shared?.taken();
	}
});

self.addEventListener('fetch', (event) => {
	const { request } = event;
	const { origin, pathname, search } = new URL(request.url);
	if (request.method === 'POST' && origin === self.location.origin && pathname === SHARE)
		return event.respondWith(takeIn(event));
	if (request.method !== 'GET' || origin !== self.location.origin) return;
	if (LIVE.some((live) => pathname === live || pathname.startsWith(`${live}/`))) return;
	if (request.mode === 'navigate') event.respondWith(stored(PAGE, request));
	// With its query: a worker's hosts stand in it, and the policy it is answered with is stored beside it.
	else if (pathname.startsWith(NAMED_BY_CONTENT)) event.respondWith(storedOrKept(pathname + search, request));
	else event.respondWith(stored(pathname, request));
});

self.addEventListener('push', (event) => {
	// Whatever it says is not read: that something came is all it may say, and browsers want every wake-up shown.
	event.waitUntil(
		self.registration.showNotification(wake.title, {
			body: wake.body,
			tag: WAKE,
			silent: true,
			lang: 'en',
			icon: '/icons/icon-192.png',
			badge: '/icons/icon-192.png'
		})
	);
});

self.addEventListener('pushsubscriptionchange', (event) => {
	const { registration, clients, location } = self;
	const pages = (): Promise<readonly Client[]> =>
		clients.matchAll({ type: 'window', includeUncontrolled: true });
	event.waitUntil(
		wakeMoved(event, { server: new URL(location.origin), pushes: registration.pushManager, pages })
	);
});

self.addEventListener('notificationclick', (event) => {
	event.notification.close();
	event.waitUntil(toTheFront());
});

/** A tab of the app that is open, or a new one. */
async function toTheFront(): Promise<void> {
	const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
	const tab = open.find(({ focused }) => focused) ?? open[0];
	await (tab ? tab.focus() : self.clients.openWindow(PAGE));
}

/** What was shared, until it is taken; the last one counts. */
let shared: { readonly what: object; readonly taken: () => void } | undefined;

async function takeIn(event: FetchEvent): Promise<Response> {
	try {
		const form = await event.request.formData();
		const words = Object.fromEntries(['title', 'text', 'url'].map((name) => [name, form.get(name)]));
		const taken = new Promise<void>((resolve) => {
			const over = (): void => {
				shared = undefined;
				resolve();
			};
			shared = { what: { ...words, files: form.getAll('files') }, taken: over };
			setTimeout(over, SHARED_FOR_MS);
		});
		// An idle worker is ended, and what it holds with it.
		event.waitUntil(taken);
	} catch {
		// Not a form, or one too large to hold: the page says that nothing arrived.
	}
	return Response.redirect('/knowledge#shared', 303);
}

async function stored(path: string, request: Request): Promise<Response> {
	return (await (await caches.open(SHELL)).match(path)) ?? fetch(request);
}

async function storedOrKept(path: string, request: Request): Promise<Response> {
	const cache = await caches.open(SHELL);
	const found = await cache.match(path);
	if (found) return found;
	const answer = await fetch(request);
	// A full device keeps nothing more, but what it was sent it may use.
	if (answer.ok) await cache.put(path, answer.clone()).catch(() => undefined);
	return answer;
}

/** Stores the search's large files and workers: the build's list leaves some out, but our own scripts name them. */
async function keepTheRest(): Promise<void> {
	const cache = await caches.open(SHELL);
	const known = new Set<string>(build);
	const unread = build.filter((path) => path.endsWith('.js') && (early(path) || !late(path)));
	await Promise.allSettled(build.filter((path) => late(path) && early(path)).map((path) => cache.add(path)));
	for (let script = unread.pop(); script !== undefined; script = unread.pop()) {
		const text = (await (await cache.match(script))?.text()) ?? '';
		const fresh = named(text).filter((path) => early(path) && !known.has(path));
		for (const path of fresh) known.add(path);
		await Promise.allSettled(fresh.map((path) => cache.add(path)));
		unread.push(...fresh.filter((path) => path.endsWith('.js')));
	}
}

/** The workers and engines a script starts, by the addresses written in it. */
function named(text: string): string[] {
	const addresses = text.matchAll(/["'`](\/_app\/immutable\/[\w./-]+?(?:\.worker-[\w-]+\.js|\.wasm))["'`]/g);
	return [...addresses].map(([, address]) => address ?? '');
}
