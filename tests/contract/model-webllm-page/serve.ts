/** The page with WebLLM, with and without the policy; beside it, on another origin, a host of model files that counts who asks it. */
import { serveBuiltPage } from '../built-page.ts';

export interface WebLlmPage {
	/** Under the policy. */
	readonly url: string;
	/** Without one. */
	readonly openUrl: string;
	/** The host of model files: it has every file, and answers everybody. */
	readonly models: string;
	/** Every path of the page's own asked for so far. */
	readonly fetched: readonly string[];
	/** Every path asked for at the host of model files. */
	readonly askedOutside: readonly string[];
	close(): Promise<void>;
}

export async function serveWebLlmPage(): Promise<WebLlmPage> {
	const page = await serveBuiltPage(import.meta.dirname);
	const askedOutside: string[] = [];
	const models = await page.beside((request, response) => {
		askedOutside.push(request.url ?? '');
		response.setHeader('Access-Control-Allow-Origin', '*');
		response.end('{}');
	});
	return {
		url: page.url,
		openUrl: await page.serveOpen(),
		models,
		fetched: page.fetched,
		askedOutside,
		close: () => page.close()
	};
}
