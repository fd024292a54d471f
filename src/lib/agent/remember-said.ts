/**
 * What the person says of themselves in a question: "I am vegetarian", "my sister lives in Lyon", "remember that …". By
 * rules, and rather nothing than something wrong: what is passing ("I am looking for"), asked, supposed or secret gives
 * nothing. English; in other languages nobody is misunderstood, because nothing is concluded.
 */
import { sentencesOf } from './support-words.ts';

/** More at once is a letter, not a remark. */
const MOST = 4;
const MAX_CHARS = 240;

/** In the person's own words, without what leads to them. */
export function statementsOf(question: string): readonly string[] {
	const found: string[] = [];
	for (const { start, end } of sentencesOf(question)) {
		const said = statementIn(question.slice(start, end));
		if (said !== undefined && said.length <= MAX_CHARS && !secret.test(said)) found.push(said);
	}
	return [...new Set(found)].slice(0, MOST);
}

/** Belongs in no list that lies open on a screen. */
const secret =
	/\b(?:pass(?:word|phrase|code)s?|pin|puk|cvv|iban|tokens?|api keys?|secrets?|credit cards?|security (?:code|number)|recovery phrase)\b/i;

const lead =
	/^(?:(?:by the way|btw|fyi|for your information|just so you know|note|also|and|well|ok(?:ay)?|hi|hello|hey|so|please|because|since|as)\b[\s,:]*)+/i;
const onPurpose =
	/^(?:remember|keep in mind|bear in mind|don['’]?t forget|do not forget|make a note|note)(?:\s*[:,]\s*|\s+that\b[\s:,]*|\s+(?=(?:i|i['’]m|we|my|our)\s))(?<said>.+)$/i;
const supposed = /^(?:if|when|suppose|imagine|maybe|perhaps|let['’]s|say|unless|whether|though)\b/i;
/** Where a remark ends and what is wanted begins. */
const wanted =
	/(?:\s*[,;:–—]\s*|\s+-\s+|\s+and\s+|\s+so\s+|\s*,?\s*but\s+)(?:(?:so|and|but|then|please|now)\s+)*(?:where|what|when|who|which|how|why|can|could|would|will|should|is|are|do|does|did|has|have|may|any|please|tell|show|find|suggest|recommend|give|list|help|i(?: need| want| would|['’]d| wonder| am looking|['’]m looking))\b.*$/is;

function statementIn(sentence: string): string | undefined {
	const plain = sentence.trim().replace(lead, '');
	const isAsked = /[?？]\s*$/.test(plain);
	const told = onPurpose.exec(plain)?.groups?.['said'];
	if (told !== undefined && !isAsked) return tidy(told);
	const remark = plain.replace(wanted, '');
	// A question that no remark leads is only asked.
	if (isAsked && remark === plain) return undefined;
	if (supposed.test(remark) || /["“”«»?]/.test(remark)) return undefined;
	return isStatement(remark) ? tidy(remark) : undefined;
}

function tidy(said: string): string | undefined {
	const text = said.trim().replace(/[\s,;:–—]+$/, '');
	if (text.split(/\s+/).length < 2) return undefined;
	return text.charAt(0).toUpperCase() + text.slice(1);
}

const isStatement = (remark: string): boolean =>
	(iAm.test(remark) && !passing.test(remark)) || iDo.test(remark) || ours.test(remark);

const adverbs = '(?:(?:also|not|no longer|now|strictly|mostly|severely|highly|very|a) )*';
const traits =
	'vegan|vegetarian|pescatarian|lactose|gluten|celiac|coeliac|diabetic|allergic|intolerant|left-handed|right-handed|colou?r-?blind|deaf|blind|pregnant|retired|married|single|divorced|widowed|engaged|self-employed|unemployed|kosher|halal|jewish|muslim|christian|hindu|buddhist|dyslexic|autistic|asthmatic|hard of hearing';
/** "I am a teacher", "I'm from Lyon", "I am 34 years old", "I am vegetarian", "I am German". */
const iAm = new RegExp(
	String.raw`^(?:[Ii] am|[Ii]['’]m|[Ww]e are|[Ww]e['’]re) ${adverbs}(?:an? \p{L}|from \p{Lu}|(?:called|named) \p{Lu}|\d{1,3}(?: years old)?[.!]?$|(?:${traits})\b|\p{Lu}\p{Ll}+[.!]?$)`,
	'u'
);
const passing =
	/^(?:i am|i['’]m|we are|we['’]re) (?:also |now )?an? (?:bit|little|lot|tad|few|while|moment|step|night|day|week|couple)\b/i;
const often = '(?:(?:also|usually|always|often|never|mostly|only|really|still|now) )*';
const does =
	'live in|live near|live at|live with|work (?:at|as|for|in|from|on)|was born|grew up|come from|speak|play the|teach|study|own|drive|prefer|have (?:an? |no |two |three |four |five |\\d+ )|use an? ';
const feels =
	"love|like|hate|dislike|enjoy|avoid|eat|drink|smoke|can(?:no|[’']|)t (?:eat|drink|drive|swim|hear|see)|cannot (?:eat|drink|drive|swim|hear|see)|(?:do not|don[’']t) (?:eat|drink|like|smoke|drive|speak|have an?|own)";
const nothing =
	'(?:it|this|that|them|these|those|to know|to see|to ask|to hear|your?|how|what|when|where|question|problem|issue|idea|doubt|feeling|look|headache|few|lot|couple|quick|simple|small|follow|hard time|meeting|appointment)';
const iDo = new RegExp(
	`^(?:i|we) ${often}(?:(?:${does})(?!\\s*${nothing}\\b)|(?:${feels}) (?!${nothing}\\b)).+`,
	'i'
);
/** "My sister lives in Lyon", "our shop opens at nine", "my daughter's name is Ada". */
const ours =
	/^(?:my|our) (?!(?:\p{L}+ )?(?:question|problem|issue|guess|point|idea|bad|goal|aim|concern|understanding|answer|doubt|favou?rite question)s?\b)\p{L}[\p{L}'’-]*(?: \p{L}[\p{L}'’-]*){0,3} (?:is|are|was|has|have|had|lives?|works?|likes?|loves?|hates?|speaks?|studies|teaches|goes|plays?|comes|starts?|ends?|opens?|closes?|eats?|moved|needs|prefers?|hangs|lies|stands)\b (?!(?:it|this|that)\b).+/iu;
