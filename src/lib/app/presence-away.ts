/** Whether the person seems to be away: nobody typed or pointed in any of their tabs for a while. */
import { INPUT_CHANNEL } from './auto-lock.ts';

/** Long enough to read a page. */
export const AWAY_MS = 5 * 60_000;
/** Timers stand still while a machine sleeps: the time is looked at, not waited for. */
const LOOK_EVERY_MS = 15_000;

export interface Away {
	isAway(): boolean;
	close(): void;
}

/** Calls `changed` when they went, and when they are back. Every tab says when somebody is at it: auto-lock.ts. */
export function watchAway(changed: () => void, now: () => number = Date.now): Away {
	const channel = new BroadcastChannel(INPUT_CHANNEL);
	let last = now();
	let isAway = false;
	const look = (): void => {
		const was = isAway;
		isAway = now() - last >= AWAY_MS;
		if (isAway !== was) changed();
	};
	channel.onmessage = () => {
		last = now();
		look();
	};
	const timer = setInterval(look, LOOK_EVERY_MS);
	return {
		isAway: () => isAway,
		close() {
			clearInterval(timer);
			channel.close();
		}
	};
}
