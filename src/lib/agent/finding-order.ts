/**
 * Whom a question goes to, and how far: everybody the person let in at once, then others beyond them where the own notes do
 * not answer. Whose trust is limited is asked last: as long as somebody else answers they see nothing of it.
 */
import { choosePeers, easeNow } from './choose.ts';
import type { Exchange } from './events.ts';
import type { Order } from './finding-search.ts';
import { needsCorroboration } from './importance.ts';
import type { Inside } from './inside.ts';
import type { Turn } from './route.ts';

/** One after the other, each only where those before it brought no answer. `own`: what the own shelf says. */
export async function ordersFor(
	turn: Turn,
	own: Exchange,
	deps: Pick<Inside, 'contacts' | 'reputation' | 'presences' | 'words' | 'clock'>
): Promise<readonly Order[]> {
	const reputation = await deps.reputation();
	const cells = await reputation.cellsOf(turn.question);
	const chosen = await choosePeers(deps.contacts, reputation, cells, await easeNow(deps));
	const important = needsCorroboration(turn.question, turn.corroborate ?? false);
	const isKnown = own.parts.some((part) => part.kind === 'quote' && !part.close);
	// What nobody can tell the topic of cannot be looked for.
	const beyond = cells.length > 0 && (important || !isKnown);
	const order = { turn, cells, important, beyond };
	const circle = chosen.filter(({ limited }) => !limited);
	const last = chosen.filter(({ limited }) => limited);
	return [
		...(circle.length > 0 || beyond ? [{ ...order, circle }] : []),
		...(last.length > 0 ? [{ ...order, circle: last, beyond: false }] : [])
	];
}
