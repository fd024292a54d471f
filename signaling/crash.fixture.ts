/**
 * The story of a server that is killed again and again while mail passes: senders repeat what was not acknowledged,
 * readers keep a box, then say that they have it, and take each box into account once. Whatever storage lies below, and
 * however many processes form the server, nothing acknowledged may be missing in the end, nothing count twice.
 */
import type { Device } from '#lib/protocol/identity.ts';
import { aBox, aDevice, aNode, type TestNode } from './testing.ts';

/** One process of the server; `kill` is kill -9 and resolves when it is gone. */
export interface Mortal {
	readonly url: string;
	kill(): Promise<unknown>;
}

export interface CrashSite {
	/** Starts what is not there. Resolves with every process that is up. */
	up(): Promise<readonly Mortal[]>;
	close(): Promise<void>;
}

export interface Outcome {
	readonly kills: number;
	readonly acknowledged: number;
	/** Acknowledged to the sender and not with its reader. */
	readonly lost: number;
	/** Came again although the sender knew it stored and the server had acknowledged its receipt. */
	readonly returned: number;
	/** Taken into account by a reader, doubles left out. */
	readonly effects: number;
	/** Came more than once, which senders who repeat and readers who were cut off bring about. */
	readonly doubles: number;
}

/** Limits that a few nodes doing the work of thousands need. */
export const CRASH_LIMITS = {
	LOG_LEVEL: 'silent',
	MAIL_PER_SENDER: '1000000',
	MAILBOX_MESSAGES: '1000000',
	MAILBOX_BYTES: '1000000000',
	MAIL_PER_MINUTE: '10000000',
	MESSAGES_PER_SECOND: '100000',
	BYTES_PER_MINUTE: '10000000000',
	NEW_SOCKETS_PER_SECOND: '1000',
	// What a killed process held over Redis is given back when its lease ends: here they die faster than that.
	MAX_SOCKETS_PER_IDENTITY: '1000'
} as const;

const PAIRS = 4;
/** Asked at once by each sender, so that a kill always falls into the middle of something. */
const AT_ONCE = 32;
/** Said to be stored at once. */
const RECEIPTS = 64;

export async function crashStory(site: CrashSite, { messages = 10_000, kills = 20 } = {}): Promise<Outcome> {
	const story = new Story(site, messages, kills);
	try {
		return await story.run();
	} finally {
		await site.close();
	}
}

interface Letter {
	readonly box: string;
	acknowledged: boolean;
	stored: boolean;
	/** Receipt acknowledged, after the sender knew: it may never come again. */
	over: boolean;
}

class Story {
	readonly #site: CrashSite;
	readonly #kills: number;
	readonly #letters = new Map<string, Letter>();
	#up: Promise<readonly Mortal[]>;
	#acknowledged = 0;
	#killed = 0;
	#effects = 0;
	#doubles = 0;
	#returned = 0;
	#progress: () => void = () => {};

	constructor(site: CrashSite, messages: number, kills: number) {
		this.#site = site;
		this.#kills = kills;
		for (let i = 0; i < messages; i++) {
			const box = aBox();
			this.#letters.set(box, { box, acknowledged: false, stored: false, over: false });
		}
		this.#up = site.up();
	}

	async run(): Promise<Outcome> {
		const devices = await Promise.all(Array.from({ length: PAIRS * 2 }, () => aDevice()));
		const shares = Array.from({ length: PAIRS }, (): Letter[] => []);
		[...this.#letters.values()].forEach((letter, i) => shares[i % PAIRS]?.push(letter));
		const work = shares.flatMap((share, i) => {
			const [sender, reader] = [devices[i], devices[PAIRS + i]];
			if (!sender || !reader) return [];
			const isRead = () => share.every(({ stored }) => stored);
			return [
				this.#through(sender, (node) => this.#send(node, reader.peer, share)),
				this.#through(reader, (node) => this.#read(node, isRead))
			];
		});
		await Promise.all([...work, this.#reap()]);
		const letters = [...this.#letters.values()];
		return {
			kills: this.#killed,
			acknowledged: this.#acknowledged,
			lost: letters.filter(({ acknowledged, stored }) => acknowledged && !stored).length,
			returned: this.#returned,
			effects: this.#effects,
			doubles: this.#doubles
		};
	}

	/** Kills whenever another share of the messages was acknowledged, and starts again. */
	async #reap(): Promise<void> {
		const share = this.#letters.size / (this.#kills + 1);
		while (this.#killed < this.#kills) {
			const at = (this.#killed + Math.random()) * share + 1;
			while (this.#acknowledged < at) await new Promise<void>((resolve) => (this.#progress = resolve));
			const mortals = await this.#up;
			await mortals[this.#killed % mortals.length]?.kill();
			this.#killed++;
			this.#up = this.#site.up();
			await this.#up;
		}
	}

	/** Does `work` over one connection after another until it is done: it resolves when it is, rejects when cut off. */
	async #through(device: Device, work: (node: TestNode) => Promise<void>): Promise<void> {
		for (let attempt = Math.floor(Math.random() * 8); ; attempt++) {
			const mortals = await this.#up;
			const mortal = mortals[attempt % mortals.length];
			try {
				const node = await aNode({ url: mortal?.url ?? '' }, device);
				await work(node);
				return await node.close();
			} catch (error) {
				if (!(error instanceof Error) || !error.message.startsWith('closed')) throw error;
				// Gone, and perhaps not yet known to be: others have their turn first.
				await new Promise((resolve) => setImmediate(resolve));
			}
		}
	}

	async #send(node: TestNode, to: string, share: readonly Letter[]): Promise<void> {
		const left = share.filter(({ acknowledged }) => !acknowledged);
		const lane = async () => {
			for (let letter = left.shift(); letter; letter = left.shift()) {
				const exp = Date.now() + 3_600_000;
				const answer = await node.ask({ ask: 'mail', to, exp, box: letter.box });
				if (answer.tell !== 'ok') {
					// What the storage below refuses while it is away is repeated like what it never answered.
					if (answer.why !== 'storage') throw new Error(`mail refused: ${answer.why}`);
					left.push(letter);
					continue;
				}
				letter.acknowledged = true;
				this.#acknowledged++;
				this.#progress();
			}
		};
		await Promise.all(Array.from({ length: AT_ONCE }, lane));
	}

	async #read(node: TestNode, isDone: () => boolean): Promise<void> {
		while (!isDone()) {
			const held = [await node.tell('mail')];
			while (held.length < RECEIPTS && node.frames.length > 0) held.push(await node.tell('mail'));
			const mine = held.map(({ box }) => this.#keep(box));
			const answer = await node.ask({ ask: 'received', mail: held.map(({ mail }) => mail) });
			if (answer.tell === 'ok') for (const letter of mine) letter.over ||= letter.acknowledged;
		}
	}

	#keep(box: string): Letter {
		const letter = this.#letters.get(box);
		if (!letter) throw new Error('a box nobody sent');
		if (letter.over) this.#returned++;
		if (letter.stored) this.#doubles++;
		else this.#effects++;
		letter.stored = true;
		return letter;
	}
}
