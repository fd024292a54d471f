/**
 * The one way in. A box is unsealed, opened, judged by who says it, admitted exactly once, and only then has its
 * effect. What is refused changes nothing; it is held against the link that delivered it, and against nobody when it
 * came through a relay, where anyone could have put it.
 */
import { fromUtf8 } from '../protocol/bytes.ts';
import { isRefusal, open, type Refusal } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import { refuse, type RefusalReason } from '../protocol/refusal.ts';
import { unseal } from '../protocol/sealed.ts';
import type { Admitted, AdmissionDeps, Turned } from './admission.ts';
import { handle, type HandlersDeps } from './handlers.ts';
import type { Inside } from './inside.ts';
import { isCommunal, isJudged, isSpoken, maySay, type Spoken } from './policy.ts';
import { NodeError } from './ports.ts';

/** How a box came. `link`: over an authenticated link to `peer`; `relay`: forwarded live; `mailbox`: it waited. */
export type Via =
	| { readonly over: 'link'; readonly peer: PeerId }
	| { readonly over: 'relay' }
	| { readonly over: 'mailbox' };

/** `stored`: it will have its effect, also after a crash. `replayed`: it had it already. */
export type Received = 'stored' | 'replayed' | Refusal;

export type InboxDeps = HandlersDeps & AdmissionDeps & Pick<Inside, 'lanes' | 'blame' | 'ledger'>;

/** What an honest peer never sends, whatever its clock, its keys and its memory of us. */
const blamed: ReadonlySet<RefusalReason> = new Set([
	'oversize',
	'encoding',
	'malformed',
	'certificate',
	'signature',
	'misaddressed',
	'revoked'
]);

/** Resolves when what was said is stored, or refused; throws NodeError where this device cannot store it. */
export async function receive(box: Uint8Array, via: Via, deps: InboxDeps): Promise<Received> {
	const said = await spoken(box, via, deps);
	if (isRefusal(said)) return refused(said, blamed.has(said.rejected), via, deps);
	return deps.lanes.run(`peer/${said.from}`, async () => {
		const admitted = await admission(said, deps);
		if ('refusal' in admitted) return refused(admitted.refusal, admitted.toBlame, via, deps);
		if (!isFleeting(said) && (await deps.inboxStore.admit(said)) === 'replayed') {
			if (said.seq > 0 && said.kind !== 'ack') await receipt(said, via, deps);
			return 'replayed';
		}
		await start(said, via, admitted, deps);
		return 'stored';
	});
}

async function spoken(box: Uint8Array, via: Via, deps: InboxDeps): Promise<Spoken | Refusal> {
	const bytes = await unseal(box, deps.me, (keyId) => deps.keyring.inboxSecret(keyId));
	if (isRefusal(bytes)) return bytes;
	const said = await open(bytes, deps.clock.now(), deps.me);
	if (isRefusal(said)) return said;
	if (!isSpoken(said)) return refuse('misaddressed', said.kind);
	// Nobody forwards for others over a link yet: whoever hands on another's envelope replays it.
	if (via.over === 'link' && via.peer !== said.from) return refuse('misaddressed', 'another sender');
	return said.from === deps.me ? refuse('misaddressed', 'from myself') : said;
}

/** Whether this may be said by them now; nothing of it is stored yet. */
async function admission(said: Spoken, deps: InboxDeps): Promise<Admitted | Turned> {
	const contact = await deps.contacts.get(said.from);
	if (contact && said.certificate.seq < contact.certificateSeq)
		return { refusal: refuse('revoked'), toBlame: true };
	if (!maySay(contact?.standing, said.kind)) return { refusal: refuse('stranger'), toBlame: false };
	if (!isJudged(contact?.standing, said)) return {};
	const judge = await import('./admission.ts');
	return judge.admission(said, contact, deps);
}

/** Held against the link that delivered it, never against a name inside, and against nobody behind a relay. */
async function refused(refusal: Refusal, isToBlame: boolean, via: Via, deps: InboxDeps): Promise<Refusal> {
	deps.log('refused', { why: refusal.rejected, over: via.over });
	if (via.over === 'link' && isToBlame) {
		deps.blame(via.peer, refusal.rejected);
		await deps.ledger.record({ peer: via.peer, kind: 'bad-envelope', at: deps.clock.now() });
	}
	return refusal;
}

const work: ReadonlySet<Spoken['kind']> = new Set([
	...(['query', 'answer', 'probe', 'offer', 'referral', 'gossip'] as const),
	...(['knock', 'keys', 'heads', 'entries', 'fetch', 'piece'] as const)
]);

/** What members say live has the same effect however often it is heard, and keeps by itself what it brings; so has presence. */
const isFleeting = (said: Spoken): boolean =>
	said.seq === 0 && (isCommunal(said) || said.kind === 'presence');

