/**
 * What the agent remembers, as sources of an answer to the person: behind what is found now, with its provenance, and
 * never anything else. How claims come about and go is claims.ts's; here they are only read. Nobody but `ask` imports
 * this: no query, no shelf and no answer to a peer is made of a memory.
 */
import { passageHash } from './citations.ts';
import type { Found } from './compose.ts';
import type { Inside } from './inside.ts';
import type { Claim, ClaimSource } from './ports.ts';

type FromPeer = Extract<ClaimSource, { readonly kind: 'peer' }>;

/** Of each claim everybody who said it, so that their agreement stays visible. What somebody blocked said is left out. */
export async function rememberedFor(
	question: string,
	{ me, memory, contacts }: Pick<Inside, 'me' | 'memory' | 'contacts'>
): Promise<readonly Found[]> {
	const found: Found[] = [];
	for (const [i, claim] of (await memory.recall(question)).entries()) {
		const common = { relevance: 1 / (i + 2), remembered: { learntAt: claim.learntAt, claim: claim.id } };
		const said = claim.sources.filter((source) => source.kind === 'peer');
		if (claim.edited || said.length === 0) found.push({ ...inOwnWords(claim), author: me, ...common });
		else
			for (const source of said)
				if ((await contacts.get(source.author))?.standing !== 'blocked')
					found.push({ ...asCited(source), ...common });
	}
	return onePerPassage(found);
}

/** As it was verified when it came; the signature itself is not kept. */
const asCited = ({ author, authorName, title, text, hash, madeAt, start, end }: FromPeer) => ({
	...{ author, authorName, title, text, hash, madeAt },
	verification: 'verified' as const,
	quotes: [{ start, end }]
});

/** What the person said, or put in their own words: nobody else signed that. */
const inOwnWords = ({ text, sources }: Claim) => ({
	authorName: '',
	title: '',
	text,
	hash: passageHash(text),
	verification: 'own' as const,
	madeAt: sources[0]?.at ?? 0,
	quotes: []
});

function onePerPassage(found: readonly Found[]): readonly Found[] {
	const result: Found[] = [];
	for (const one of found) {
		const i = result.findIndex(({ author, hash }) => author === one.author && hash === one.hash);
		const same = result[i];
		if (same) result[i] = { ...same, quotes: [...same.quotes, ...one.quotes] };
		else result.push(one);
	}
	return result;
}
