/**
 * From process to process: what is for a device goes straight to the process where it is seated. What is said within one
 * turn of the event loop to one process travels together, sealed once and published once, so that a message that crosses
 * costs little more than one that does not.
 *
 * Nobody keeps a table of all seats. The first message for a device is published under its name, and the process that
 * hands it over says so; from then on it is asked directly. Where the device is no longer, the message comes back
 * and is published again. A process that is gone hears nothing, which Redis tells: then its messages are published, too.
 *
 * A batch is a row of `<kind> <length> <name>\n<text>`: `pass` (hand this over), `here` (I handed over what you said),
 * `back` (that one is not here). The length is of the text, in UTF-16 units.
 */
import type { Bus } from './ports.ts';

/** Hands a text over to a device here; false when it is here no longer. */
export type Take = (text: string) => boolean;

export interface Lanes {
	/** A device is seated here: `take` gets what the other processes have for it. The function returned ends it. */
	hold(name: string, take: Take): () => void;
	/** For a device that is not here. What nobody takes comes back to `onMissed`. */
	pass(name: string, text: string): void;
	onMissed: (name: string, text: string) => void;
}

/** Names whose process is remembered; of more, the longest known is forgotten and found again when it is needed. */
const MAX_ROUTES = 50_000;
/** A batch of this size does not wait for the end of the turn; in UTF-16 units. */
const FULL = 256 * 1024;
/** More than this on its way to Redis: what else comes is as good as missed. In UTF-16 units. */
const MAX_UNDERWAY = 16 * 1024 * 1024;

type Kind = 'pass' | 'here' | 'back';
interface Line {
	readonly kind: Kind;
	readonly name: string;
	readonly text: string;
}

const seatChannel = (name: string): string => `id ${name}`;
const laneChannel = (process: string): string => `lane ${process}`;

export class RedisLanes implements Lanes {
	onMissed: (name: string, text: string) => void = () => {};
	readonly #bus: Bus;
	readonly #held = new Map<string, Take>();
	/** Name → the process that handed it over last. */
	readonly #routes = new Map<string, string>();
	/** Process → what it is told at the end of this turn. */
	#batches = new Map<string, string>();
	#underway = 0;

	private constructor(bus: Bus) {
		this.#bus = bus;
	}

	/** `id`: this process, as others see it on the bus. Resolves when it can be spoken to. */
	static async open(bus: Bus, id: string): Promise<RedisLanes> {
		const lanes = new RedisLanes(bus);
		bus.listen(laneChannel(id), (text, from) => lanes.#hear(text, from));
		await bus.ready(laneChannel(id));
		return lanes;
	}

	hold(name: string, take: Take): () => void {
		this.#held.set(name, take);
		const stop = this.#bus.listen(seatChannel(name), (text, from) => {
			if (take(text)) this.#tell(from, 'here', name);
		});
		return () => {
			stop();
			// Not that of a newer socket of the same tab.
			if (this.#held.get(name) === take) this.#held.delete(name);
		};
	}

	pass(name: string, text: string): void {
		const process = this.#routes.get(name);
		if (this.#underway > MAX_UNDERWAY) this.onMissed(name, text);
		else if (process === undefined) this.#publish(name, text);
		else this.#tell(process, 'pass', name, text);
	}

	/** To whichever process it is at. */
	#publish(name: string, text: string): void {
		this.#say(seatChannel(name), text, () => this.onMissed(name, text));
	}

	#tell(process: string, kind: Kind, name: string, text = ''): void {
		if (this.#batches.size === 0) setImmediate(() => this.#flush());
		const batch = `${this.#batches.get(process) ?? ''}${kind} ${text.length} ${name}\n${text}`;
		this.#batches.set(process, batch);
		if (batch.length > FULL) this.#flush();
	}

	#flush(): void {
		const batches = this.#batches;
		this.#batches = new Map();
		for (const [process, batch] of batches)
			this.#say(laneChannel(process), batch, () => this.#lost(process, batch));
	}

	#say(channel: string, text: string, nobody: () => void): void {
		this.#underway += text.length;
		void this.#bus.say(channel, text).then((heard) => {
			this.#underway -= text.length;
			if (heard === 0) nobody();
		});
	}

	/** That process is gone, or Redis is. */
	#lost(process: string, batch: string): void {
		for (const [name, at] of this.#routes) if (at === process) this.#routes.delete(name);
		for (const { kind, name, text } of linesOf(batch)) if (kind !== 'here') this.#publish(name, text);
	}

	#hear(batch: string, from: string): void {
		for (const { kind, name, text } of linesOf(batch)) {
			if (kind === 'here') this.#learn(name, from);
			else if (kind === 'back') this.#again(name, text, from);
			else if (this.#held.get(name)?.(text) !== true) this.#tell(from, 'back', name, text);
		}
	}

	#learn(name: string, process: string): void {
		const [oldest] = this.#routes.keys();
		if (this.#routes.size >= MAX_ROUTES && oldest !== undefined) this.#routes.delete(oldest);
		this.#routes.set(name, process);
	}

	#again(name: string, text: string, from: string): void {
		if (this.#routes.get(name) === from) this.#routes.delete(name);
		this.#publish(name, text);
	}
}

const KINDS: ReadonlySet<string> = new Set<Kind>(['pass', 'here', 'back']);
const isKind = (text: string): text is Kind => KINDS.has(text);

/** Ends at what is no line: nobody but another version of this server writes such a thing. */
function* linesOf(batch: string): Iterable<Line> {
	for (let at = 0; at < batch.length;) {
		const end = batch.indexOf('\n', at);
		const [kind = '', length, name] = batch.slice(at, end).split(' ');
		const next = end + 1 + Number(length);
		if (end < 0 || !isKind(kind) || name === undefined || !(next <= batch.length) || next <= end) return;
		yield { kind, name, text: batch.slice(end + 1, next) };
		at = next;
	}
}
