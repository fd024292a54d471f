/**
 * What a model server writes, as text piece by piece: server-sent events or one JSON answer, both from somebody we do not
 * know. Every line and the whole are bounded; whatever is not understood is trouble, never text.
 */
import { createParser, type ParseError } from 'eventsource-parser';
import * as v from 'valibot';
import { jsonOf, oneLine, refusalOf, troubleOfStatus, unavailable } from './http-trouble.ts';

/** One event: a token with its probabilities is some kilobytes. */
export const MAX_EVENT_CHARS = 262_144;
/** A whole stream, thinking included: 30,000 tokens at 300 bytes is 9 MB. */
const MAX_STREAM_BYTES = 32 * 1024 * 1024;

/** Some servers give text in parts; those that are not text say nothing here. */
const content = v.nullish(
	v.union([v.string(), v.array(v.looseObject({ type: v.string(), text: v.optional(v.string()) }))])
);
const chunk = v.object({
	choices: v.optional(
		v.array(
			v.looseObject({
				delta: v.nullish(v.looseObject({ content })),
				message: v.nullish(v.looseObject({ content })),
				finish_reason: v.nullish(v.string())
			})
		),
		[]
	)
});

interface Heard {
	readonly text: string;
	/** The model has said that it is done. */
	readonly ended: boolean;
}

/** One event's data, or a whole JSON answer. Throws NodeError: what is no answer, or is one that says what went wrong. */
export function heardIn(data: string): Heard {
	const said = jsonOf(data);
	if (said !== null && typeof said === 'object' && 'error' in said && said.error !== null) {
		const { words, status = 500 } = refusalOf(data);
		throw unavailable(troubleOfStatus(status, words), words);
	}
	const understood = v.safeParse(chunk, said);
	if (!understood.success) throw unavailable('endpoint-answer', oneLine(data));
	const [choice] = understood.output.choices;
	if (!choice) return { text: '', ended: false };
	return {
		text: textOf(choice.delta?.content ?? choice.message?.content),
		ended: typeof choice.finish_reason === 'string'
	};
}

const textOf = (said: v.InferOutput<typeof content>): string =>
	typeof said === 'string'
		? said
		: (said ?? []).map(({ type, text }) => (type === 'text' ? (text ?? '') : '')).join('');

/**
 * Text of a stream of server-sent events. Ends at `[DONE]`, or at the word of a finished model; a stream that ends before
 * either was cut.
 */
export async function* textOfEvents(
	bytes: AsyncIterable<Uint8Array>
): AsyncGenerator<string, void, undefined> {
	const decoder = new TextDecoder();
	const waiting: string[] = [];
	const trouble: ParseError[] = [];
	const parser = createParser({
		maxBufferSize: MAX_EVENT_CHARS,
		onEvent: ({ data }) => void waiting.push(data),
		onError: (error) => {
			if (error.type === 'max-buffer-size-exceeded') trouble.push(error);
		}
	});
	let total = 0;
	let events = 0;
	for await (const part of bytes) {
		total += part.length;
		if (total > MAX_STREAM_BYTES) throw unavailable('endpoint-answer', 'far too long an answer');
		parser.feed(decoder.decode(part, { stream: true }));
		for (const data of waiting.splice(0)) {
			events++;
			if (data.trim() === '[DONE]') return;
			const { text, ended } = heardIn(data);
			if (text !== '') yield text;
			if (ended) return;
		}
		if (trouble.length > 0) throw unavailable('endpoint-answer', 'an endless line');
	}
	if (events === 0) throw unavailable('endpoint-answer', 'no events came');
	throw unavailable('interrupted', 'the answer was cut');
}
