/**
 * A static model in the layout of Model2Vec: one row of numbers for each token; a text's vector is the mean of its tokens'
 * rows, at length 1. No network is run, so a passage takes a fraction of a millisecond on any machine.
 */
import { NodeError } from '#lib/agent/ports.ts';
import { openSafetensors, type Tensor } from './safetensors.ts';
import { openTokens } from './static-embedder-tokens.ts';

export interface StaticModel {
	readonly dimensions: number;
	/** A vector of its own, of length 1; all zeros for a text without a known token. */
	embed(text: string): Float32Array;
}

/** The rows, and which row and weight a token has. */
interface Table {
	readonly rows: Float32Array;
	readonly dimensions: number;
	readonly rowOf: (token: number) => number;
	readonly weightOf: (token: number) => number;
}

/** Throws NodeError 'damaged' where the two files are not what they should be, or not of one model. */
export async function openStaticModel(weights: Blob, tokenizer: Blob): Promise<StaticModel> {
	const tokens = await openTokens(tokenizer);
	const { rows, dimensions, rowOf, weightOf } = await openTable(weights, tokens.vocabulary);
	return {
		dimensions,
		embed(text) {
			const sum = new Float64Array(dimensions);
			for (const token of tokens.of(text)) {
				const start = rowOf(token) * dimensions;
				const weight = weightOf(token);
				for (let n = 0; n < dimensions; n++) sum[n] = (sum[n] ?? 0) + weight * (rows[start + n] ?? 0);
			}
			return toLengthOne(sum);
		}
	};
}

/** A sum has the direction of its mean. */
function toLengthOne(sum: Float64Array): Float32Array {
	const length = Math.sqrt(sum.reduce((squares, value) => squares + value * value, 0));
	return Float32Array.from(sum, (value) => (length > 0 ? value / length : 0));
}

/** `vocabulary` is one more than the highest token. */
async function openTable(weights: Blob, vocabulary: number): Promise<Table> {
	const file = await openSafetensors(weights);
	// The one name of this layout; models that were only meant for it have a single table under another.
	const name = file.names.includes('embeddings')
		? 'embeddings'
		: file.names.length === 1
			? file.names[0]
			: '';
	const table = await file.read(name ?? '');
	const [count, dimensions] = table?.shape ?? [];
	if (!table || table.shape.length !== 2 || !count || !dimensions) throw damaged('no table of tokens');
	if (table.values.some((value) => !Number.isFinite(value))) throw damaged('numbers that are none');
	const mapping = column(await file.read('mapping'), vocabulary);
	const scale = column(await file.read('weights'), vocabulary);
	const highest = mapping ? mapping.reduce((most, row) => Math.max(most, row), 0) : vocabulary - 1;
	if (highest >= count || mapping?.some((row) => !Number.isInteger(row) || row < 0))
		throw damaged('tokens without a row: the files are of different models');
	return {
		rows: table.values,
		dimensions,
		rowOf: mapping ? (token) => mapping[token] ?? 0 : (token) => token,
		weightOf: scale ? (token) => scale[token] ?? 0 : () => 1
	};
}

function column(tensor: Tensor | undefined, vocabulary: number): Float32Array | undefined {
	if (tensor && (tensor.values.length < vocabulary || tensor.values.some((value) => !Number.isFinite(value))))
		throw damaged('a list that is too short');
	return tensor?.values;
}

const damaged = (detail: string): NodeError =>
	new NodeError('engine-unavailable', { trouble: 'damaged', detail });
