/** The list of a model server's models, and how much context each has as far as the list says. */
import * as v from 'valibot';
import { NodeError } from '#lib/agent/ports.ts';
import type { Endpoint } from './http-address.ts';
import { jsonOf, unavailable } from './http-trouble.ts';
import { ask, textOf, type Access, type Outside } from './http-request.ts';

/** What every model of today can, and what our short prompts need. */
export const USUAL_CONTEXT_TOKENS = 4_096;
const LEAST_CONTEXT_TOKENS = 512;
/** A list that a person chooses from; the largest hosts have some hundreds. */
const MAX_MODELS = 2_000;
const MAX_ID_CHARS = 200;

const tokens = v.fallback(v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))), undefined);
const entry = v.object({
	id: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_ID_CHARS)),
	// As it runs: vLLM, OpenRouter and others, LM Studio, Groq.
	max_model_len: tokens,
	context_length: tokens,
	loaded_context_length: tokens,
	context_window: tokens,
	// As the model could run.
	max_context_length: tokens,
	meta: v.fallback(v.optional(v.object({ n_ctx: tokens, n_ctx_train: tokens })), undefined)
});
const list = v.object({ data: v.array(v.unknown()) });

export interface Listed {
	readonly id: string;
	readonly contextTokens: number;
}

/** The models named in the body of a list; undefined where it is none. Entries that are not understood are left out. */
export function modelsIn(body: string): readonly Listed[] | undefined {
	const said = v.safeParse(list, jsonOf(body));
	if (!said.success) return undefined;
	return said.output.data.slice(0, MAX_MODELS).flatMap((each) => {
		const model = v.safeParse(entry, each);
		return model.success ? [{ id: model.output.id, contextTokens: contextOf(model.output) }] : [];
	});
}

/** What it could at most says nothing of what the server gives it: that only lowers what is usual. */
function contextOf(model: v.InferOutput<typeof entry>): number {
	const { max_model_len, context_length, loaded_context_length, context_window, meta } = model;
	const given = max_model_len ?? loaded_context_length ?? meta?.n_ctx ?? context_length ?? context_window;
	const most = meta?.n_ctx_train ?? model.max_context_length ?? USUAL_CONTEXT_TOKENS;
	return Math.max(LEAST_CONTEXT_TOKENS, given ?? Math.min(most, USUAL_CONTEXT_TOKENS));
}

export interface Found {
	/** What the methods hang at. */
	readonly base: string;
	/** Undefined where the server keeps no list. */
	readonly models: readonly Listed[] | undefined;
}

/** Asks at each place where the list could be. Throws NodeError. */
export async function findModels(
	outside: Outside,
	{ bases }: Endpoint,
	access: Access,
	signal: AbortSignal
): Promise<Found> {
	let first: NodeError | undefined;
	for (const base of bases) {
		try {
			const asked = { url: `${base}/models`, firstMs: access.waits.listMs };
			const models = modelsIn(await textOf((await ask(outside, access, asked, signal)).bytes));
			if (models) return { base, models };
			first ??= unavailable('endpoint-answer', 'no list of models');
		} catch (error) {
			// Only a wrong place is worth another try.
			if (!(error instanceof NodeError) || error.trouble !== 'endpoint-answer') throw error;
			first ??= error;
		}
	}
	throw first ?? unavailable('endpoint-answer', 'no list of models');
}
