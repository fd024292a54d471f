/**
 * The exchanges while they change. One lane each, so that a running question, a late answer and a letter's fate never
 * overwrite one another; a running exchange is also held in memory, because its drafts are shown and not stored.
 */
import type { Exchange, RouteStop } from './events.ts';
import type { Inside } from './inside.ts';

export type Change = (exchange: Exchange) => Exchange;

export interface Book {
	/** Keeps the exchange in memory and stores it. */
	begin(exchange: Exchange): Promise<void>;
	read(id: string): Promise<Exchange | undefined>;
	/** Resolves with the changed exchange when it is stored; undefined when there is none of this id. */
	change(id: string, change: Change): Promise<Exchange | undefined>;
	/** Changes a running exchange on the screen only. */
	show(id: string, change: Change): Exchange;
	/** The question runs no more. */
	end(id: string): void;
	isRunning(id: string): boolean;
}

export function createBook({ exchanges, lanes, emit }: Pick<Inside, 'exchanges' | 'lanes' | 'emit'>): Book {
	const running = new Map<string, Exchange>();
	const show = (id: string, change: Change): Exchange => {
		const exchange = running.get(id);
		if (!exchange) throw new RangeError('exchange: not running');
		const changed = change(exchange);
		running.set(id, changed);
		return changed;
	};
	const store = async (exchange: Exchange): Promise<void> => {
		await exchanges.put(exchange);
		emit({ kind: 'exchange-changed', exchange });
	};
	return {
		begin(exchange) {
			running.set(exchange.id, exchange);
			return lanes.run(`book/${exchange.id}`, () => store(exchange));
		},
		read: async (id) => running.get(id) ?? exchanges.get(id),
		change(id, change) {
			// In memory at once: what the question does next must see it, stored or not.
			const now = running.has(id) ? show(id, change) : undefined;
			return lanes.run(`book/${id}`, async () => {
				const before = now ?? (await exchanges.get(id));
				if (!before) return undefined;
				const changed = now ?? change(before);
				if (now === undefined && changed === before) return before;
				await store(running.get(id) ?? changed);
				return changed;
			});
		},
		show,
		end: (id) => void running.delete(id),
		isRunning: (id) => running.has(id)
	};
}

/** The exchange with the stop of `query` changed, where it has one. */
export const withStop = (
	exchange: Exchange,
	query: string,
	change: (stop: RouteStop) => RouteStop
): Exchange => ({
	...exchange,
	route: exchange.route.map((stop) => (stop.query === query ? change(stop) : stop))
});

/** Nothing more is expected of this stop before the answer is written. */
export const isSettled = ({ state }: RouteStop): boolean => state !== 'waiting' && state !== 'answering';

/** It has said its last word: whatever else comes is not part of its answer. */
export const hasAnswered = ({ state }: RouteStop): boolean =>
	state === 'answered' || state === 'nothing' || state === 'declined';

/** Its question was cut off, or runs still. */
export const isUnfinished = ({ state }: Pick<Exchange, 'state'>): boolean =>
	state === 'searching' || state === 'asking' || state === 'writing';
