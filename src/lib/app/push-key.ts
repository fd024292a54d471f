/** The server's public key for wake-ups, as its document says it. */
import { fromBase64url, fromUtf8 } from '#lib/protocol/bytes.ts';

const DOCUMENT = '/.well-known/elmnet.json';

/** Undefined where the server wakes nobody, or is away. */
export async function pushKeyOf(server: URL): Promise<Uint8Array<ArrayBuffer> | undefined> {
	try {
		const response = await fetch(new URL(DOCUMENT, server), { cache: 'no-store' });
		const { document } = (await response.json()) as { document?: unknown };
		if (typeof document !== 'string') return undefined;
		const said: unknown = JSON.parse(fromUtf8(fromBase64url(document.split('.', 1)[0] ?? '')));
		const push = typeof said === 'object' && said !== null && 'push' in said ? said.push : undefined;
		return typeof push === 'string' ? fromBase64url(push) : undefined;
	} catch {
		// No such document, or no server: nothing to be woken by.
		return undefined;
	}
}
