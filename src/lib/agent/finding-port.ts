/** What the rest of the agent tells the one who finds, and may ask of it. Nothing of how: finding.ts. */
import type { SaidOf } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import type { OpenSeek } from '../protocol/seek.ts';
import type { Attestation, EvidenceKind, SeenCard } from './ports.ts';
import type { Reply } from './routing/events.ts';

export interface Finding {
	/** A probe that `openProbe` let pass. May send an offer or pass it on. */
	probed(said: SaidOf<'probe'>, opened: OpenSeek): Promise<void>;
	/** Whoever was told by the probe `re` says that nothing will come of it. */
	passed(from: PeerId, re: string): Promise<void>;
	/** An offer, its card opened (`openOffer`); ignored where nobody asked. */
	offered(said: SaidOf<'offer'>): Promise<void>;
	/** A referral with a genuine card, to a question of mine; ignored where they were not asked. */
	referred(said: SaidOf<'referral'>, card: SeenCard): Promise<void>;
	/** Whether `question` (seek.body.question) is one of mine that is looked for now, and its cells. */
	sought(question: string): readonly number[] | undefined;
	/** Whether offer `id` was made by me to `asker` and still invites a question (some minutes). */
	isOffered(id: string, asker: PeerId): boolean;
	/** Whether my probe `re` asks this one whether they hold something, and waits for their word. */
	isTold(re: string, peer: PeerId): boolean;
	/** A card met in gossip, a referral, an introduction, a hello: kept in `cards` already. `by`: who passed it on. */
	met(card: SeenCard, by?: PeerId): void;
	attested(attestation: Attestation): void;
	/** Presence changed. */
	reached(peer: PeerId, online: boolean): void;

	/** Their last word to the question of this exchange, where it is no answer. */
	replied(exchange: string, from: PeerId, reply: Reply): void;
	/** They answered it with these quotes, whose citations hold. `hash` names the passage. */
	answered(
		exchange: string,
		said: {
			readonly by: PeerId;
			readonly quotes: readonly { readonly text: string; readonly hash: string }[];
		}
	): Promise<void>;
	/** What an answer was worth, of each of its authors. */
	judged(exchange: string, peers: readonly PeerId[], what: EvidenceKind, cells: readonly number[]): void;
	/** Evidence about them was recorded. */
	recorded(peer: PeerId): Promise<void>;
	/** Their standing or the person's word about them changed; without a peer, about everybody. */
	changed(peer?: PeerId): Promise<void>;
	/** Questions the person has rated. */
	rated(): number;
}
