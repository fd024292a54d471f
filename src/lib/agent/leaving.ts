/**
 * The last look at what leaves to a peer in an answer: this node's secrets and canaries, keys by their looks, words of
 * records that the asker may not read, links that nobody shared. Code alone, no model: it holds also where what wrote
 * the words obeys whoever wrote to it. It judges words, not meaning, and says why something stays, never what it said.
 */
import { holdsKey, holdsPhrase, readings, tells } from './leaving-secrets.ts';
import { linksIn, repeats, strangeWords, wordedOf, type Worded } from './leaving-words.ts';
import { terms } from './terms.ts';

/** `secret` one of this node's, or a canary · `key`, `phrase` looks like one · `private` repeats a record that is not theirs to read · `link` in no shared record. */
export type Withheld = 'secret' | 'key' | 'phrase' | 'private' | 'link';

/** What must not leave, asked for rather than handed out: whoever writes the answer holds none of it. */
export interface Guard {
	/** Exact words: this node's secrets in every spelling, canaries. */
	readonly secrets: () => Promise<readonly string[]>;
	/** The records that the asker may not read, those that share most with `terms` first. */
	readonly unreadable: (terms: readonly string[]) => Promise<readonly string[]>;
}

/** Words of one look into the shelf, and how many of them the next look sees again, so that no shingle falls between. */
const LOOK_WORDS = 24;
const SEEN_AGAIN_WORDS = 7;

/**
 * Why `text` must not leave, or undefined. `shared`: the records it is made from, each of which the asker may read: what
 * stands there the person has shared, but for secrets, which nobody means to share with whoever asks.
 */
export async function withheld(
	text: string,
	shared: readonly string[],
	guard: Guard
): Promise<Withheld | undefined> {
	const meant = readings(text);
	const secrets = await guard.secrets();
	if (meant.some((one) => tells(one, secrets))) return 'secret';
	if (meant.some(holdsKey)) return 'key';
	for (const one of meant) if (await holdsPhrase(one)) return 'phrase';
	if (text.trim() === '' || shared.some((record) => record.includes(text))) return undefined;
	if (linksIn(text).some((link) => !shared.some((record) => record.includes(link)))) return 'link';
	const known = shared.map(wordedOf);
	for (const one of meant) if (await repeatsUnreadable(wordedOf(one), known, guard)) return 'private';
	return undefined;
}

/** Looks up only what shares the text's own strange words: the cost grows with the answer, not with the shelf. */
async function repeatsUnreadable(text: Worded, shared: readonly Worded[], guard: Guard): Promise<boolean> {
	const strange = strangeWords(text, shared);
	for (let at = 0; at < strange.length; at += LOOK_WORDS - SEEN_AGAIN_WORDS) {
		const look = terms(strange.slice(at, at + LOOK_WORDS).join(' '));
		const records = await guard.unreadable(look);
		if (records.some((record) => repeats(text, wordedOf(record), shared))) return true;
	}
	return false;
}
