/**
 * What a model's own lists say is to be fetched. They come from a host that may be wrong or hostile: bounded, checked,
 * and no path in them leads out of the model's folder.
 */
import * as v from 'valibot';
import { Wrong } from './files-trouble.ts';

export const MAX_LIST_BYTES = 16 * 2 ** 20;
const MAX_SHARDS = 4_096;
const MAX_TENSORS = 100_000;
const MAX_SHARD_BYTES = 2 ** 32;
/** The largest model that anybody runs in a tab, several times over. */
const MAX_MODEL_BYTES = 2 ** 36;

/** One name in the folder, nothing that a URL gives a meaning to. */
const fileName = v.pipe(v.string(), v.maxLength(200), v.regex(/^[\w-][\w.-]*$/));
const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(MAX_SHARD_BYTES));

const tensorsShape = v.object({
	records: v.pipe(
		v.array(
			v.object({
				dataPath: fileName,
				nbytes: v.pipe(size, v.minValue(1)),
				md5sum: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/i))),
				records: v.pipe(v.array(v.object({ nbytes: size, byteOffset: size })), v.maxLength(MAX_TENSORS))
			})
		),
		v.minLength(1),
		v.maxLength(MAX_SHARDS)
	)
});

const configShape = v.object({
	tokenizer_files: v.pipe(v.array(v.pipe(v.string(), v.maxLength(200))), v.maxLength(64))
});

export interface Shard {
	readonly name: string;
	readonly bytes: number;
	/** Lower case; most lists have it. */
	readonly md5?: string;
}

/** The shards that a tensor-cache.json names. Throws Wrong. */
export function readTensors(text: string): readonly Shard[] {
	const { records } = checked(tensorsShape, text, 'tensor-cache.json');
	const names = new Set(records.map(({ dataPath }) => dataPath));
	if (names.size < records.length) throw new Wrong('tensor-cache.json names a file twice');
	if (records.reduce((sum, { nbytes }) => sum + nbytes, 0) > MAX_MODEL_BYTES)
		throw new Wrong('tensor-cache.json names more than any model holds');
	for (const shard of records)
		if (shard.records.some(({ byteOffset, nbytes }) => byteOffset + nbytes > shard.nbytes))
			throw new Wrong(`tensor-cache.json: a tensor lies outside ${shard.dataPath}`);
	return records.map(({ dataPath, nbytes, md5sum }) => ({
		name: dataPath,
		bytes: nbytes,
		...(md5sum !== undefined && { md5: md5sum.toLowerCase() })
	}));
}

export type TokenizerName = 'tokenizer.json' | 'tokenizer.model';

/** The tokenizer that WebLLM reads of those an mlc-chat-config.json names. Throws Wrong. */
export function readTokenizerName(text: string): TokenizerName {
	const { tokenizer_files: names } = checked(configShape, text, 'mlc-chat-config.json');
	if (names.includes('tokenizer.json')) return 'tokenizer.json';
	if (names.includes('tokenizer.model')) return 'tokenizer.model';
	throw new Wrong('mlc-chat-config.json names no tokenizer that is known');
}

function checked<Shape extends v.GenericSchema>(
	shape: Shape,
	text: string,
	name: string
): v.InferOutput<Shape> {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (cause) {
		throw new Wrong(`${name} is not JSON`, { cause });
	}
	const result = v.safeParse(shape, value, { abortEarly: true });
	if (!result.success) throw new Wrong(`${name}: ${v.getDotPath(result.issues[0]) ?? 'not a list'}`);
	return result.output;
}
