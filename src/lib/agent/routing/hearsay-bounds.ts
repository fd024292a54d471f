/**
 * What others' words about a peer are worth, in observations of one's own: the same for the router, which asks by it, and
 * for the screen, which explains it.
 */

/** All voices about one peer together. */
export const MOST_HEARD = 3;
/** One voice at most: whoever claims a thousand says no more, and it takes four to say all that is heard. */
export const MOST_OF_ONE = 0.75;
/** An issuer trusted less is not listened to. */
export const LEAST_WEIGHT = 0.36;
/** Own good experience that makes a peer known: less than one useful answer a fortnight ago. Only friends are heard without. */
export const KNOWN = 0.7;
