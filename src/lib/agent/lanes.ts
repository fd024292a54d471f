/**
 * Jobs with the same key run one after the other, jobs with different keys at the same time. What is read and then
 * written (a contact, an exchange, a letter) is safe inside its lane.
 */
export interface Lanes {
	/** The job's own result; a job that throws does not stop the ones behind it. */
	run<T>(key: string, job: () => Promise<T>): Promise<T>;
	/** Resolves when no job is under way or waiting. */
	idle(): Promise<void>;
}

/** A job must never wait for another one in its own lane. */
export function createLanes(): Lanes {
	const tails = new Map<string, Promise<unknown>>();
	return {
		run(key, job) {
			const before = tails.get(key) ?? Promise.resolve();
			const mine = before.then(job, job);
			const tail: Promise<unknown> = mine
				.catch(() => undefined)
				.then(() => {
					if (tails.get(key) === tail) tails.delete(key);
				});
			tails.set(key, tail);
			return mine;
		},
		async idle() {
			while (tails.size > 0) await Promise.all(tails.values());
		}
	};
}

/** Rung when there is news; a ring before anybody listens is kept, several count as one. */
export interface Bell {
	ring(): void;
	heard(): Promise<void>;
}

/** One listener at a time. */
export function createBell(): Bell {
	let rung = false;
	let wake: (() => void) | undefined;
	return {
		ring() {
			rung = true;
			wake?.();
		},
		async heard() {
			if (!rung) await new Promise<void>((resolve) => (wake = resolve));
			rung = false;
			wake = undefined;
		}
	};
}
