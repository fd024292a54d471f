/**
 * One signed item of a community, and the log it stands in. Every device of every author keeps a log of its own: entries
 * numbered from 1, each naming the one before by its hash. Entries are the truth of a community, whoever carried them; they
 * never expire, and their certificate is judged at the time they were written.
 *
 *   text     base64url(payload) "." base64url(signature), signed under the domain `entry`
 *   payload  compact JSON {community, cert, seq, prev, at, clock, act}
 *   id       base64url(SHA-256(payload))
 */
import * as v from 'valibot';
import { base64url, concat, fromBase64url, sha256, utf8, type Bytes } from './bytes.ts';
import { acts, isActKind, type Act } from './acts.ts';
import { fromCompactJson } from './compact-json.ts';
import { openCertificate, sign, verify, type Device, type PeerId } from './identity.ts';
import { CLOCK_SLACK_MS, MAX_CERTIFICATE_CHARS, MAX_ENTRY_BYTES, MAX_ENTRY_CHARS } from './limits.ts';
import { isRefusal, refuse, type Refusal } from './refusal.ts';
import { base64urlOf, count, signedText } from './schema.ts';

/** Base64url of 32 bytes: the hash over the founding entry's payload, which no second community can have. */
export type CommunityId = string;
/** Base64url of 32 bytes: the hash of an entry's payload. */
export type EntryId = string;

export interface Entry {
	readonly id: EntryId;
	readonly community: CommunityId;
	readonly author: PeerId;
	/** Device key, hex: names the log. */
	readonly dev: string;
	readonly certificateSeq: number;
	/** From 1 in each log. */
	readonly seq: number;
	/** Id of the entry before it in the same log; empty for the first. */
	readonly prev: EntryId;
	/** When it was written, by its author's clock: milliseconds since 1970. */
	readonly at: number;
	/** Lamport: one more than the largest its author had seen. With the id, the order of everything. */
	readonly clock: number;
	readonly act: Act;
	/** As it was signed. */
	readonly text: string;
}

const hash = base64urlOf(32);

const payloadShape = v.object({
	/** Empty in the founding entry alone. */
	community: v.union([v.literal(''), hash]),
	cert: signedText(MAX_CERTIFICATE_CHARS),
	seq: v.pipe(count(), v.minValue(1)),
	prev: v.union([v.literal(''), hash]),
	at: count(),
	clock: count(),
	act: v.looseObject({ kind: v.string() })
});

export interface WritingEntry {
	/** Undefined to found a community. */
	readonly community: CommunityId | undefined;
	readonly seq: number;
	readonly prev: EntryId;
	readonly at: number;
	readonly clock: number;
	readonly act: Act;
}

/** Signs an entry. Throws RangeError when it would not be accepted: that is our mistake. */
export async function writeEntry(from: Device, writing: WritingEntry): Promise<Entry> {
	const { community, seq, prev, at, clock, act } = writing;
	const parsed: unknown = v.parse(acts[act.kind], act);
	const payload = utf8(
		JSON.stringify({ community: community ?? '', cert: from.certificate, seq, prev, at, clock, act: parsed })
	);
	if (payload.length > MAX_ENTRY_BYTES) throw new RangeError(`entry: ${payload.length} bytes are too many`);
	const signature = await sign(from.secret, 'entry', payload);
	// What others would refuse is never kept by its own author either.
	const entry = await openEntry(`${base64url(payload)}.${base64url(signature)}`, at);
	if (isRefusal(entry)) throw new RangeError(`entry: ${entry.rejected} ${entry.detail ?? ''}`);
	return entry;
}

/**
 * Reads an entry and checks all that it shows by itself: its form, its signature, the certificate at the time of writing.
 * Whether its author may do this, and whether the log holds together, is the community's to judge. `now`: milliseconds
 * since 1970; refused as `not-yet` when it was written later. Never throws.
 */
