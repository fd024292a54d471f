/**
 * What others' words about a peer are worth, in observations of one's own: the same for the router, which asks by it, and
 * for the screen, which explains it.
 */

/** All voices about one peer together. */
export const MOST_HEARD = 3;
/** One voice at most: whoever claims a thousand says no more, and it takes four to say all that is heard. */
export const MOST_OF_ONE = 0.75;
/**
 * By own experience, whoever is trusted less is not believed about others: friends are, and whose answers proved useful.
 * Of 0.36 (PROTOCOL section 6), which lets in contacts nothing is known of: half a per cent more lies are shown first.
 */
export const BELIEVED = 0.6;
/** Own good experience that makes an answerer known: less than one useful answer a fortnight ago. */
export const KNOWN = 0.7;
