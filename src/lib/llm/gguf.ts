/**
 * What a model file (GGUF) says about itself, read from its first bytes without loading it: is it one at all, is it whole,
 * what is it called, how much can it hold in mind. Used before a person's own file is opened; hostile input is expected.
 */
import { NodeError } from '#lib/agent/ports.ts';
import { Damaged, MoreNeeded, parseHeader, type RawHeader, type Tensor } from './gguf-bytes.ts';

export interface Gguf {
	/** As the file says, made fit for a line of text; '' where it has none. */
	readonly name: string;
	readonly architecture: string;
	/** What it was trained for: tokens of prompt and writing together. */
	readonly contextTokens: number;
	/** It knows roles; without one it continues plain text. */
	readonly hasChatTemplate: boolean;
	readonly parameters: number;
	/** Memory for each token of context, about; 0 where the header does not say. */
	readonly bytesPerToken: number;
}

/** Vocabularies of 260,000 words make headers of about 12 MB. */
const MAX_HEADER_BYTES = 64 * 1024 * 1024;
const FIRST_BYTES = 1024 * 1024;
const MAX_NAME = 80;
/** They make vectors or see pictures; they do not write. */
const NO_WRITERS = /^(clip|bert|.*-bert.*|t5encoder|.*-embedding|wavtokenizer-dec)$/;

/** Throws NodeError('engine-unavailable') with trouble 'damaged', 'unsupported' or, when the file is gone, 'not-found'. */
export async function readGguf(file: Blob): Promise<Gguf> {
	try {
		const header = await headerOf(file);
		checkData(header, file.size);
		return meaningOf(header);
	} catch (error) {
		if (error instanceof NodeError) throw error;
		if (error instanceof Damaged) throw unavailable('damaged', error.message);
		// Moved or changed since it was chosen: the browser says so when it is read.
		if (error instanceof DOMException) throw unavailable('not-found', error.message);
		throw error;
	}
}

async function headerOf(file: Blob): Promise<RawHeader> {
	for (let take = FIRST_BYTES; ; take *= 4) {
		const bytes = new Uint8Array(await file.slice(0, Math.min(take, MAX_HEADER_BYTES)).arrayBuffer());
		try {
			return parseHeader(bytes, file.size);
		} catch (error) {
			if (!(error instanceof MoreNeeded)) throw error;
			if (take >= MAX_HEADER_BYTES) throw new Damaged('its header has no end');
			// Shorter than it said a moment ago.
			if (bytes.length < Math.min(take, file.size)) throw new Damaged('the file ends too early');
		}
	}
}

/** A cut download has a whole header and not all of the data it speaks of. */
function checkData({ values, tensors, end }: RawHeader, fileBytes: number): void {
	if (tensors.length === 0) throw new Damaged('it holds no tensors');
	const alignment = values.get('general.alignment') ?? 32;
	if (typeof alignment !== 'number' || !(alignment >= 8 && alignment % 8 === 0 && alignment <= 65_536))
		throw new Damaged('its alignment makes no sense');
	const begin = Math.ceil(end / alignment) * alignment;
	for (const tensor of tensors)
		if (begin + tensor.offset + bytesOf(tensor) > fileBytes) throw new Damaged('the file ends too early');
}

function meaningOf({ values, tensors }: RawHeader): Gguf {
	const architecture = values.get('general.architecture');
	if (typeof architecture !== 'string' || !/^[\w.-]{1,64}$/.test(architecture))
		throw new Damaged('its architecture is not said');
	if (NO_WRITERS.test(architecture))
		throw unavailable('unsupported', `a model that does not write: ${architecture}`);
	const number = (key: string): number => {
		const value = values.get(`${architecture}.${key}`);
		return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
	};
	if (number('context_length') === 0) throw new Damaged('its context length is not said');
	if (Number(values.get('split.count') ?? 1) > 1) throw unavailable('unsupported', 'one part of several');
	const heads = number('attention.head_count');
	const width = heads > 0 ? number('embedding_length') / heads : 0;
	const keys = number('attention.key_length') || width;
	const valuesWide = number('attention.value_length') || width;
	const template = values.get('tokenizer.chat_template');
	return {
		name: lineOf(values.get('general.name')),
		architecture,
		contextTokens: number('context_length'),
		hasChatTemplate: typeof template === 'string' && template !== '',
		parameters: tensors.reduce((sum, { elements }) => sum + elements, 0),
		// Two bytes for each number kept.
		bytesPerToken: Math.round(
			2 * number('block_count') * (number('attention.head_count_kv') || heads) * (keys + valuesWide)
		)
	};
}

const lineOf = (value: unknown): string =>
	typeof value === 'string'
		? Array.from(value.replace(/[\p{C}\s]+/gu, ' ').trim())
				.slice(0, MAX_NAME)
				.join('')
		: '';

/** Numbers in a block and bytes of it, by the tensor type's number. Types not listed are taken as they come. */
const BLOCKS: Readonly<Record<number, readonly [numbers: number, bytes: number]>> = {
	0: [1, 4], // F32
	1: [1, 2], // F16
	2: [32, 18], // Q4_0
	3: [32, 20], // Q4_1
	6: [32, 22], // Q5_0
	7: [32, 24], // Q5_1
	8: [32, 34], // Q8_0
	10: [256, 84], // Q2_K
	11: [256, 110], // Q3_K
	12: [256, 144], // Q4_K
	13: [256, 176], // Q5_K
	14: [256, 210], // Q6_K
	16: [256, 66], // IQ2_XXS
	17: [256, 74], // IQ2_XS
	18: [256, 98], // IQ3_XXS
	19: [256, 50], // IQ1_S
	20: [32, 18], // IQ4_NL
	21: [256, 110], // IQ3_S
	22: [256, 82], // IQ2_S
	23: [256, 136], // IQ4_XS
	24: [1, 1], // I8
	25: [1, 2], // I16
	26: [1, 4], // I32
	29: [256, 56], // IQ1_M
	30: [1, 2] // BF16
};

function bytesOf({ elements, type }: Tensor): number {
	const [numbers, bytes] = BLOCKS[type] ?? [1, 0];
	return Math.ceil(elements / numbers) * bytes;
}

const unavailable = (trouble: 'damaged' | 'unsupported' | 'not-found', detail: string): NodeError =>
	new NodeError('engine-unavailable', { trouble, detail });
