/** What pages hold in memory: what their processes have for themselves, as the system counts it. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright/test';

/** Bytes of all pages of this browser, workers included, after a collection; NaN where the system does not tell (/proc). */
export async function watchHeap(page: Page): Promise<() => Promise<number>> {
	const browser = page.context().browser();
	if (!browser) throw new Error('heap: the page has no browser');
	const whole = await browser.newBrowserCDPSession();
	const session = await page.context().newCDPSession(page);
	return async () => {
		await session.send('HeapProfiler.collectGarbage');
		const { processInfo } = await whole.send('SystemInfo.getProcessInfo');
		return processInfo
			.filter(({ type }) => type === 'renderer')
			.reduce((sum, { id }) => sum + anonymous(id), 0);
	};
}

/** Memory that is no file's: heaps, buffers, WebAssembly. */
function anonymous(pid: number): number {
	try {
		const [, kibibytes] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
		return Number(kibibytes ?? NaN) * 1024;
	} catch {
		// Gone meanwhile: it holds nothing.
		return 0;
	}
}
