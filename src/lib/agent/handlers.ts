/** One line per kind of message: what it does to us. A new kind without a line does not compile. */
import type { Refusal } from '../protocol/refusal.ts';
import type { Admitted } from './admission.ts';
import type { AnswererDeps, Query } from './answerer.ts';
import type { Correspondents } from './correspondents.ts';
import { bye, hello, welcome, type DoorDeps, type Outcome } from './door.ts';
import type { HeardDeps } from './heard.ts';
import type { Inside } from './inside.ts';
import type { Spoken } from './policy.ts';
import type { Contact } from './ports.ts';
import type { Progress, RepliesDeps } from './replies.ts';

export type HandlersDeps = AnswererDeps &
	DoorDeps &
	RepliesDeps &
	HeardDeps &
	Pick<Inside, 'inboxStore' | 'introductions' | 'lanes' | 'words' | 'ownCommunities' | 'presences'> & {
		readonly correspondents: () => Promise<Correspondents>;
		readonly progress: Map<string, Progress>;
		/** How many messages of this guest are already held. */
		readonly held: (peer: Contact['peer']) => Promise<number>;
	};

/** What one message leaves to be said of its sender. */
export interface Delivered {
	/** A part of it is wrong: held against the link that delivered the whole. */
	readonly blamed: (refusal: Refusal) => Promise<void>;
}

/** A guest leaves a few questions while they wait, not a mailbox full. The hello is one of them. */
const MAX_HELD = 9;

/** The message's effect, once; `held` when it has to wait for the person. `admitted`: missing after a reload. */
export async function handle(
	said: Spoken,
	contact: Contact | undefined,
	admitted: Admitted | undefined,
	deps: HandlersDeps & Delivered
): Promise<Outcome> {
	switch (said.kind) {
		case 'hello':
			return hello(said, contact, deps);
		case 'welcome':
			return welcome(said, contact, deps);
		case 'bye':
			return bye(said, contact, deps);
		case 'query':
			return asked(said, contact, admitted, deps);
		case 'answer': {
			const author = contact ?? (await (await deps.correspondents()).of(said.from));
			if (author) {
				// Loaded with the first answer.
				const { takeAnswer } = await import('./replies.ts');
				await takeAnswer(said, author, deps.progress, deps);
			}
			return 'done';
		}
		case 'ack': {
			const letter = await deps.outbox.get(said.body.re);
			if (letter?.to === said.from) await deps.post.mark(letter, said.body.state);
			else if (said.body.state === 'refused') await deps.loadedFinding()?.passed(said.from, said.body.re);
			return 'done';
		}
		case 'probe':
		case 'offer':
		case 'referral':
		case 'gossip':
			await (await import('./heard.ts')).heard(said, admitted ?? {}, deps);
			return 'done';
		case 'introduction': {
			// Loaded with the first introduction.
			const { takeIntroduction } = await import('./introducing.ts');
			await takeIntroduction(said, contact, deps);
			return 'done';
		}
		case 'words': {
			// Loaded with the first direct message.
			const { takeWords } = await import('./words.ts');
			await takeWords(said, contact, deps);
			return 'done';
		}
		case 'presence':
			deps.presences.heard(said.from, said.body);
			deps.emit({ kind: 'presence', peer: said.from, presence: said.body });
			return 'done';
		case 'knock':
		case 'keys':
		case 'heads':
		case 'entries':
		case 'fetch':
		case 'piece':
			await (await deps.ownCommunities())?.heard(said, deps.blamed);
			return 'done';
	}
}

/** A contact is answered, a guest's question waits for my person, a stranger's is answered where I offered to or share a community. */
async function asked(
	query: Query,
	contact: Contact | undefined,
	admitted: Admitted | undefined,
	deps: HandlersDeps
): Promise<Outcome> {
	const isContact = contact?.standing === 'accepted';
	// Of whom my person has not to decide on only those questions are admitted: offered to, or of a fellow member.
	const isTakenUp =
		admitted !== undefined && (query.body.offer !== undefined || contact?.standing !== 'asking');
	if (contact?.standing === 'asking' && !isTakenUp)
		return (await deps.held(query.from)) > MAX_HELD ? 'done' : 'held';
	if (!isContact && !isTakenUp) return 'done';
	// Loaded with the first question from outside.
	const [{ answerQuery }, { answererFor }] = await Promise.all([
		import('./answer.ts'),
		import('./answerer.ts')
	]);
	deps.emit({ kind: 'answering', ended: false });
	try {
		await answerQuery(query, answererFor(query, isContact ? 'contact' : 'stranger', deps));
	} finally {
		deps.emit({ kind: 'answering', ended: true });
	}
	return 'done';
}
