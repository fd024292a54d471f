/**
 * The planner's part of a question: what the person means, where the question leans on earlier ones ("and on Sundays?").
 * It reads the person's own questions and nothing else: no answer, no source, no peer's word comes here, so what leaves
 * this device as a question holds the person's words alone. A model may put them together more readably than the rules
 * do; what it writes is believed only where every word of it is one of theirs.
 */
import { MAX_QUESTION_CHARS } from '../protocol/limits.ts';
import { NodeError, type Clock, type Engine } from './ports.ts';
import { followUpPrompt } from './prompt.ts';
import { plain } from './prose-text.ts';
import { contentOf, sameWord } from './support-words.ts';
import { completed, leanOf } from './understand-rules.ts';

/** Questions of the branch that a new one may lean on. */
export const LOOK_BACK = 6;
/** Longer than this nobody waits before the search begins; what the rules found is good enough. */
const REWRITE_WAIT_MS = 3_000;
const MAX_REWRITTEN_CHARS = 300;

export interface UnderstandDeps {
	/** Where a model runs; it only ever sees the person's questions here. */
	readonly engine?: Engine;
	readonly clock: Clock;
}

/**
 * The question in full, or undefined when it stands alone. `earlier`: the person's questions before it in its branch,
 * oldest first, each as it was understood.
 */
export async function understood(
	question: string,
	earlier: readonly string[],
	{ engine, clock }: UnderstandDeps,
	signal: AbortSignal
): Promise<string | undefined> {
	const lean = leanOf(question);
	const before = earlier.slice(-LOOK_BACK);
	const base = before.findLast((one) => leanOf(one) === undefined);
	if (!lean || base === undefined || signal.aborted) return undefined;
	const byRule = completed(question, lean, base);
	const byModel =
		byRule.sure || !engine ? undefined : await rewritten(question, before, engine, clock, signal);
	const full = byModel ?? byRule.text;
	return full.length <= MAX_QUESTION_CHARS ? full : undefined;
}

async function rewritten(
	question: string,
	earlier: readonly string[],
	engine: Engine,
	clock: Clock,
	signal: AbortSignal
): Promise<string | undefined> {
	const prompt = followUpPrompt(question, earlier, engine);
	if (!prompt) return undefined;
	const stop = new AbortController();
	const either = AbortSignal.any([signal, stop.signal]);
	const late = clock.sleep(REWRITE_WAIT_MS, either).then(() => undefined);
	try {
		const text = await Promise.race([writtenBy(engine, prompt, either), late]);
		return text === undefined ? undefined : believed(text, question, earlier, prompt.schema !== undefined);
	} finally {
		stop.abort();
	}
}

/** An engine in trouble says so when it is to write the answer; here the rules stand in for it. */
async function writtenBy(
	engine: Engine,
	prompt: NonNullable<ReturnType<typeof followUpPrompt>>,
	signal: AbortSignal
): Promise<string | undefined> {
	let text = '';
	try {
		for await (const piece of engine.write(prompt, signal)) {
			if (piece.kind === 'text') text += piece.text;
			if (text.length > 2 * MAX_REWRITTEN_CHARS) break;
		}
	} catch (error) {
		if (!(error instanceof NodeError)) throw error;
		return undefined;
	}
	return signal.aborted ? undefined : text;
}

/** The rewriting, if it is one question made of the person's words: all of this one's, some of an earlier one's, no other's. */
export function believed(
	written: string,
	question: string,
	earlier: readonly string[],
	isJson: boolean
): string | undefined {
	const text = isJson ? fromJson(written) : firstLine(plain(written, true));
	if (text === undefined || text.length > MAX_REWRITTEN_CHARS) return undefined;
	// Letters, numbers and the marks of a sentence: no address, no order in a code.
	if (!/^[\p{L}\p{M}\p{N} ,.;:?!¿¡'’"“”()%€$£+–—-]+$/u.test(text) || /[:.]\S*\/|\.\p{L}{2,}/u.test(text))
		return undefined;
	const [said, own] = [contentOf(text), contentOf(question)];
	const before = earlier.flatMap(contentOf);
	const isFrom = (words: readonly string[]) => (word: string) =>
		words.some((one) => one === word || sameWord(one, word));
	const isOwn = said.every(isFrom([...own, ...before])) && own.every(isFrom(said));
	return isOwn && said.some(isFrom(before)) ? text : undefined;
}

function fromJson(written: string): string | undefined {
	try {
		const value: unknown = JSON.parse(written);
		const text =
			typeof value === 'object' && value !== null && 'question' in value ? value.question : undefined;
		return typeof text === 'string' ? text.trim() : undefined;
	} catch {
		return undefined;
	}
}

const firstLine = (text: string): string | undefined => {
	const line = text.split('\n').find((one) => one.trim() !== '');
	return line
		?.replace(/^\s*(?:rewritten|question)\s*:\s*/iu, '')
		.replace(/^["“„']+|["”']+$/gu, '')
		.trim();
};
