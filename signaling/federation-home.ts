/** The core as other servers may use it: the same ways that a node of ours goes, under the sender's full address. */
import type { Elm } from './elm.ts';
import { forward, keep } from './asks.ts';
import type { Home } from './federation-serving.ts';
import type { Broker } from './peerjs.ts';

export function homeOf(elm: Elm, broker: Pick<Broker, 'introduce' | 'expire'>): Home {
	const { presence } = elm.parts;
	return {
		keep: ({ from, ...letter }) => keep(elm, letter, from),
		forward: ({ to, from, box }) => forward(elm, { to, box }, from),
		watch: (watcher, peers) => presence.watch(watcher, peers),
		unwatch: (watcher) => presence.unwatch(watcher),
		introduce: (src, message) => {
			if (message.type === 'EXPIRE') broker.expire(src, message.dst);
			else broker.introduce(src, message.dst, message);
		}
	};
}
