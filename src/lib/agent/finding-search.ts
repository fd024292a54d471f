/** A question of my own while somebody who knows is looked for: what its router is not told of, the words and the route. */
import type { PeerId } from '../protocol/identity.ts';
import type { Chosen } from './choose.ts';
import { compared, joined, nearnessOf, type Meant, type Said } from './meaning.ts';
import type { Inside } from './inside.ts';
import type { QuestionId, Reason, Reply } from './routing/events.ts';
import type { Turn } from './route.ts';

/** What is looked for, and how far. */
export interface Order {
	readonly turn: Turn;
	readonly cells: readonly number[];
	readonly important: boolean;
	/** Those my person let in, best first: put the question at once. */
	readonly circle: readonly Chosen[];
	/** False: nobody else is asked. */
	readonly beyond: boolean;
	/** Said before to the same question: not asked again. */
	readonly said?: ReadonlyMap<PeerId, Reply>;
	readonly groups?: readonly Meant[];
	/** This one alone is asked, once they offer. */
	readonly invite?: { readonly peer: PeerId; readonly why: Reason };
}

/** An offer that came: by which, and by way of whom. */
export interface Offered {
	readonly id: string;
	readonly path: readonly PeerId[];
}

export class Search {
	readonly question: QuestionId;
	readonly order: Order;
	readonly circle: ReadonlyMap<PeerId, Chosen>;
	readonly offers = new Map<PeerId, Offered>();
	/** To be put the question as soon as they offer, and why. */
	readonly invited = new Map<PeerId, Reason>();
	/** Told of by me, or asked whether they want the question: their offers are expected. */
	readonly probed = new Set<PeerId>();
	/** Why somebody was found, where their own offer tells less. */
	readonly reasons = new Map<PeerId, Reason>();
	readonly closed: Promise<'closed'>;
	/** Aborts with the end. */
	readonly over: AbortSignal;
	isClosed = false;
	#groups: readonly Meant[];
	readonly #life = new AbortController();
	#close: (how: 'closed') => void = () => undefined;

	constructor(question: QuestionId, order: Order) {
		this.question = question;
		this.order = order;
		this.circle = new Map(order.circle.map((one) => [one.contact.peer, one]));
		this.#groups = order.groups ?? [];
		if (order.invite) this.invited.set(order.invite.peer, order.invite.why);
		this.over = this.#life.signal;
		this.closed = new Promise((resolve) => (this.#close = resolve));
	}

	close(): void {
		this.isClosed = true;
		// An offer that comes too late puts the question to nobody any more.
		if (!this.order.invite) this.invited.clear();
		this.#life.abort();
		this.#close('closed');
	}

	/** Which of the answers so far says the same, by a name that stays. */
	async meaningOf(said: Said, { embedder }: Pick<Inside, 'embedder'>): Promise<string> {
		const { question } = this.order.turn;
		const all = [...this.#groups.flatMap((group) => group.said), said];
		const near = await nearnessOf(all, question, embedder());
		this.#groups = joined(this.#groups, said, question, near);
		const group = this.#groups.find((one) => one.said.includes(said));
		return group?.meaning ?? compared([said], question).groups[0]?.meaning ?? '';
	}
}
