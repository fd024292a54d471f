/** The browser's Prompt API as far as it is used here, and whether it is there. Types are the browser's own. */
import type { DeviceReport } from './models.ts';

export type LanguageModelApi = Pick<typeof LanguageModel, 'availability' | 'create'>;

/** Windows of some browsers have it, workers of none. */
export function languageModel(): LanguageModelApi | undefined {
	return typeof LanguageModel === 'undefined' ? undefined : LanguageModel;
}

/** Rejects where the browser does. */
export async function availabilityOf(
	api: Pick<LanguageModelApi, 'availability'> | undefined
): Promise<DeviceReport['builtIn']> {
	if (typeof api?.availability !== 'function') return 'none';
	switch (await api.availability()) {
		case 'available':
			return 'ready';
		case 'downloadable':
		case 'downloading':
			return 'downloadable';
		case 'unavailable':
			return 'none';
	}
	// A word of a later version of the API.
	return 'none';
}
