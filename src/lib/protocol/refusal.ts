/** Why something from outside was not accepted. A value, not an exception: hostile input is expected. */

/**
 * `oversize` · `encoding` not canonical base64url, UTF-8 or compact JSON, or a key given twice · `malformed` a field is
 * missing or out of bounds · `certificate` · `signature` · `unknown-kind` a newer peer may say more than we know ·
 * `expired` · `not-yet` its clock is ahead · `misaddressed` for somebody else, or for nobody where it must be for us ·
 * `box` no key of ours opens it · `replayed` seen before · `revoked` from a device its owner withdrew · `stranger` this
 * may only be said by a contact.
 */
export type RefusalReason =
	| 'oversize'
	| 'encoding'
	| 'malformed'
	| 'certificate'
	| 'signature'
	| 'unknown-kind'
	| 'expired'
	| 'not-yet'
	| 'misaddressed'
	| 'box'
	| 'replayed'
	| 'revoked'
	| 'stranger';

export interface Refusal {
	readonly rejected: RefusalReason;
	readonly detail?: string;
}

export const refuse = (rejected: RefusalReason, detail?: string): Refusal =>
	detail === undefined ? { rejected } : { rejected, detail };

export const isRefusal = (value: object): value is Refusal => 'rejected' in value;
