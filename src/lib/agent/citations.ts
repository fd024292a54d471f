/**
 * A citation is believed when the answerer signed the passage, the hash names its text and the quote stands where it
 * is said to stand. Anything else is left out of the answer and held against the answerer.
 */
import { base64url, sha256 } from '../protocol/bytes.ts';
import { open, type Citation } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import type { Verification } from './events.ts';

export interface Cited {
	readonly author: PeerId;
	readonly title: string;
	readonly text: string;
	readonly hash: string;
	readonly madeAt: number;
	readonly span: { readonly start: number; readonly end: number };
}

export type Lie = Exclude<Verification, 'own' | 'verified'>;

/** `oldestCertificate`: a passage signed by a device its owner has withdrawn since is not the author's word. */
export async function checkCitation(
	citation: Citation,
	author: PeerId,
	now: number,
	oldestCertificate: number
): Promise<Cited | { readonly lie: Lie }> {
	const said = await open(citation.passage, now);
	if ('rejected' in said || said.kind !== 'passage') return { lie: 'not-signed-by-author' };
	if (said.from !== author || said.certificate.seq < oldestCertificate)
		return { lie: 'not-signed-by-author' };
	const { title, text, made } = said.body;
	const { hash, quote, start, end } = citation;
	if (passageHash(text) !== hash) return { lie: 'hash-mismatch' };
	if (text.slice(start, end) !== quote || end > text.length) return { lie: 'quote-not-found' };
	return { author, title, text, hash, madeAt: made, span: { start, end } };
}

/** Names a passage's text, own or foreign. */
export const passageHash = (text: string): string => base64url(sha256(text));
