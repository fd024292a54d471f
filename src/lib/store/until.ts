/** `promise`, unless `signal` aborts before; the work behind it goes on. */
export async function until<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
	if (!signal) return promise;
	// Nobody hears it any more once the signal has been heard.
	promise.catch(() => undefined);
	let stop = (): void => undefined;
	const aborted = new Promise<never>((_resolve, reject) => {
		stop = () => reject(signal.reason);
		signal.addEventListener('abort', stop, { once: true });
	});
	try {
		return await Promise.race([promise, aborted]);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}
