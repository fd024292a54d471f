/** Runs jobs one after the other, in the order they were handed in; one that fails does not stop the next. */
export function turns(): <Result>(job: () => Promise<Result>) => Promise<Result> {
	let last: Promise<unknown> = Promise.resolve();
	return (job) => {
		const turn = last.then(job, job);
		last = turn.catch(() => undefined);
		return turn;
	};
}
