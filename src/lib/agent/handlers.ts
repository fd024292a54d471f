/** One line per kind of message: what it does to us. A new kind without a line does not compile. */
import type { AnswererDeps, Query } from './answerer.ts';
import { bye, hello, welcome, type DoorDeps, type Outcome } from './door.ts';
import type { Inside } from './inside.ts';
import type { Spoken } from './policy.ts';
import type { Contact } from './ports.ts';
import type { Progress, RepliesDeps } from './replies.ts';

export type HandlersDeps = AnswererDeps &
	DoorDeps &
	RepliesDeps &
	Pick<Inside, 'inboxStore'> & {
		readonly progress: Map<string, Progress>;
		/** How many messages of this guest are already held. */
		readonly held: (peer: Contact['peer']) => Promise<number>;
	};

/** A guest leaves a few questions while they wait, not a mailbox full. The hello is one of them. */
const MAX_HELD = 9;

/** The message's effect, once; `held` when it has to wait for the person. */
export async function handle(
	said: Spoken,
	contact: Contact | undefined,
	deps: HandlersDeps
): Promise<Outcome> {
	switch (said.kind) {
		case 'hello':
			return hello(said, contact, deps);
		case 'welcome':
			return welcome(said, contact, deps);
		case 'bye':
			return bye(said, contact, deps);
		case 'query':
			if (contact?.standing === 'asking') return (await deps.held(said.from)) > MAX_HELD ? 'done' : 'held';
			if (contact?.standing === 'accepted') await answered(said, deps);
			return 'done';
		case 'answer':
			if (contact) {
				// Loaded with the first answer.
				const { takeAnswer } = await import('./replies.ts');
				await takeAnswer(said, contact, deps.progress, deps);
			}
			return 'done';
		case 'ack': {
			const letter = await deps.outbox.get(said.body.re);
			if (letter?.to === said.from) await deps.post.mark(letter, said.body.state);
			return 'done';
		}
		// Routing is not spoken here yet: nobody may say these, see `maySay`.
		case 'probe':
		case 'offer':
		case 'referral':
		case 'gossip':
		case 'introduction':
			return 'done';
	}
}

/** Loaded with the first question from outside. */
async function answered(query: Query, deps: HandlersDeps): Promise<void> {
	const [{ answerQuery }, { answererFor }] = await Promise.all([
		import('./answer.ts'),
		import('./answerer.ts')
	]);
	await answerQuery(query, answererFor(query, deps));
}
