/**
 * What nobody means to tell anyone: keys and recovery phrases, known by their looks, and this node's own secrets, known
 * exactly. Found also where they are spelt apart, turned around or encoded: a model may have been told to do that.
 */
import { base64url, fromBase64url, fromHex, fromUtf8, hex } from '../protocol/bytes.ts';

/** Runs shorter than this are taken for words, not for something encoded. */
const MIN_ENCODED_CHARS = 16;
/** Of a secret without its marks. Less could stand in a text by chance. */
const MIN_SECRET_CHARS = 8;
const PHRASE_WORDS = 12;

/** Every way in which a text may be meant: as it stands, turned around, shifted by 13 letters, and what is encoded in it. */
export function readings(text: string): readonly string[] {
	const plain = text.normalize('NFKC').replace(invisible, '');
	return [plain, Array.from(plain).reverse().join(''), shifted(plain), ...decoded(plain)];
}

const invisible = /\p{Default_Ignorable_Code_Point}/gu;

const shifted = (text: string): string =>
	text.replace(/[a-z]/gi, (letter) => {
		const base = letter <= 'Z' ? 65 : 97;
		return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
	});

function decoded(text: string): string[] {
	const found: string[] = [];
	for (const [run] of text.matchAll(/[\w+/-]+/g)) {
		if (run.length < MIN_ENCODED_CHARS) continue;
		const coded = run.replaceAll('+', '-').replaceAll('/', '_');
		// Where the end is cut off or is not its own, whole groups of four say the rest.
		const whole = coded.slice(0, coded.length - (coded.length % 4));
		const said = /^([0-9a-f]{2})+$/i.test(run)
			? attempt(() => fromHex(run.toLowerCase()))
			: (attempt(() => fromBase64url(coded)) ?? attempt(() => fromBase64url(whole)));
		if (said !== undefined) found.push(said);
	}
	return found;
}

function attempt(bytes: () => Uint8Array): string | undefined {
	try {
		return fromUtf8(bytes());
	} catch {
		// Not an encoding of text after all.
		return undefined;
	}
}

/** How 32 secret bytes could be written down. */
export const spellings = (secret: Uint8Array): readonly string[] => [base64url(secret), hex(secret)];

/** Whether one of these exact words is told, however it is spaced or marked. */
export function tells(text: string, secrets: readonly string[]): boolean {
	const squeezed = squeeze(text);
	return secrets.map(squeeze).some((one) => one.length >= MIN_SECRET_CHARS && squeezed.includes(one));
}

const squeeze = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** Keys by their looks. Each has a part that no sentence has. */
const keys: readonly RegExp[] = [
	/-----BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----/,
	/\bAGE-SECRET-KEY-1[0-9A-Z]{20,}/i,
	// What many services call theirs: sk-…, sk-proj-…, rk_live_…
	/\b[sr]k[-_](?:[A-Za-z0-9]+[-_])*(?=[A-Za-z]*\d)[A-Za-z0-9]{16,}/,
	/\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|glpat-[\w-]{18,}|npm_[A-Za-z0-9]{30,}|hf_[A-Za-z0-9]{30,})/,
	/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
	/\bAIza[\w-]{35}/,
	/\bxox[abeoprs]-[\w-]{10,}/,
	/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{16,}/,
	// Secret Ed25519 and X25519 keys as multibase, as did:key documents hold them; extended keys; Nostr's.
	/\bz(?:3u2|3we)[1-9A-HJ-NP-Za-km-z]{42,46}\b/,
	/\b[xyz]prv[1-9A-HJ-NP-Za-km-z]{100,}/,
	/\bnsec1[02-9ac-hj-np-z]{50,}/,
	// A JSON Web Key with its secret half.
	/"kty"\s*:(?=[\s\S]{0,600}"d"\s*:\s*"[\w-]{20,})|"d"\s*:\s*"[\w-]{20,}"(?=[\s\S]{0,600}"kty"\s*:)/
];

export const holdsKey = (text: string): boolean => keys.some((looks) => looks.test(text));

/** Whether twelve words in a row spell keys: all of them in the list, whatever stands between them. */
export async function holdsPhrase(text: string): Promise<boolean> {
	for (const words of runsOfShortWords(text)) {
		// The list is loaded only for a text that could hold a phrase.
		const { entropyOfPhrase } = await import('../protocol/phrase.ts');
		for (let at = 0; at + PHRASE_WORDS <= words.length;) {
			const read = entropyOfPhrase(words.slice(at, at + PHRASE_WORDS).join(' '));
			if (!('problem' in read) || read.problem === 'checksum') return true;
			at += read.problem === 'unknown-word' ? read.position : 1;
		}
	}
	return false;
}

/** Words of three to eight plain letters, twelve or more in a row: ordinary sentences have a shorter one before that. */
function runsOfShortWords(text: string): string[][] {
	const runs: string[][] = [[]];
	for (const [word] of text.toLowerCase().matchAll(/\p{L}+/gu)) {
		if (/^[a-z]{3,8}$/.test(word)) runs.at(-1)!.push(word);
		else runs.push([]);
	}
	return runs.filter((run) => run.length >= PHRASE_WORDS);
}
