/**
 * For tests in a browser: a host of model files on a free port, with the faults that hosts have. Each test has a folder of
 * its own there. `PUT /folder/path` puts a file, `POST /folder` says how to behave, `GET /folder?log` what was asked for.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
	export interface ProvidedContext {
		modelHost: string;
	}
}

/** What happens to one request; the next one for the same path takes the next of its list. */
export interface Fault {
	readonly status?: number;
	readonly retryAfter?: string;
	/** After so many bytes the connection is cut. */
	readonly cutAt?: number;
	/** After so many bytes nothing more comes. */
	readonly hangAt?: number;
	/** Only so many bytes, and the answer says that this is all. */
	readonly endAt?: number;
	/** One byte is another. */
	readonly flipped?: boolean;
	readonly redirect?: string;
	/** Before the first byte. */
	readonly waitMs?: number;
}

export interface Behaviour {
	/** By path inside the folder. */
	readonly faults?: Readonly<Record<string, readonly Fault[]>>;
	readonly noRanges?: boolean;
	readonly noMarks?: boolean;
	/** Nothing but what every page may read of an answer. */
	readonly hidden?: boolean;
}

export interface Asked {
	readonly method: string;
	readonly path: string;
	readonly range: string | undefined;
}

interface Folder {
	readonly files: Map<string, Buffer>;
	readonly asked: Asked[];
	behaviour: Behaviour;
	faults: Map<string, Fault[]>;
}

const aFolder = (): Folder => ({ files: new Map(), asked: [], behaviour: {}, faults: new Map() });

export default async function setup(project: TestProject): Promise<() => void> {
	const folders = new Map<string, Folder>();
	const server = createServer((request, response) => {
		response.setHeader('Access-Control-Allow-Origin', '*');
		serve(folders, request, response).catch((error: unknown) => response.destroy(error as Error));
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	project.provide('modelHost', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
	return () => {
		server.close();
		server.closeAllConnections();
	};
}

async function serve(
	folders: Map<string, Folder>,
	request: IncomingMessage,
	response: ServerResponse
): Promise<void> {
	const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host');
	const [, name = '', ...rest] = pathname.split('/');
	const folder = folders.get(name) ?? aFolder();
	folders.set(name, folder);
	const path = rest.join('/');
	if (request.method === 'PUT') {
		folder.files.set(path, await bodyOf(request));
		return void response.end();
	}
	if (request.method === 'POST') {
		folder.behaviour = JSON.parse((await bodyOf(request)).toString()) as Behaviour;
		folder.faults = new Map(Object.entries(folder.behaviour.faults ?? {}).map(([k, v]) => [k, [...v]]));
		return void response.end();
	}
	// What would make a browser ask first is told apart: putting a file is the test's own doing.
	if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] === 'PUT') {
		response.setHeader('Access-Control-Allow-Methods', 'PUT');
		return void response.end();
	}
	if (searchParams.has('log')) return void response.end(JSON.stringify(folder.asked));
	folder.asked.push({ method: request.method ?? '', path, range: request.headers.range });
	if (request.method !== 'GET') return void response.writeHead(405).end();
	await give(folder, path, request, response);
}

async function give(
	{ files, behaviour, faults }: Folder,
	path: string,
	request: IncomingMessage,
	response: ServerResponse
): Promise<void> {
	const fault = faults.get(path)?.shift() ?? {};
	const file = files.get(path);
	if (fault.waitMs !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.waitMs));
	if (fault.redirect !== undefined) return void response.writeHead(302, { Location: fault.redirect }).end();
	if (!behaviour.hidden)
		response.setHeader('Access-Control-Expose-Headers', 'ETag, Content-Range, Retry-After');
	if (fault.retryAfter !== undefined) response.setHeader('Retry-After', fault.retryAfter);
	if (fault.status !== undefined) return void response.writeHead(fault.status).end();
	if (!file) return void response.writeHead(404).end();
	if (!behaviour.noMarks) response.setHeader('ETag', `"${createHash('sha1').update(file).digest('hex')}"`);
	const range = behaviour.noRanges ? null : /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
	const start = Number(range?.[1] ?? 0);
	if (start >= file.length && range) return void response.writeHead(416).end();
	const end = Math.min(file.length, range?.[2] ? Number(range[2]) + 1 : file.length);
	if (range) response.setHeader('Content-Range', `bytes ${start}-${end - 1}/${file.length}`);
	let body = file.subarray(start, end);
	if (fault.flipped) {
		body = Buffer.from(body);
		body[body.length >> 1]! ^= 1;
	}
	if (fault.endAt !== undefined) body = body.subarray(0, fault.endAt);
	response.writeHead(range ? 206 : 200, { 'Content-Length': body.length });
	const stopAt = fault.cutAt ?? fault.hangAt;
	if (stopAt === undefined) return void response.end(body);
	response.write(body.subarray(0, stopAt), () => {
		if (fault.cutAt !== undefined) setTimeout(() => response.destroy(), 100);
	});
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}
