/** Ties a mesh to the life of its page: gone, back, awake again, on another network. */

interface Life {
	farewell(): void;
	resume(): void;
}

/** Returns how to stop following. A page that is only hidden keeps its links: others may be asking it. */
export function followPage(mesh: Life, page: Window): () => void {
	const stop = new AbortController();
	const { signal } = stop;
	const resume = () => {
		if (page.document.visibilityState === 'visible') mesh.resume();
	};
	page.addEventListener('pagehide', () => mesh.farewell(), { signal });
	page.addEventListener('pageshow', ({ persisted }) => persisted && mesh.resume(), { signal });
	page.addEventListener('online', () => mesh.resume(), { signal });
	page.document.addEventListener('visibilitychange', resume, { signal });
	// Chromium's word for a tab that was put to sleep and woken.
	page.document.addEventListener('resume', () => mesh.resume(), { signal });
	return () => stop.abort();
}
