/**
 * A small real model server for tests: the OpenAI interface over HTTP, with a script in the place of a model. It streams
 * word by word, hears a hang-up, keeps to max_tokens and schemas, and misbehaves on demand. Requests are kept, so that a
 * test can see what was sent, and what was not.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { STORY } from './model-http-story.ts';

export interface ModelTurn {
	readonly role: string;
	readonly content: string;
}

export interface ModelRequest {
	readonly method: string;
	readonly path: string;
	readonly origin: string;
	readonly authorization: string;
	/** Parsed; undefined where there was none. */
	readonly body: Readonly<Record<string, unknown>> | undefined;
	/** The asker hung up before the answer was whole. */
	hungUp: boolean;
}

/** What the "model" writes to these turns: a whole text, or its tokens. */
export type ScriptedAnswer = (
	turns: readonly ModelTurn[],
	request: ModelRequest
) => string | readonly string[] | Promise<string | readonly string[]>;

export interface Behaviour {
	/** As the list gives them. */
	models: readonly (Readonly<Record<string, unknown>> & { readonly id: string })[];
	/** Wanted from everybody; empty for none. */
	key: string;
	/** Whether pages of other origins are let in. */
	cors: boolean;
	/** In words; a longer prompt is refused. */
	contextTokens: number;
	/** Between two tokens. */
	pauseMs: number;
	/** After so many tokens nothing more comes, and the line stays open. */
	holdAfter: number;
	/** After so many tokens the connection is cut. */
	cutAfter: number;
	/** Every answer has this status and these words instead. */
	refuse: { readonly status: number; readonly body: string; readonly type?: string } | undefined;
	/** Parameters that it refuses to know, with a 400. */
	unknown: readonly string[];
	/** `at-once` JSON though a stream was asked for · `raw` this body as it is · `hang` not even a status. */
	answers: 'stream' | 'at-once' | 'hang' | { readonly raw: string; readonly type: string };
	/** Keeps no list: 404. */
	listless: boolean;
	/** Sends everybody there. */
	redirect: string;
	/** Counts nobody's tokens. */
	endless: boolean;
}

const WELL: Behaviour = {
	models: [{ id: 'scripted', object: 'model', context_length: 1_024 }],
	key: '',
	cors: true,
	contextTokens: 1_024,
	pauseMs: 1,
	holdAfter: Infinity,
	cutAfter: Infinity,
	refuse: undefined,
	unknown: [],
	answers: 'stream',
	listless: false,
	redirect: '',
	endless: false
};

export interface ModelServer {
	/** Without a path: what a person would paste. */
	readonly url: string;
	readonly requests: readonly ModelRequest[];
	/** From now on; what is not named goes well again. */
	behave(change?: Partial<Behaviour>): void;
	/** Cuts every connection and listens no more; `start` listens at the same address again, or does nothing. */
	stop(): Promise<void>;
	start(): Promise<void>;
}

export async function startModelServer(
	options: { readonly answer?: ScriptedAnswer; readonly port?: number } & Partial<Behaviour> = {}
): Promise<ModelServer> {
	const { answer = () => STORY, port = 0, ...change } = options;
	const requests: ModelRequest[] = [];
	let behaviour: Behaviour = { ...WELL, ...change };
	let address = port;
	let server: Server | undefined;

	const serve = (request: IncomingMessage, response: ServerResponse): void => {
		served(request, response, behaviour, answer, requests).catch((error: unknown) => {
			if (!response.headersSent) response.writeHead(500);
			response.end(String(error));
		});
	};
	async function start(): Promise<void> {
		if (server) return;
		const opened = createServer(serve);
		await new Promise<void>((resolve, reject) => {
			opened.once('error', reject).listen(address, '127.0.0.1', resolve);
		});
		address = (opened.address() as AddressInfo).port;
		server = opened;
	}
	await start();
	return {
		url: `http://127.0.0.1:${address}`,
		requests,
		behave: (change = {}) => void (behaviour = { ...WELL, ...change }),
		start,
		stop: () =>
			new Promise((resolve) => {
				if (!server) return resolve();
				server.close(() => resolve());
				server.closeAllConnections();
				server = undefined;
			})
	};
}

