/** What a model server's refusal means: its status and its words, told as one of our troubles. Pure. */
import * as v from 'valibot';
import { NodeError, type EngineTrouble } from '#lib/agent/ports.ts';

/** As much of a server's words as is kept. */
const MAX_DETAIL_CHARS = 300;

const TOO_LONG =
	/context[ _-]?(?:length|size|window)|exceed_context|maximum context|(?:prompt|input).{0,24}too long|too many (?:input )?tokens|token limit/i;
const NO_MODEL =
	/model.{0,160}(?:not[ _](?:found|exist|available|loaded|supported)|does ?n.t exist|unknown|unloaded)|(?:no such|unknown|invalid|unsupported|no) models?\b/i;

/** An answer with this status and these words did not do what was asked. */
export function troubleOfStatus(status: number, words: string): EngineTrouble {
	if (status === 401 || status === 402 || status === 403) return 'endpoint-key';
	if (status === 413 || (status !== 429 && TOO_LONG.test(words))) return 'too-long';
	if ([400, 404, 422].includes(status) && NO_MODEL.test(words)) return 'endpoint-model';
	if (status === 408 || status === 429 || (status >= 500 && status !== 501)) return 'host-busy';
	return 'endpoint-answer';
}

const spoken = v.union([
	v.object({
		error: v.object({ message: v.string(), code: v.optional(v.unknown()), type: v.optional(v.unknown()) })
	}),
	v.pipe(
		v.object({ error: v.string() }),
		v.transform(({ error }) => ({ error: { message: error, code: undefined, type: undefined } }))
	),
	v.pipe(
		v.union([v.object({ message: v.string() }), v.object({ detail: v.string() })]),
		v.transform((said) => ({
			error: { message: 'message' in said ? said.message : said.detail, code: undefined, type: undefined }
		}))
	)
]);

export interface Refused {
	/** The server's words, on one line. */
	readonly words: string;
	/** Its own status, where the answer itself has one inside. */
	readonly status?: number;
}

/** What a server says in the body of a refusal, JSON of any of the usual shapes or plain text. */
export function refusalOf(body: string): Refused {
	const said = v.safeParse(spoken, jsonOf(body));
	if (!said.success) return { words: oneLine(/<html|<!doctype/i.test(body) ? titleOf(body) : body) };
	const { message, code, type } = said.output.error;
	const marks = [code, type].filter((mark) => typeof mark === 'string' && !message.includes(mark));
	return {
		words: oneLine([message, ...marks].join(' · ')),
		...(typeof code === 'number' && { status: code })
	};
}

const titleOf = (html: string): string => /<title>([^<]{0,200})/i.exec(html)?.[1] ?? 'a web page';

/** Undefined where it is no JSON. */
export function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Bounded, and on one line: it is shown beside our own words. */
export function oneLine(text: string): string {
	const line = text
		.slice(0, 4 * MAX_DETAIL_CHARS)
		.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
		.trim()
		.toWellFormed();
	return line.length > MAX_DETAIL_CHARS ? `${line.slice(0, MAX_DETAIL_CHARS - 1).toWellFormed()}…` : line;
}

export const unavailable = (trouble: EngineTrouble, detail: string): NodeError =>
	new NodeError('engine-unavailable', { trouble, detail: detail === '' ? trouble : detail });
