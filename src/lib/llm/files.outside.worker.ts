/**
 * Downloads the files of one model, and is the only part of the app that contacts the hosts where models are. Which these
 * are stands in its own address, and the server's policy for this script says the same.
 */
import { PART_BYTES } from './files-cache.ts';
import { trouble, worded } from './files-trouble.ts';
import type { Desk } from './files-desk.ts';
import { fetchModel } from './files-fetch.ts';
import type { Fetch, Fetched } from './files-messages.ts';
import { Meter } from './files-meter.ts';
import { mayContact, originsOf } from './hosts.ts';

const origins = originsOf(location.href);
let wasRefused = false;
addEventListener('securitypolicyviolation', () => (wasRefused = true));

const say = (message: Fetched): void => postMessage(message);

const desk: Desk = {
	caches,
	network: {
		fetch: (url, init) => fetch(url, init),
		mayContact: (url) => mayContact(url, origins, location.origin),
		wasRefused: () => wasRefused,
		wait: pause
	},
	meter: new Meter(
		(step) => say({ say: 'step', step }),
		() => performance.now()
	),
	partBytes: PART_BYTES,
	room: async () => {
		const { quota, usage } = await navigator.storage.estimate();
		return quota === undefined ? Infinity : quota - (usage ?? 0);
	}
};

function pause(ms: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(resolve, ms);
		signal.addEventListener('abort', () => {
			clearTimeout(timer);
			reject(trouble('cancelled'));
		});
	});
}

addEventListener('message', ({ data }: MessageEvent<Fetch>) => {
	fetchModel(data.record, data.mirror, desk, new AbortController().signal).then(
		() => say({ say: 'done' }),
		(error: unknown) => {
			const { trouble = 'interrupted', message: detail } = worded(error);
			say({ say: 'trouble', trouble, detail });
		}
	);
});
