/** The PeerJS token: a signature over the server's challenge, so that nobody else can take this node's id. */
import * as v from 'valibot';
import { base64url, utf8 } from '#lib/protocol/bytes.ts';
import { sign, type Device } from '#lib/protocol/identity.ts';
import { proofText } from '#lib/protocol/relay.ts';
import { base64urlOf, count, line } from '#lib/protocol/schema.ts';

const challenge = v.object({ nonce: base64urlOf(32), relay: line(100), now: count() });
/** Nonce, name and time take a tenth of it. */
const MAX_CHALLENGE_CHARS = 2_048;

type FetchText = (url: string, signal: AbortSignal) => Promise<string>;

async function fetchOwn(url: string, signal: AbortSignal): Promise<string> {
	const response = await fetch(url, { cache: 'no-store', signal });
	if (!response.ok) throw new Error(`challenge: ${response.status}`);
	return response.text();
}

/** Fetches a challenge and signs it. Throws when the server cannot be reached or says something else. */
export async function peerjsToken(
	server: URL,
	device: Device,
	signal: AbortSignal,
	fetchText: FetchText = fetchOwn
): Promise<string> {
	const text = await fetchText(new URL('/elm/challenge', server).href, signal);
	if (text.length > MAX_CHALLENGE_CHARS) throw new Error('challenge: too long');
	const { nonce, relay } = v.parse(challenge, JSON.parse(text));
	// A proof made for another name could be shown to whoever goes by it.
	if (relay !== server.host) throw new Error('challenge: made for another server');
	const signature = base64url(await sign(device.secret, 'relay-auth', proofText(relay, nonce)));
	return base64url(utf8(JSON.stringify({ certificate: device.certificate, nonce, signature })));
}
