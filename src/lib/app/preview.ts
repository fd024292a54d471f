/** What others could learn, loaded when somebody looks. */
import type { PreviewApi } from './preview-api.ts';
import type { PreviewDeps } from './preview-desk.ts';

export function openPreview(deps: PreviewDeps): PreviewApi {
	const desk = async (): Promise<PreviewApi> => (await import('./preview-desk.ts')).previewDesk(deps);
	return {
		async *previewOf(reader, signal) {
			yield* (await desk()).previewOf(reader, signal);
		},
		askAs: async (reader, question) => (await desk()).askAs(reader, question)
	};
}