/** Who is a contact is settled before the next message is judged; what takes its time goes on beside it. */
async function start(said: Spoken, via: Via, admitted: Admitted, deps: InboxDeps): Promise<void> {
	if (!work.has(said.kind)) return effect(said, via, deps, admitted);
	deps.lanes
		.run(`work/${said.from}`, () => effect(said, via, deps, admitted))
		.catch((cause: unknown) => deps.log('effect-failed', { kind: said.kind, why: String(cause) }));
}

/** `via` and what was `admitted` are missing after a reload. */
async function effect(
	said: Spoken,
	via: Via | undefined,
	deps: InboxDeps,
	admitted?: Admitted
): Promise<void> {
	const contact = await deps.contacts.get(said.from);
	const newest = contact && said.certificate.seq > contact.certificateSeq;
	if (newest) await deps.contacts.put({ ...contact, certificateSeq: said.certificate.seq });
	const known = newest ? { ...contact, certificateSeq: said.certificate.seq } : contact;
	const outcome = await handle(said, known, admitted, {
		...deps,
		blamed: async (refusal) => void (via && (await refused(refusal, true, via, deps)))
	});
	if (outcome === 'done' && !isFleeting(said)) await deps.inboxStore.done(said);
	if (via === undefined) return;
	// An answer is receipt enough for a question, and a receipt has none of its own.
	// Whoever writes to a person wants to know that it came, also to a sleeper's mailbox.
	const isAwaited = outcome === 'held' || (said.kind === 'words' && via.over === 'mailbox');
	if (isAwaited) await deps.post.best(said.from, 'ack', { re: said.id, state: 'delivered' });
	else if (said.seq > 0 && said.kind !== 'ack' && said.kind !== 'query') await receipt(said, via, deps);
}

/** Tells a sender who still tries that they need not: only over the link they try on. */
async function receipt(said: Spoken, via: Via, deps: InboxDeps): Promise<void> {
	if (via.over === 'mailbox') return;
	try {
		await deps.post.live(said.from, 'ack', { re: said.id, state: 'delivered' });
	} catch (error) {
		if (!(error instanceof NodeError)) throw error;
	}
}

/** Messages admitted and not finished, of one peer or of all, oldest first. */
async function unfinished(deps: Pick<InboxDeps, 'inboxStore'>, peer?: PeerId): Promise<readonly Spoken[]> {
	const all = await Promise.all((await deps.inboxStore.unfinished()).map(reopened));
	return all.flatMap((said) => (said && (peer === undefined || said.from === peer) ? [said] : []));
}

/** Was verified when it was admitted, so it is judged as of the time it was written: the tab may have slept long. */
async function reopened(bytes: Uint8Array): Promise<Spoken | undefined> {
	const { ts } = JSON.parse(fromUtf8(bytes.subarray(5, -64))) as { ts: number };
	const said = await open(bytes, ts);
	return !isRefusal(said) && isSpoken(said) ? said : undefined;
}

/** How many of this peer's messages are held or under way. */
export const heldOf = async (peer: PeerId, deps: Pick<InboxDeps, 'inboxStore'>): Promise<number> =>
	(await unfinished(deps, peer)).length;

/** Takes up what was held from `peer`, inside its lane; tells how many hellos were among it. */
export async function release(peer: PeerId, deps: InboxDeps, except?: string): Promise<number> {
	const hellos = (await unfinished(deps, peer)).filter(({ kind, id }) => kind === 'hello' && id !== except);
	for (const said of hellos) await effect(said, undefined, deps);
	const rest = async (): Promise<void> => {
		// Read inside the lane: what was under way when we were called is finished by now and not done twice.
		for (const said of await unfinished(deps, peer))
			if (work.has(said.kind)) await effect(said, undefined, deps);
	};
	deps.lanes
		.run(`work/${peer}`, rest)
		.catch((cause: unknown) => deps.log('effect-failed', { why: String(cause) }));
	return hellos.length;
}

/** Lets go of everything held from `peer`. */
export async function dropHeld(peer: PeerId, deps: Pick<InboxDeps, 'inboxStore'>): Promise<void> {
	for (const said of await unfinished(deps, peer)) await deps.inboxStore.done(said);
}

/** After a reload: finishes what a closed tab cut off. */
export async function resume(deps: InboxDeps): Promise<void> {
	const peers = new Set((await unfinished(deps)).map(({ from }) => from));
	for (const peer of peers) {
		await deps.lanes.run(`peer/${peer}`, async () => {
			const others = (await unfinished(deps, peer)).filter(({ kind }) => !work.has(kind));
			for (const said of others) if (said.kind !== 'hello') await effect(said, undefined, deps);
			await release(peer, deps);
		});
	}
}
