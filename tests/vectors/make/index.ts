/** The table of vector files that are made here; `rfc.json` comes from the standards and is only checked. */
import { boxVectors } from './boxes.ts';
import { carriedVectors } from './carried.ts';
import { cardVectors } from './community-cards.ts';
import { communityVectors } from './communities.ts';
import { envelopeVectors } from './envelopes.ts';
import { certificateVectors, identityVectors, inviteVectors, linkVectors } from './names.ts';
import { somebody } from './people.ts';
import { serverVectors } from './servers.ts';
import { signatureVectors } from './signatures.ts';

/** File name → text, the same on every run. */
export async function vectorFiles(): Promise<Record<string, string>> {
	const alice = await somebody('Alice');
	const bob = await somebody('Bob');
	const carol = await somebody('Carol');
	const files = {
		'signatures.json': signatureVectors(),
		'envelopes.json': await envelopeVectors(alice, bob, carol),
		'carried.json': await carriedVectors([alice, bob, carol]),
		'boxes.json': await boxVectors(bob, carol),
		'certificates.json': await certificateVectors(alice, carol),
		'identities.json': identityVectors([alice, bob, carol]),
		'invites.json': inviteVectors(alice, bob),
		'links.json': await linkVectors(alice, bob),
		'communities.json': {
			...(await communityVectors(alice, bob, carol)),
			cards: await cardVectors(alice, bob)
		},
		'servers.json': await serverVectors()
	};
	return Object.fromEntries(
		Object.entries(files).map(([name, vectors]) => [name, `${JSON.stringify(vectors, null, '\t')}\n`])
	);
}
