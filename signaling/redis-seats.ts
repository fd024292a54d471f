/**
 * A PeerJS id is held by one socket in all processes. Who wants it asks Redis whose it is; where that is another process
 * that lives, that process is asked whether its socket still answers. The same token is the same tab coming back: then
 * the older socket makes way.
 *
 *   elm:seat:<id>   the process that has it
 */
import { randomBytes } from 'node:crypto';
import { reasonOf, type Log } from './log.ts';
import type { Bus } from './ports.ts';
import { Holdings } from './quota.ts';
import { Script, textOf, type RedisLink } from './redis.ts';
import { LIVES, type Processes } from './redis-processes.ts';
import type { Veil } from './redis-veil.ts';

/** Longer than a socket is given to answer a ping. */
const ANSWER_MS = 4_000;
const KEPT_MS = 7 * 24 * 60 * 60_000;
const TRIES = 3;

// id, process, the one that made way → empty, or whose it is
const claim = new Script(`${LIVES}
local owner = redis.call('GET', 'elm:seat:' .. ARGV[1])
if owner and owner ~= ARGV[2] and owner ~= ARGV[3] and lives(owner) then return owner end
redis.call('SET', 'elm:seat:' .. ARGV[1], ARGV[2], 'PX', ${KEPT_MS})
return ''`);
const release = new Script(`
if redis.call('GET', 'elm:seat:' .. ARGV[1]) == ARGV[2] then return redis.call('DEL', 'elm:seat:' .. ARGV[1]) end
return 0`);

/** Whether the socket that has the id makes way for one whose token has this mark. */
export type MakeWay = (mark: string) => Promise<boolean>;

export interface Seats {
	/** Takes the id for a socket of this process; false where another process has it and its socket lives. */
	claim(id: string, mark: string): Promise<boolean>;
	/** While it is held: answers others who want it. The function returned gives it back. */
	hold(id: string, makeWay: MakeWay): () => void;
}

export interface RedisSeatParts {
	readonly link: RedisLink;
	readonly bus: Bus;
	readonly veil: Veil;
	readonly processes: Processes;
	readonly log: Log;
}

export class RedisSeats implements Seats {
	readonly #parts: RedisSeatParts;
	/** How many sockets of this process hold an id: two while the newer takes over from the older. */
	readonly #held = new Holdings();

	constructor(parts: RedisSeatParts) {
		this.#parts = parts;
	}

	async claim(id: string, mark: string): Promise<boolean> {
		const { link, veil, processes, log } = this.#parts;
		let madeWay = '';
		try {
			for (let i = 0; i < TRIES; i++) {
				const owner = textOf(await link.run(claim, [], [veil.name('seat', id), processes.id, madeWay]));
				if (!owner) return true;
				if (!(await this.#makesWay(id, mark))) return false;
				madeWay = owner;
			}
			return false;
		} catch (error) {
			// Without Redis each process introduces whom it has.
			log.debug('seat-unclaimed', { reason: reasonOf(error) });
			return true;
		}
	}

	/** Asks the process that has it. Nobody there: it died, and its lease has not ended yet. */
	async #makesWay(id: string, mark: string): Promise<boolean> {
		const { bus } = this.#parts;
		const answer = `answer ${randomBytes(12).toString('hex')}`;
		let timer: NodeJS.Timeout | undefined;
		let stop = () => {};
		const heard = new Promise<boolean>((resolve) => {
			stop = bus.listen(answer, (text) => resolve(text === 'goes'));
			timer = setTimeout(() => resolve(false), ANSWER_MS);
		});
		try {
			await bus.ready(answer);
			const asked = await bus.say(`seat ${id}`, `${answer}\n${mark}`);
			return asked === 0 ? true : await heard;
		} finally {
			clearTimeout(timer);
			stop();
		}
	}

	hold(id: string, makeWay: MakeWay): () => void {
		const { link, bus, veil, processes } = this.#parts;
		const stop = bus.listen(`seat ${id}`, (text) => {
			const [answer = '', mark = ''] = text.split('\n');
			void makeWay(mark).then((goes) => bus.say(answer, goes ? 'goes' : 'stays'));
		});
		const give = this.#held.hold(id);
		return () => {
			stop();
			give();
			if (this.#held.of(id) > 0) return;
			link.run(release, [], [veil.name('seat', id), processes.id]).catch(() => {
				// Ends with this process's lease, or when the id is claimed here again.
			});
		};
	}
}