export async function openEntry(text: string, now: number): Promise<Entry | Refusal> {
	const read = readEntry(text);
	if (isRefusal(read)) return read;
	const { entry, cert, payload, signature } = read;
	if (entry.at > now + CLOCK_SLACK_MS) return refuse('not-yet');
	const certificate = await openCertificate(cert, entry.at);
	if (isRefusal(certificate)) return certificate;
	if (!(await verify(certificate.dev, 'entry', payload, signature))) return refuse('signature');
	return entry;
}

/**
 * The same without its signatures: only for what this device verified itself before it kept it.
 */
export function reopenEntry(text: string): Entry | Refusal {
	const read = readEntry(text);
	return isRefusal(read) ? read : read.entry;
}

interface Read {
	readonly entry: Entry;
	readonly cert: string;
	readonly payload: Bytes;
	readonly signature: Bytes;
}

function readEntry(text: string): Read | Refusal {
	if (text.length > MAX_ENTRY_CHARS) return refuse('oversize');
	const dot = text.indexOf('.');
	if (dot < 0 || text.length - dot - 1 !== 86) return refuse('encoding', 'signature');
	let payload: Bytes;
	let signature: Bytes;
	let value: unknown;
	try {
		payload = fromBase64url(text.slice(0, dot));
		signature = fromBase64url(text.slice(dot + 1));
		value = fromCompactJson(payload);
	} catch {
		return refuse('encoding');
	}
	const shape = v.safeParse(payloadShape, value);
	if (!shape.success) return refuse('malformed', v.getDotPath(shape.issues[0]) ?? 'entry');
	const { community, cert, seq, prev, at, clock, act } = shape.output;
	if (!isActKind(act.kind)) return refuse('unknown-kind', act.kind.slice(0, 32));
	const parsed = v.safeParse(acts[act.kind], act);
	if (!parsed.success) return refuse('malformed', `act.${v.getDotPath(parsed.issues[0]) ?? act.kind}`);
	const founds = act.kind === 'found';
	if (founds !== (community === '')) return refuse('malformed', 'community');
	if ((seq === 1) !== (prev === '') || (founds && seq !== 1)) return refuse('malformed', 'prev');
	const holder = holderOf(cert);
	if (isRefusal(holder)) return holder;
	const id = base64url(sha256(payload));
	const entry: Entry = {
		...{ id, ...holder, seq, prev, at, clock, text },
		community: founds ? communityIdOf(payload) : community,
		// The schemas of all acts together are the union; valibot cannot tell which one this was.
		act: parsed.output
	};
	return { entry, cert, payload, signature };
}

const communityIdOf = (payload: Bytes): CommunityId =>
	base64url(sha256(concat(utf8('elm/community\0'), payload)));

const holderShape = v.object({
	root: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
	dev: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
	seq: count()
});

type Holder = Pick<Entry, 'author' | 'dev' | 'certificateSeq'>;

// Every entry of a device comes with the same certificate: it is read once. Nothing here was judged, so nothing can be poisoned.
const KEPT_HOLDERS = 256;
const holders = new Map<string, Holder>();

/** Whom a certificate names. It proves nothing yet. */
function holderOf(cert: string): Holder | Refusal {
	const known = holders.get(cert);
	if (known) return known;
	const holder = readHolder(cert);
	if (isRefusal(holder)) return holder;
	if (holders.size >= KEPT_HOLDERS) holders.clear();
	holders.set(cert, holder);
	return holder;
}

function readHolder(cert: string): Holder | Refusal {
	try {
		const body = v.parse(holderShape, fromCompactJson(fromBase64url(cert.slice(0, cert.indexOf('.')))));
		return { author: body.root as PeerId, dev: body.dev, certificateSeq: body.seq };
	} catch {
		return refuse('certificate', 'unreadable');
	}
}

/** Which of two entries comes first, for everybody: by clock, then by id. Negative: `a`. */
export const inOrder = (a: Pick<Entry, 'clock' | 'id'>, b: Pick<Entry, 'clock' | 'id'>): number =>
	a.clock - b.clock || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
