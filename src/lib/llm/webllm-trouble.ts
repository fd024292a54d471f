/**
 * What WebLLM's errors mean, in our codes: the one place. They come as errors, and through the library's own client as
 * strings ("Name: message", or bare text); from the compiled model they may be numbers.
 */
import { NodeError, type EngineTrouble } from '#lib/agent/ports.ts';

/** While a model is opened everything that happens is driven by its files; later it is not. */
export type Moment = 'loading' | 'working';

const byName: Readonly<Record<string, EngineTrouble>> = {
	AbortError: 'cancelled',
	ContextWindowSizeExceededError: 'too-long',
	EmbeddingExceedContextWindowSizeError: 'too-long',
	DeviceLostError: 'gpu-lost',
	ModelNotLoadedError: 'gpu-lost',
	WorkerEngineModelNotLoadedError: 'gpu-lost',
	WebGPUNotAvailableError: 'no-gpu',
	WebGPUNotFoundError: 'no-gpu',
	ShaderF16SupportError: 'no-f16',
	FeatureSupportError: 'unsupported',
	GPUPipelineError: 'unsupported',
	GPUOutOfMemoryError: 'memory',
	QuotaExceededError: 'no-room',
	IntegrityError: 'damaged',
	ArtifactManifestError: 'damaged',
	UnsupportedTokenizerFilesError: 'damaged',
	CompileError: 'damaged',
	LinkError: 'damaged'
};

/** Of errors without a name of their own. The first that fits. */
const byText: readonly (readonly [RegExp, EngineTrouble])[] = [
	[/Engine\.unload\(\) is called/, 'cancelled'],
	[/Unable to find a compatible GPU|Cannot find WebGPU|WebGPU is not supported/, 'no-gpu'],
	[/shader-f16/, 'no-f16'],
	[
		/device (was|is|has been|is being)? ?lost|instance dropped|disposed|external Instance reference/i,
		'gpu-lost'
	],
	[/exceeds? (the )?(limit|max)|maxBufferSize|maxStorageBufferBindingSize/i, 'gpu-limits'],
	[/out of memory|could not allocate|allocation failed|invalid array buffer length|\bOOM\b/i, 'memory'],
	[/quota/i, 'no-room'],
	[/Cannot fetch |tensor-cache|Tensor-cache|magic word|tokenizer/, 'damaged']
];

/** What only wrong files can cause, and only while they are opened. */
const damagedWhileLoading = new Set([
	'SyntaxError',
	'TypeError',
	'RuntimeError',
	'MinValueError',
	'WindowSizeConfigurationError',
	'WindowSizeSpecificationError',
	'AttentionSinkSizeError',
	'EmbeddingSlidingWindowError',
	'EmbeddingChunkingUnsupportedError',
	'ConfigurationNotInitializedError'
]);

export function troubleOf(error: unknown, moment: Moment): EngineTrouble {
	if (error instanceof NodeError) return error.trouble ?? 'crashed';
	// What C++ throws arrives as the address of its exception.
	if (typeof error === 'number') return moment === 'loading' ? 'damaged' : 'crashed';
	const { name, text } = namedText(error);
	const named = byName[name];
	if (named) return named;
	for (const [pattern, trouble] of byText) if (pattern.test(text)) return trouble;
	return moment === 'loading' && damagedWhileLoading.has(name) ? 'damaged' : 'crashed';
}

/** Whether nothing more comes of this engine: its device is gone, or its program stopped in the middle of a step. */
export const isTheEnd = ({ trouble, message }: NodeError): boolean =>
	trouble === 'gpu-lost' ||
	trouble === 'gpu-limits' ||
	trouble === 'memory' ||
	/^RuntimeError\b/.test(message);

/** What it said, for the log. */
export const detailOf = (error: unknown): string => {
	const { name, text } = namedText(error);
	return name === '' || name === 'Error' ? text : `${name}: ${text}`;
};

function namedText(error: unknown): { name: string; text: string } {
	if (error instanceof Error) return { name: error.name, text: error.message };
	const said = typeof error === 'string' ? error : JSON.stringify(error);
	const [, name, text] = /^(\w*Error): ([^]*)$/.exec(said) ?? [];
	return { name: name ?? '', text: text ?? said };
}
