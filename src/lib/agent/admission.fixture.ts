/** A node that judges what others say to it, with a question of its own under way and an offer made. */
import { open, type SaidOf, type Writing } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import type { Kind } from '../protocol/messages.ts';
import { admission, type Admitted, type Turned } from './admission.ts';
import { createCorrespondents } from './correspondents.ts';
import { type Spoken, type SpokenKind } from './policy.ts';
import { letterOf } from './post.ts';
import { createStrangers } from './strangers.ts';
import { World, type Node } from './world.fixture.ts';

export const MINUTE_MS = 60_000;
export const QUESTION = 'a'.repeat(21) + 'A';
export const OFFER = 'b'.repeat(21) + 'A';
export const CELLS = [7, 8];

export const isHeard = (judged: Admitted | Turned): boolean => !('refusal' in judged);

/** Anna, who looks for something (QUESTION) and has made an offer (OFFER) to `offeredTo`; Ben she knows, Mallory nobody does. */
export async function aDoor(offeredTo?: Node) {
	const world = new World('admission');
	const [anna, ben, mallory] = [await world.add('Anna'), await world.add('Ben'), await world.add('Mallory')];
	await world.befriend(anna, ben);
	const ownCommunities = async () => undefined;
	const correspondents = createCorrespondents({ ...anna.deps, ownCommunities });
	const strangers = createStrangers();
	const deps = {
		...{ ...anna.deps, me: anna.peer, ownCommunities },
		...{ correspondents: async () => correspondents, strangers: async () => strangers },
		loadedFinding: () => ({
			sought: (question: string) => (question === QUESTION ? CELLS : undefined),
			isOffered: (id: string, asker: PeerId) => id === OFFER && asker === (offeredTo ?? mallory).peer,
			isTold: () => false
		})
	};
	const judge = async (said: Spoken) => admission(said, await anna.stores.contacts.get(said.from), deps);
	/** `from` says it to Anna. */
	async function says<K extends SpokenKind>(
		from: Node,
		kind: K,
		body: Writing<K>['body'],
		change: Partial<Writing<K>> = {}
	) {
		const said = await heardBy(anna, world, from, kind, body, change);
		return judge(said as unknown as Spoken);
	}
	return { world, anna, ben, mallory, deps, judge, says, correspondents };
}

export async function heardBy<K extends Kind>(
	reader: Node,
	world: World,
	from: Node,
	kind: K,
	body: Writing<K>['body'],
	change: Partial<Writing<K>> = {}
): Promise<SaidOf<K>> {
	const { envelope } = await world.box(from, reader, kind, body, change);
	const said = await open(envelope.bytes, world.clock.now());
	if ('rejected' in said) throw new Error(said.rejected);
	return said as unknown as SaidOf<K>;
}

export const lookingFor = { question: QUESTION, cells: CELLS };

/** A query of Anna's to `to` that waits for an answer; its id. */
export async function asked({ anna, world }: Awaited<ReturnType<typeof aDoor>>, to: Node): Promise<string> {
	const { envelope } = await world.box(anna, to, 'query', { text: 'Luigi?', most: 8 });
	await anna.stores.outbox.put(letterOf(envelope, to.peer, 'query', world.clock.now(), 'exchange'));
	return envelope.id;
}
