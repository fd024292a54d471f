/**
 * How two servers prove themselves to each other: each signs its role, both names and both nonces with the key that the
 * other knows it by. What was recorded once proves nothing again, what was made for one server proves nothing to
 * another, and what one side signed can not be thrown back at it.
 */
import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { fromBase64url } from '#lib/protocol/bytes.ts';
import {
	LINK_DOMAIN,
	linkText,
	serverHello,
	serverHelloBack,
	serverProof,
	serverWelcome
} from '#lib/protocol/federation.ts';
import { verify } from '#lib/protocol/identity.ts';
import { PROTOCOL_VERSION } from '#lib/protocol/limits.ts';
import { CLOSE, fromServer, type RelayRefusal } from '#lib/protocol/relay.ts';
import type { ServerIdentity } from './discovery.ts';
import type { LinkClient } from './federation-link.ts';
import { Unreachable } from './federation-reach.ts';
import type { Trust } from './federation-trust.ts';
import { WORDS } from './words.ts';

export interface HelloParts {
	readonly identity: ServerIdentity;
	readonly trust: Pick<Trust, 'identityOf' | 'doubt'>;
	/** Whether there is room for one more link to a host, and patience with it. */
	readonly isWelcome: (host: string) => boolean;
}

const freshNonce = (): string => randomBytes(32).toString('base64url');

type LinkNames = Parameters<typeof linkText>[1];

const proves = (key: string, text: string, signature: string): Promise<boolean> =>
	verify(key, LINK_DOMAIN, text, fromBase64url(signature));

function parse<S extends v.GenericSchema>(schema: S, text: string): v.InferOutput<S> | undefined {
	try {
		return v.parse(schema, JSON.parse(text));
	} catch {
		return undefined;
	}
}

/** Frames of one socket in order, for a talk of a few lines. Rejects once the socket is gone. */
export interface Lines {
	next(): Promise<string>;
}

/** Says goodbye with a reason in words, and throws it. */
function turnAway(client: LinkClient, why: RelayRefusal, code: number): never {
	client.send(JSON.stringify({ tell: 'refused', n: 0, why, words: WORDS[why] }));
	client.close(code, WORDS[why]);
	throw new Unreachable('server-unknown', why);
}

/** As the server that was dialled: resolves with the host that proved itself. Throws Unreachable. */
export async function answerHello(
	client: LinkClient,
	lines: Lines,
	{ identity, trust, isWelcome }: HelloParts
): Promise<string> {
	const hello = parse(serverHello, await lines.next());
	if (!hello) turnAway(client, 'malformed', CLOSE.malformed);
	const { from, to } = hello;
	if (to !== identity.host || hello.v !== PROTOCOL_VERSION)
		turnAway(client, 'server-unknown', CLOSE.badProof);
	if (!isWelcome(from)) turnAway(client, 'rate', CLOSE.tooMany);
	const { key } = await trust
		.identityOf(from)
		.catch((error: unknown) =>
			turnAway(client, error instanceof Unreachable ? error.why : 'server-away', CLOSE.badProof)
		);
	const nonce = freshNonce();
	const names: LinkNames = { dialling: from, answering: to, nonces: [hello.nonce, nonce] };
	const signature = await identity.signLink(linkText('answers', names));
	client.send(JSON.stringify({ tell: 'hello', nonce, signature }));
	const proof = parse(serverProof, await lines.next());
	if (!proof || !(await proves(key, linkText('dials', names), proof.signature))) {
		if (proof) void trust.doubt(from);
		turnAway(client, 'bad-proof', CLOSE.badProof);
	}
	client.send(JSON.stringify({ tell: 'welcome' }));
	return from;
}

/** As the server that dials `to`. Throws Unreachable. */
export async function sayHello(
	client: LinkClient,
	lines: Lines,
	to: string,
	{ identity, trust }: Pick<HelloParts, 'identity' | 'trust'>
): Promise<void> {
	const from = identity.host ?? '';
	const { key } = await trust.identityOf(to);
	const nonce = freshNonce();
	client.send(JSON.stringify({ ask: 'hello', v: PROTOCOL_VERSION, from, to, nonce }));
	const text = await lines.next();
	const back = parse(serverHelloBack, text);
	if (!back) throw refusalIn(text);
	const names: LinkNames = { dialling: from, answering: to, nonces: [nonce, back.nonce] };
	if (!(await proves(key, linkText('answers', names), back.signature))) {
		void trust.doubt(to);
		throw new Unreachable('server-unknown', 'did not prove its key');
	}
	const signature = await identity.signLink(linkText('dials', names));
	client.send(JSON.stringify({ ask: 'prove', signature }));
	const end = await lines.next();
	if (!parse(serverWelcome, end)) throw refusalIn(end);
}

/** It said why not, or nothing that could be read. Only what it says of us for good counts as for good. */
function refusalIn(text: string): Unreachable {
	const refused = parse(fromServer, text);
	const why = refused?.tell === 'refused' ? refused.why : 'malformed';
	return new Unreachable(why === 'server-away' || why === 'rate' ? 'server-away' : 'server-unknown', why);
}
