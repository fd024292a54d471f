/**
 * Texts as the tokens of a static model, by its tokenizer.json. Unknown tokens are left out, and so are those that would
 * mark a text's beginning and end: that is how these models are made. Throws NodeError 'damaged'.
 */
import { Tokenizer } from '@huggingface/tokenizers';
import * as v from 'valibot';
import { NodeError } from '#lib/agent/ports.ts';

/** As these models are made and measured: what follows counts no more. */
const MAX_TOKENS = 512;
/** So much of a text is looked at: twice what those tokens are in all but the oddest texts. */
const MAX_CHARS = 8_192;
const MAX_TOKENIZER_BYTES = 64 * 1024 * 1024;
/** Words whose tokens are remembered: a person's notes have fewer; when full, it begins anew. */
const MAX_WORDS = 50_000;
const MAX_WORD_CHARS = 40;

/** The parts of the file that we rely on; the library reads the rest. */
const layout = v.looseObject({
	normalizer: v.nullish(v.looseObject({ type: v.string() })),
	pre_tokenizer: v.nullish(v.looseObject({ type: v.string() })),
	model: v.looseObject({
		type: v.picklist(['WordPiece', 'BPE', 'Unigram']),
		unk_token: v.nullish(v.string()),
		unk_id: v.nullish(v.number()),
		vocab: v.union([v.record(v.string(), v.number()), v.array(v.tuple([v.string(), v.number()]))])
	}),
	added_tokens: v.optional(v.array(v.looseObject({ id: v.number(), content: v.string() })), [])
});
type Layout = v.InferOutput<typeof layout>;

export interface Tokens {
	readonly of: (text: string) => readonly number[];
	/** One more than the highest token. */
	readonly vocabulary: number;
}

export async function openTokens(file: Blob): Promise<Tokens> {
	if (file.size > MAX_TOKENIZER_BYTES) throw damaged('too large a tokenizer');
	const { said, tokenizer } = await read(file);
	const { vocab, unk_token: unknown, unk_id: unknownId } = said.model;
	const ids = Array.isArray(vocab) ? vocab.map((_, id) => id) : Object.values(vocab);
	const highest = [...ids, ...said.added_tokens.map(({ id }) => id)].reduce((a, b) => Math.max(a, b), -1);
	if (!Number.isSafeInteger(highest) || highest < 0) throw damaged('a tokenizer without tokens');
	const left = typeof unknown === 'string' ? tokenizer.token_to_id(unknown) : (unknownId ?? undefined);
	// The library gives undefined where a tokenizer has no token for the unknown.
	const isKnown = (id: unknown): boolean =>
		typeof id === 'number' && id !== left && Number.isInteger(id) && id >= 0;
	const encode = (text: string): readonly number[] =>
		tokenizer.encode(text, { add_special_tokens: false }).ids.filter(isKnown);
	const tokensOf = isWordByWord(said) ? wordByWord(encode) : encode;
	return { of: (text) => tokensOf(text.slice(0, MAX_CHARS)).slice(0, MAX_TOKENS), vocabulary: highest + 1 };
}

async function read(file: Blob): Promise<{ said: Layout; tokenizer: Tokenizer }> {
	try {
		const said = v.parse(layout, JSON.parse(await file.text()));
		// The second file that the library asks for says nothing that these models need.
		return { said, tokenizer: new Tokenizer(said, {}) };
	} catch (cause) {
		throw new NodeError('engine-unavailable', { trouble: 'damaged', detail: 'no tokenizer', cause });
	}
}

/** Whether no token depends on what stands beyond a blank. */
const isWordByWord = ({ normalizer, pre_tokenizer: cutter, model, added_tokens: added }: Layout): boolean =>
	normalizer?.type === 'BertNormalizer' &&
	cutter?.type === 'BertPreTokenizer' &&
	model.type === 'WordPiece' &&
	added.every(({ content }) => !BLANKS.test(content));

/** What that normaliser makes a blank of; other white space it drops. */
const BLANKS = /[ \t\n\r\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** The same tokens six times as fast: texts are made of few words, and the library looks at every character. */
function wordByWord(encode: (text: string) => readonly number[]): (text: string) => readonly number[] {
	const known = new Map<string, readonly number[]>();
	const tokensOf = (word: string): readonly number[] => {
		const before = known.get(word);
		if (before) return before;
		const tokens = encode(word);
		if (known.size >= MAX_WORDS) known.clear();
		if (word.length <= MAX_WORD_CHARS) known.set(word, tokens);
		return tokens;
	};
	return (text) => text.split(BLANKS).flatMap(tokensOf);
}

const damaged = (detail: string): NodeError =>
	new NodeError('engine-unavailable', { trouble: 'damaged', detail });
