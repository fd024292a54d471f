/**
 * What a question weighs on its way: real envelopes, signed with real keys and sealed, in bytes over a link.
 * Run: npx tsx tests/bench/traffic.ts
 *
 * Beside what each weighs now stands what it weighed with the sizes of a box that the first draft had (512 B, 2, 8, 32 KiB)
 * and a seek that carried its asker's card. Handing on adds nothing: whoever passes a seek on signs and seals a probe anew.
 */
import { aQuestionsMessages } from '../sim/routing/sizes.ts';

const DRAFT_CLASSES = [512, 2_048, 8_192, 32_768, 67_584];
const AROUND = 56;
const inDraft = (bytes: number): number => AROUND + (DRAFT_CLASSES.find((size) => size >= bytes + 4) ?? NaN);

const { said, kept, sealed } = await aQuestionsMessages();
/** The card in base64url twice: as a text, and within the seek's payload once more. Its inbox and relays stood in it. */
const cardInProbe = Math.ceil(kept.card.text.length * (4 / 3)) - 200;

const rows = await Promise.all(
	Object.entries(said).map(async ([kind, { bytes }]) => ({
		kind,
		signed: bytes.length,
		before: inDraft(bytes.length + (kind === 'probe' ? cardInProbe : 0)),
		now: await sealed(bytes)
	}))
);
const sum = (kinds: readonly string[], which: 'before' | 'now'): number =>
	rows.filter(({ kind }) => kinds.includes(kind)).reduce((total, row) => total + row[which], 0);

console.table(rows);
for (const [what, kinds] of [
	['a contact is asked and answers', ['query', 'answer']],
	['a contact is asked and knows nothing', ['query', 'nothing']],
	['a stranger is found: probe, offer, query, answer', ['probe', 'offer', 'query', 'answer']]
] as const)
	console.log(`${what}: ${sum(kinds, 'before')} B before, ${sum(kinds, 'now')} B now`);
