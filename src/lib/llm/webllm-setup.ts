/** What the worker of a WebLLM model is given. */

export interface WebLlmSetup {
	readonly id: string;
	readonly purpose: 'writes' | 'embeds';
	/** The folder of its files and its compiled program: the addresses under which they lie in the caches. */
	readonly base: string;
	readonly lib: string;
	readonly contextTokens: number;
	readonly f16: boolean;
	/** The largest buffer it binds; 0 where that is not known. */
	readonly storageBufferBytes: number;
}

/** The address its files lie under, as WebLLM completes it: a bare repository means its main branch. */
export function baseOf({ base }: Pick<WebLlmSetup, 'base'>): string {
	const folder = base.endsWith('/') ? base : `${base}/`;
	return new URL(/.+\/resolve\/.+\//.test(folder) ? folder : `${folder}resolve/main/`).href;
}
