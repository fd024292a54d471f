/**
 * Direct messages between contacts. Each is a letter, so that a sleeper finds it and what became of it is known; what comes
 * is kept once. Where my person lets their agent handle it, a question is answered with what that contact may read, by the
 * way of a query of theirs; the agent never answers an agent, and never speaks twice in a row. Loaded with the first.
 */
import type { SaidOf } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import { MAX_QUESTION_CHARS, MAX_WORDS_CHARS } from '../protocol/limits.ts';
import { leavingFor, quotedFrom } from './answer.ts';
import { answererFor, type AnswererDeps } from './answerer.ts';
import type { Inside } from './inside.ts';
import { NodeError, type Contact, type KeptWords, type Talk, type WordsStore } from './ports.ts';
import { letterOf } from './post.ts';
import { noTalk, tiedMore } from './ties.ts';
import { questionWords } from './understand-words.ts';
import { wireLine, wireText } from './wire-text.ts';

export type WordsDeps = AnswererDeps & Pick<Inside, 'lanes' | 'emit' | 'words'>;

export interface Words {
	/** Resolves when it is kept here and on its way. Throws NodeError('unreachable') where they are no contact, RangeError where it does not fit. */
	say(peer: PeerId, text: string): Promise<KeptWords>;
	/** Everything of theirs has been seen. */
	read(peer: PeerId): Promise<void>;
	/** Whether my agent may answer their questions here. */
	letAgent(peer: PeerId, byAgent: boolean): Promise<void>;
	forget(peer: PeerId): Promise<void>;
}

/** Quotes of one answer: a message is read by a person. */
const MOST_QUOTES = 3;

export function wordsDesk(deps: WordsDeps): Words {
	return {
		say: (peer, text) => inTurn(peer, deps, (words) => say({ peer, text }, words, deps)),
		read: (peer) => changed(peer, deps, (talk) => (talk.unread === 0 ? talk : { ...talk, unread: 0 })),
		letAgent: (peer, byAgent) => changed(peer, deps, (talk) => ({ ...talk, byAgent })),
		forget: (peer) =>
			inTurn(peer, deps, async (words) => {
				await words.forget(peer);
				deps.emit({ kind: 'words-changed', peer });
			})
	};
}

/** Kept once; then, where my person wants it, answered. */
export async function takeWords(
	said: SaidOf<'words'>,
	contact: Contact | undefined,
	deps: WordsDeps
): Promise<void> {
	if (contact?.standing !== 'accepted' || !deps.words) return;
	const { id, from, body, ts } = said;
	const isForAgent = await inTurn(from, deps, async (words) => {
		const now = deps.clock.now();
		const kept: KeptWords = {
			...{ id, peer: from, mine: false, text: body.text, at: Math.min(ts, now) },
			byAgent: body.byAgent === true,
			...(body.re !== undefined && { re: body.re })
		};
		if (!(await words.add(kept))) return false;
		const talk = await talkWith(from, words, now);
		await words.putTalk(tiedMore({ ...talk, unread: talk.unread + 1 }, now));
		deps.emit({ kind: 'words-changed', peer: from, came: kept });
		return talk.byAgent && !kept.byAgent && isQuestion(kept.text);
	});
	if (!isForAgent) return;
	deps.lanes
		.run(`work/${from}`, () => answerFor(said, deps))
		.catch((cause: unknown) => deps.log('words-not-answered', { why: String(cause) }));
}

/** A question mark, or a question word in front: "who has a drill". */
export function isQuestion(text: string): boolean {
	const [first = ''] = text.trim().toLowerCase().split(/\s+/u);
	return /[?？]/u.test(text) || (questionWords.has(first) && !begins.has(first));
}

/** Of one language's question words, what begins a plain sentence in another: "es regnet", "a friend of mine". */
const begins: ReadonlySet<string> = new Set(['es', 'a', 'son', 'hay', 'que', 'do']);

async function say(
	{ peer, text, byAgent, re }: { peer: PeerId; text: string; byAgent?: true; re?: string },
	words: WordsStore,
	{ contacts, clock, post, emit }: WordsDeps
): Promise<KeptWords> {
	if ((await contacts.get(peer))?.standing !== 'accepted')
		throw new NodeError('unreachable', { detail: 'no contact' });
	const body = { text, ...(byAgent && { byAgent }), ...(re !== undefined && { re }) };
	if (text.trim() === '' || text.length > MAX_WORDS_CHARS)
		throw new RangeError(`words: ${text.length} letters`);
	const now = clock.now();
	const envelope = await post.written(peer, 'words', body, 'mail');
	const kept: KeptWords = {
		...{ id: envelope.id, peer, mine: true, text, at: now, byAgent: byAgent === true, state: 'queued' },
		...(re !== undefined && { re })
	};
	// Kept before it leaves: what becomes of it is told of what is there.
	await words.add(kept);
	await words.putTalk(tiedMore(await talkWith(peer, words, now), now));
	await post.drop(letterOf(envelope, peer, 'words', now));
	emit({ kind: 'words-changed', peer });
	return kept;
}

/** By the same view, guard and budget as a query of theirs. What only comes near is no answer that I would give for my person. */
async function answerFor({ id, from, seq, body }: SaidOf<'words'>, deps: WordsDeps): Promise<void> {
	const question = wireText(body.text, MAX_QUESTION_CHARS);
	const asked = { id, from, seq, body: { text: question, most: MOST_QUOTES } };
	const answerer = answererFor(asked, 'contact', deps);
	if (answerer.budget.left(deps.clock.now()) <= 0) return;
	const found = (await leavingFor(question, answerer)).filter(({ close }) => !close);
	const quotes = found.flatMap((one) =>
		quotedFrom(one).map(({ quote }) => `“${quote}”\n— ${wireLine(one.passage.title, 80)}`)
	);
	let text = '';
	for (const quote of quotes.slice(0, MOST_QUOTES)) {
		const longer = text === '' ? quote : `${text}\n\n${quote}`;
		if (longer.length <= MAX_WORDS_CHARS) text = longer;
	}
	answerer.budget.spend(text.length, deps.clock.now());
	if (text === '') return;
	await inTurn(from, deps, async (words) => {
		// My person may have answered, switched it off or turned them out meanwhile.
		const [last] = await words.list(from, 1);
		const talk = await words.talk(from);
		if (!talk?.byAgent || last?.mine || (await deps.contacts.get(from))?.standing !== 'accepted') return;
		await say({ peer: from, text, byAgent: true, re: id }, words, deps);
	});
}

const talkWith = async (peer: PeerId, words: WordsStore, now: number): Promise<Talk> =>
	(await words.talk(peer)) ?? noTalk(peer, now);

const changed = (peer: PeerId, deps: WordsDeps, change: (talk: Talk) => Talk): Promise<void> =>
	inTurn(peer, deps, async (words) => {
		const before = await talkWith(peer, words, deps.clock.now());
		const after = change(before);
		if (after === before) return;
		await words.putTalk(after);
		deps.emit({ kind: 'words-changed', peer });
	});

/** What is said with one contact happens one after the other. */
function inTurn<Result>(
	peer: PeerId,
	{ lanes, words }: Pick<WordsDeps, 'lanes' | 'words'>,
	work: (words: WordsStore) => Promise<Result>
): Promise<Result> {
	if (!words) throw new RangeError('words: no store was given');
	return lanes.run(`words/${peer}`, () => work(words));
}
