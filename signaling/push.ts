/**
 * Wakes a sleeper's devices by Web Push when mail comes and nobody reads: an empty request that says nothing but "wake",
 * at most one in five minutes for each device. Best effort: what cannot be delivered is tried a few times, then left.
 */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Config } from './config.ts';
import type { Counts } from './counts.ts';
import { reasonOf, type Log } from './log.ts';
import type { PushStore } from './ports.ts';
import { endpointOf, lookupOutside } from './push-address.ts';
import { Vapid } from './push-vapid.ts';
import type { Secret } from './secret.ts';

const COOLDOWN_MS = 5 * 60_000;
const ANSWER_MS = 5_000;
const AT_ONCE = 8;
/** Waiting for their turn or for a second try; more are left out. */
const MAX_WAITING = 1_000;
const MAX_REMEMBERED = 50_000;
/** A wake-up for mail of yesterday is still one; the maker keeps it for a device that is off. */
const KEPT_S = 24 * 3_600;
const TRIES = 3;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 60 * 60_000;

export interface WakerParts {
	readonly config: Pick<Config, 'pushContact' | 'pushAllowPrivate'>;
	readonly clock: () => number;
	readonly counts: Counts;
	readonly log: Log;
	readonly secret: Secret;
	readonly devices: PushStore;
}

interface Wake {
	readonly owner: Buffer;
	readonly device: Buffer;
	readonly url: URL;
	readonly isAway: () => boolean;
	readonly tries: number;
}

interface Pause {
	readonly until: number;
	readonly ms: number;
}

export class Waker {
	readonly #parts: WakerParts;
	readonly #vapid: Vapid | undefined;
	readonly #closing = new AbortController();
	/** Devices lately woken, hex, the longest ago first. */
	readonly #woken = new Map<string, number>();
	/** Makers that asked for rest, by origin. */
	readonly #paused = new Map<string, Pause>();
	readonly #queue: Wake[] = [];
	readonly #later = new Set<NodeJS.Timeout>();
	#running = 0;

	constructor(parts: WakerParts) {
		this.#parts = parts;
		const { pushContact } = parts.config;
		this.#vapid = pushContact === undefined ? undefined : new Vapid(parts.secret, pushContact);
	}

	/** What browsers subscribe with; undefined where the host has named no contact, and nobody is woken. */
	get publicKey(): string | undefined {
		return this.#vapid?.publicKey;
	}

	/** Whether an endpoint is one this server would knock at. */
	takes(endpoint: string): boolean {
		return endpointOf(endpoint, this.#parts.config.pushAllowPrivate) !== undefined;
	}

	/** Mail lies in this mailbox. `isAway` is asked again before each knock. Never throws, never waits. */
	wake(owner: Buffer, isAway: () => boolean): void {
		if (!this.#vapid || this.#closing.signal.aborted) return;
		this.#parts.devices.of(owner).then(
			(devices) => {
				for (const { device, endpoint } of devices) this.#invite(owner, device, endpoint, isAway);
			},
			(error: unknown) => this.#parts.log.warn('wake-failed', { reason: reasonOf(error) })
		);
	}

	#invite(owner: Buffer, device: Buffer, endpoint: string, isAway: () => boolean): void {
		const url = endpointOf(endpoint, this.#parts.config.pushAllowPrivate);
		const now = this.#parts.clock();
		const name = device.toString('hex');
		if (!url || now - (this.#woken.get(name) ?? -Infinity) < COOLDOWN_MS) return;
		this.#woken.delete(name);
		remember(this.#woken, name, now);
		this.#enqueue({ owner, device, url, isAway, tries: 0 });
	}

	#enqueue(wake: Wake): void {
		if (this.#closing.signal.aborted) return;
		if (this.#queue.length + this.#later.size >= MAX_WAITING) return this.#parts.counts.add('wakes_failed');
		this.#queue.push(wake);
		this.#next();
	}

	#next(): void {
		while (this.#running < AT_ONCE) {
			const wake = this.#queue.shift();
			if (!wake) return;
			const pause = (this.#paused.get(wake.url.origin)?.until ?? 0) - this.#parts.clock();
			if (pause > 0) this.#again(wake, pause);
			else if (wake.isAway()) void this.#knock(wake);
		}
	}

	async #knock(wake: Wake): Promise<void> {
		this.#running++;
		try {
			const answer = await this.#post(wake.url);
			await this.#heard(wake, answer.status, answer.retryAfterMs);
		} catch (error) {
			this.#parts.log.debug('wake-failed', { reason: reasonOf(error) });
			this.#rest(wake);
		}
		this.#running--;
		this.#next();
	}

	async #heard(wake: Wake, status: number, retryAfterMs: number | undefined): Promise<void> {
		const { counts, devices } = this.#parts;
		if (status === 429 || status >= 500) return this.#rest(wake, retryAfterMs);
		this.#paused.delete(wake.url.origin);
		if (status >= 200 && status < 300) return counts.add('wakes_sent');
		counts.add('wakes_failed');
		// That browser wants no more of them.
		if (status === 404 || status === 410) await devices.remove(wake.owner, wake.device);
	}

	/** Its maker is away or has had enough: everything for it waits, longer each time. */
	#rest(wake: Wake, retryAfterMs?: number): void {
		const { origin } = wake.url;
		const before = this.#paused.get(origin)?.ms;
		const ms = Math.min(retryAfterMs ?? (before ? before * 2 : FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
		this.#paused.delete(origin);
		remember(this.#paused, origin, { until: this.#parts.clock() + ms, ms });
		this.#again({ ...wake, tries: wake.tries + 1 }, ms);
	}

	#again(wake: Wake, ms: number): void {
		if (wake.tries >= TRIES) return this.#parts.counts.add('wakes_failed');
		const timer = setTimeout(() => {
			this.#later.delete(timer);
			this.#enqueue(wake);
		}, ms).unref();
		this.#later.add(timer);
	}

	/** Only the head of the answer is read. */
	#post(url: URL): Promise<{ status: number; retryAfterMs: number | undefined }> {
		const { clock, config } = this.#parts;
		const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
		return new Promise((resolve, reject) => {
			const request = send(url, {
				method: 'POST',
				headers: {
					Authorization: this.#vapid?.authorization(url.origin, clock()) ?? '',
					TTL: String(KEPT_S),
					Urgency: 'normal',
					// A device that was off for a day hears of its mail once.
					Topic: 'mail',
					'Content-Length': '0'
				},
				agent: false,
				signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(ANSWER_MS)]),
				...(config.pushAllowPrivate ? {} : { lookup: lookupOutside })
			});
			request.on('error', reject);
			request.on('response', (response) => {
				const seconds = Number(response.headers['retry-after']);
				const retryAfterMs = seconds >= 1 ? seconds * 1_000 : undefined;
				resolve({ status: response.statusCode ?? 0, retryAfterMs });
				response.on('error', () => {});
				response.destroy();
			});
			request.end();
		});
	}

	close(): void {
		this.#closing.abort();
		for (const timer of this.#later) clearTimeout(timer);
		this.#later.clear();
		this.#queue.length = 0;
	}
}

function remember<Value>(map: Map<string, Value>, name: string, value: Value): void {
	map.set(name, value);
	if (map.size <= MAX_REMEMBERED) return;
	const [oldest] = map.keys();
	if (oldest !== undefined) map.delete(oldest);
}
