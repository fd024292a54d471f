/**
 * Writes through a model server that speaks the common interface (`/chat/completions`). Servers understand different
 * parts of it: what one refuses is left out, and left out from then on.
 */
import { NodeError } from '#lib/agent/ports.ts';
import { ROLES, type Order } from './engine-messages.ts';
import type { ServerKind } from './http-address.ts';
import { heardIn, textOfEvents } from './http-answer.ts';
import { ask, textOf, type Access, type Answered, type Outside } from './http-request.ts';
import { oneLine, refusalOf, unavailable } from './http-trouble.ts';

/** No token is longer than this for long: a server that does not count is stopped here. */
const MAX_CHARS_PER_TOKEN = 16;
/** No language's words need fewer tokens: what is longer cannot fit, and some servers would cut it in silence. */
const SURE_CHARS_PER_TOKEN = 8;

export interface Writer {
	readonly model: string;
	readonly contextTokens: number;
	write(order: Order, signal: AbortSignal): AsyncGenerator<string, void, undefined>;
}

export interface WriterDeps {
	readonly outside: Outside;
	readonly access: Access;
	readonly base: string;
	readonly kind: ServerKind;
	readonly model: string;
	readonly contextTokens: number;
}

/** How one server likes to be asked; only ever becomes simpler. */
interface Manner {
	schema: 'schema' | 'object' | 'plain';
	limit: 'max_tokens' | 'max_completion_tokens';
	temperature: boolean;
	/** Whether it is told not to think aloud. */
	quick: boolean;
}

export function openWriter(deps: WriterDeps): Writer {
	const { outside, access, base, model, contextTokens } = deps;
	const manner: Manner = { schema: 'schema', limit: 'max_tokens', temperature: true, quick: true };
	const knownAt = `${base}/models`;

	async function begun(order: Order, signal: AbortSignal): Promise<Answered> {
		for (;;) {
			const body = bodyOf(order, model, deps.kind, manner);
			const asked = { url: `${base}/chat/completions`, body, firstMs: access.waits.firstMs, knownAt };
			try {
				return await ask(outside, access, asked, signal);
			} catch (error) {
				if (!isRefused(error) || !simpler(manner, order, deps.kind, error.message)) throw error;
			}
		}
	}

	return {
		model,
		contextTokens,
		async *write(order, signal) {
			if (charsOf(order) > (contextTokens - order.maxTokens) * SURE_CHARS_PER_TOKEN)
				throw unavailable('too-long', `more than ${contextTokens} tokens`);
			let room = order.maxTokens * MAX_CHARS_PER_TOKEN;
			for await (const text of textOfAnswer(await begun(order, signal))) {
				yield text.length > room ? text.slice(0, room) : text;
				if ((room -= text.length) <= 0) return;
			}
		}
	};
}

const charsOf = ({ turns }: Order): number => turns.reduce((sum, { text }) => sum + text.length, 0);

async function* textOfAnswer({ type, bytes }: Answered): AsyncGenerator<string, void, undefined> {
	if (/html/i.test(type)) throw unavailable('endpoint-answer', refusalOf(await textOf(bytes)).words);
	if (!/json/i.test(type) || /ndjson/i.test(type)) return yield* textOfEvents(bytes);
	// It was asked to stream, and answered at once.
	const whole = await textOf(bytes);
	const { text, ended } = heardIn(whole);
	if (text === '' && !ended) throw unavailable('endpoint-answer', oneLine(whole));
	yield text;
}

const isRefused = (error: unknown): error is NodeError =>
	error instanceof NodeError && error.trouble === 'endpoint-answer';

/** Leaves out what these words of refusal are about; false when there is nothing left to leave out. */
function simpler(manner: Manner, order: Order, kind: ServerKind, words: string): boolean {
	if (manner.limit === 'max_tokens' && /max_completion_tokens/.test(words)) {
		manner.limit = 'max_completion_tokens';
		return true;
	}
	if (manner.temperature && /temperature/i.test(words)) {
		manner.temperature = false;
		return true;
	}
	const canBeSlower = manner.quick && Object.keys(quickOf(kind)).length > 0;
	const isAboutSchema = order.schema !== undefined && manner.schema !== 'plain';
	if (canBeSlower && (!isAboutSchema || /reason|think|effort|template/i.test(words))) {
		manner.quick = false;
		return true;
	}
	if (!isAboutSchema) return false;
	manner.schema = manner.schema === 'schema' ? 'object' : 'plain';
	return true;
}

function bodyOf(
	{ turns, maxTokens, schema }: Order,
	model: string,
	kind: ServerKind,
	manner: Manner
): object {
	return {
		model,
		messages: turns.map(({ role, text }) => ({ role: ROLES[role], content: text })),
		stream: true,
		[manner.limit]: maxTokens,
		...(manner.temperature && { temperature: 0 }),
		...(manner.quick && quickOf(kind)),
		...(schema && formatOf(schema, manner.schema))
	};
}

/** A short answer's tokens are not to be spent on thinking aloud. */
function quickOf(kind: ServerKind): object {
	if (kind === 'ollama') return { reasoning_effort: 'none' };
	if (kind === 'llama.cpp') return { chat_template_kwargs: { enable_thinking: false } };
	return {};
}

function formatOf(schema: Readonly<Record<string, unknown>>, how: Manner['schema']): object {
	if (how === 'plain') return {};
	if (how === 'object') return { response_format: { type: 'json_object' } };
	return {
		response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } }
	};
}