async function served(
	incoming: IncomingMessage,
	response: ServerResponse,
	behaviour: Behaviour,
	answer: ScriptedAnswer,
	requests: ModelRequest[]
): Promise<void> {
	const { headers, method = '', url = '/' } = incoming;
	if (behaviour.cors) {
		response.setHeader('Access-Control-Allow-Origin', headers.origin ?? '*');
		response.setHeader('Access-Control-Allow-Headers', 'authorization, content-type');
		response.setHeader('Access-Control-Allow-Private-Network', 'true');
	}
	if (method === 'OPTIONS') return void response.writeHead(behaviour.cors ? 204 : 403).end();
	const path = new URL(url, 'http://x').pathname;
	const text = await bodyOf(incoming);
	const request: ModelRequest = {
		method,
		path,
		origin: headers.origin ?? '',
		authorization: headers.authorization ?? '',
		body: text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>),
		hungUp: false
	};
	requests.push(request);
	response.on('close', () => (request.hungUp = !response.writableFinished));

	const { refuse, redirect, key, answers } = behaviour;
	if (redirect !== '') return void response.writeHead(307, { Location: redirect }).end();
	if (refuse)
		return void response
			.writeHead(refuse.status, { 'Content-Type': refuse.type ?? 'application/json' })
			.end(refuse.body);
	if (key !== '' && request.authorization !== `Bearer ${key}`)
		return says(response, 401, `Incorrect API key provided: ${request.authorization.replace('Bearer ', '')}`);
	if (answers === 'hang') return;
	if (path === '/v1/models' && method === 'GET' && !behaviour.listless)
		return json(response, 200, { object: 'list', data: behaviour.models });
	if (path === '/v1/chat/completions' && method === 'POST')
		return complete(request, response, behaviour, answer);
	response.writeHead(404, { 'Content-Type': 'text/plain' }).end('404 page not found');
}

/** How a server says what it wants in its place. */
const INSTEAD: Readonly<Record<string, string>> = { max_tokens: "Use 'max_completion_tokens' instead." };

async function complete(
	request: ModelRequest,
	response: ServerResponse,
	behaviour: Behaviour,
	answer: ScriptedAnswer
): Promise<void> {
	const { model, messages, max_tokens, max_completion_tokens, response_format } = request.body as {
		readonly model: string;
		readonly messages: readonly ModelTurn[];
		readonly max_tokens?: number;
		readonly max_completion_tokens?: number;
		readonly response_format?: { readonly json_schema?: { readonly schema: Schema } };
	};
	const strange = behaviour.unknown.find((name) => name in (request.body ?? {}));
	if (strange !== undefined)
		return says(response, 400, `Unsupported parameter: '${strange}'. ${INSTEAD[strange] ?? ''}`);
	if (!behaviour.models.some(({ id }) => id === model))
		return says(response, 404, `model "${model}" not found, try pulling it first`);
	const asked = messages.flatMap(({ content }) => content.split(/\s+/)).length;
	const most = max_tokens ?? max_completion_tokens ?? 0;
	if (asked + most > behaviour.contextTokens)
		return says(response, 400, `the request exceeds the available context size (${asked} tokens)`);
	const schema = response_format?.json_schema?.schema;
	const written = schema ? JSON.stringify(instanceOf(schema)) : await answer(messages, request);
	const all = typeof written === 'string' ? tokensOf(written, schema !== undefined) : written;
	const tokens = behaviour.endless ? all : all.slice(0, most);
	if (behaviour.answers === 'at-once') {
		const message = { role: 'assistant', content: tokens.join('') };
		return json(response, 200, { choices: [{ index: 0, message, finish_reason: 'stop' }] });
	}
	if (typeof behaviour.answers === 'object')
		return void response
			.writeHead(200, { 'Content-Type': behaviour.answers.type })
			.end(behaviour.answers.raw);
	await stream(response, tokens, behaviour);
}

async function stream(
	response: ServerResponse,
	tokens: readonly string[],
	{ pauseMs, holdAfter, cutAfter, endless }: Behaviour
): Promise<void> {
	response.writeHead(200, {
		'Content-Type': 'text/event-stream; charset=utf-8',
		'Cache-Control': 'no-cache'
	});
	const say = (delta: object, finish_reason: string | null = null): void =>
		void response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}\n\n`);
	say({ role: 'assistant', content: '' });
	for (let n = 0; endless || n < tokens.length; n++) {
		if (n === holdAfter) return;
		if (n === cutAfter) return void response.destroy();
		if (response.closed) return;
		say({ content: tokens[n % tokens.length] });
		await new Promise((resolve) => setTimeout(resolve, pauseMs));
	}
	say({}, 'stop');
	response.write(`data: ${JSON.stringify({ choices: [], usage: { completion_tokens: tokens.length } })}\n\n`);
	response.end('data: [DONE]\n\n');
}

/** Words with the blank before them; JSON in bits of four characters. */
const tokensOf = (text: string, isJson: boolean): readonly string[] =>
	text.match(isJson ? /[\s\S]{1,4}/g : /\s*\S+/g) ?? [];

interface Schema {
	readonly type?: string;
	readonly enum?: readonly unknown[];
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly items?: Schema;
}

/** Something that keeps to the schema. */
function instanceOf({ type, enum: values, properties = {} }: Schema): unknown {
	if (values) return values[0];
	if (type === 'object')
		return Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, instanceOf(each)]));
	if (type === 'array') return [];
	if (type === 'boolean') return true;
	return type === 'string' ? 'owl' : 1;
}

function json(response: ServerResponse, status: number, body: unknown): void {
	response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

const says = (response: ServerResponse, status: number, message: string): void =>
	json(response, status, { error: { message, type: 'invalid_request_error', code: null } });

async function bodyOf(request: IncomingMessage): Promise<string> {
	let text = '';
	for await (const part of request) text += String(part);
	return text;
}
