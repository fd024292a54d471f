/** A static model small enough to reckon with by hand: a few words in two dimensions. */

type Rows = readonly (readonly number[])[];

/** A safetensors file of these tables; a flat list is a column. */
export function aTensorFile(tables: Readonly<Record<string, Rows | readonly number[]>>): Blob {
	const header: Record<string, unknown> = {};
	const data: Float32Array<ArrayBuffer>[] = [];
	let at = 0;
	for (const [name, table] of Object.entries(tables)) {
		const values = new Float32Array(table.flat());
		const [first] = table;
		const shape = Array.isArray(first) ? [table.length, first.length] : [table.length];
		header[name] = { dtype: 'F32', shape, data_offsets: [at, (at += values.byteLength)] };
		data.push(values);
	}
	const text = new TextEncoder().encode(JSON.stringify(header));
	const length = new DataView(new ArrayBuffer(8));
	length.setBigUint64(0, BigInt(text.length), true);
	return new Blob([length, text, ...data]);
}

/** A tokenizer in the manner of BERT that knows these words, in their order; the first is what stands for all others. */
export const aTokenizer = (words: readonly string[], change: object = {}): Blob =>
	new Blob([
		JSON.stringify({
			version: '1.0',
			added_tokens: [],
			normalizer: {
				type: 'BertNormalizer',
				clean_text: true,
				handle_chinese_chars: true,
				strip_accents: null,
				lowercase: true
			},
			pre_tokenizer: { type: 'BertPreTokenizer' },
			post_processor: null,
			decoder: null,
			model: {
				type: 'WordPiece',
				unk_token: words[0],
				continuing_subword_prefix: '##',
				max_input_chars_per_word: 100,
				vocab: Object.fromEntries(words.map((word, id) => [word, id]))
			},
			...change
		})
	]);
