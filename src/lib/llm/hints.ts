/**
 * What kind of thing a question asks for (a price, a time, a place, a number to call), and whether a sentence holds one.
 * Patterns only, over a few languages; a question of no known kind is asked without hints.
 */
import { stem } from './words.ts';

export interface Hint {
	readonly kind: string;
	/** The question asks for it. */
	readonly asks: RegExp;
	/** The sentence holds it. */
	readonly shows: RegExp;
	/** Words of the question that the thing itself answers: a sum of money answers "cost". */
	readonly answers: readonly string[];
	/** How much a sentence without it is worth less. */
	readonly missing: number;
}

const word = (words: string, flags = 'iu') => new RegExp(`(?<![\\p{L}])(?:${words})(?![\\p{L}])`, flags);
const stems = (words: string) => words.split(' ').map(stem);

const money =
	/[€$£¥₹]\s?\d|\d[\d.,]*\s?(?:[€$£¥₹]|(?:eur|euros?|usd|dollars?|pounds?|chf|francs?|franken|pence|cents?|kr|zł)(?![\p{L}]))|(?<![\p{L}])(?:free|gratis|kostenlos|umsonst|gratuit)(?![\p{L}])/iu;
const clock =
	/\d{1,2}\s?[:.h]\s?\d{2}(?!\d)|(?<!\d)\d{1,2}\s?(?:am|pm|a\.m|p\.m|uhr|h)(?![\p{L}])|(?<!\d)\d{1,2}\s?[-–]\s?\d{1,2}(?!\d)/iu;
const days =
	'mon(?:days?)?|tue(?:s|sdays?)?|wed(?:nesdays?)?|thu(?:rs|rsdays?)?|fri(?:days?)?|sat(?:urdays?)?|sun(?:days?)?|weekdays?|weekends?|daily|noon|midnight|tomorrow|tonight|morning|afternoon|evening|every|montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?|sonntags?|mo|di|mi|do|fr|sa|so|täglich|morgens?|mittags?|abends?|wochenende|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica';
const months =
	'jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?|dez(?:ember)?|janvier|février|mars|avril|juin|juillet|août|enero|febrero|marzo|abril|mayo|junio|julio|agosto';
const date =
	/(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?(?!\d)|(?<!\d)\d{4}-\d\d-\d\d/;
const either = (...patterns: RegExp[]) =>
	new RegExp(patterns.map((pattern) => pattern.source).join('|'), 'iu');

export const hints: readonly Hint[] = [
	{
		kind: 'price',
		asks: word(
			'cost|costs|price|prices|charges?|fee|fees|expensive|cheap|pay|how much (?:is|are|was|does|do|did)|kosten?|kostet|preise?|teuer|was nimmt|combien coûte|prix|coûte|cuánto cuesta|cuesta|precio|quanto costa|costa|prezzo|quanto custa|preço|wat kost|prijs'
		),
		shows: money,
		answers: stems(
			'cost price charge fee expensive cheap pay rate kosten kostet preis teuer prix coûte cuesta precio costa prezzo custa preço kost prijs'
		),
		missing: 0.3
	},
	{
		kind: 'time',
		asks: word(
			'when|what time|hours|which day|what day|what date|until when|how late|how early|wann|um wie viel uhr|wie lange|öffnungszeiten|uhrzeit|quand|quelle heure|cuándo|qué hora|quando|che ora|che ore|que horas|wanneer|hoe laat|is .* open|open on'
		),
		shows: either(clock, date, word(days), word(`(?:${months})\\.?`)),
		answers: stems(
			'when back return time hour hours day date open opens opening close closes closing late early wann uhr uhrzeit geöffnet offen auf öffnet öffnungszeiten heure ouvre ferme hora abre cierra ora apre chiude open laat'
		),
		missing: 0.2
	},
	{
		kind: 'duration',
		asks: word('how long|wie lange|combien de temps|cuánto tiempo|quanto tempo|hoe lang'),
		shows:
			/(?:\d+|(?<![\p{L}])(?:an?|half an|one|two|three|four|five|six|eight|ten|twelve|eine?|zwei|drei|vier|fünf|sechs|acht|zehn|une|deux|trois|una|dos|tres|due|tre))\s?(?:-|–|to|bis)?\s?\d*\s?(?:s|sec|seconds?|min|mins|minutes?|h|hrs?|hours?|days?|weeks?|months?|years?|minuten?|stunden?|tage?n?|wochen?|monate?n?|jahre?n?|heures?|jours?|horas?|días?|ore|giorni)(?![\p{L}])/iu,
		answers: stems('long take takes last lange dauer dauert temps tiempo tempo duration'),
		missing: 0.2
	},
	{
		kind: 'phone',
		asks: word(
			'phone|phone number|telephone|call|reach|telefon|telefonnummer|handynummer|anrufen|téléphone|teléfono|telefono|telefone'
		),
		shows: /(?:\+|(?<!\d)0)\d[\d ()/-]{4,}\d|(?<!\d)\d{3}[ -]\d{3,4}(?:[ -]\d{2,4})?(?!\d)/,
		answers: stems(
			'phone telephone call reach number telefon telefonnummer handynummer nummer anrufen téléphone numéro teléfono número telefono numero telefone'
		),
		missing: 0.2
	},
	{
		kind: 'email',
		asks: word('e-?mail|e-?mail address|mailadresse|correo|courriel'),
		shows: /[^\s@]{1,64}@[^\s@]{1,200}\.[\p{L}]{2,}/u,
		answers: stems('email mail address adresse mailadresse correo courriel write reach'),
		missing: 0.1
	},
	{
		kind: 'place',
		asks: word('where|address|located|wo|wohin|adresse|où|dónde|dove|onde|waar'),
		shows: either(
			/\d+[a-z]?,? \p{Lu}|\p{L}+(?:straße|strasse|str\.|gasse|platz|weg|allee)\s?\d*/u,
			word(
				'street|st|road|rd|avenue|ave|square|lane|rue|calle|via|plaza|piazza|shelf|drawer|cupboard|cellar|attic|garage|kitchen|box|unter|neben|hinter|im|in der|in dem|am|beim|auf|sous|dans|derrière|chez|bajo|detrás|en el|en la|sotto|dietro|nel|nella|behind|under|beneath|inside|near|next to|beside|opposite|in|at|on|above'
			)
		),
		answers: stems(
			'where address located location live lives put kept store stored find adresse liegt wohnt steht find'
		),
		missing: 0.1
	},
	{
		kind: 'amount',
		asks: word(
			'how many|how much|wie viele?|wieviele?|combien|cuántos|cuántas|cuánto|quanti|quante|quanto|quantos|hoeveel'
		),
		shows:
			/\d|½|¼|¾|(?<![\p{L}])(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|half|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|deux|trois|quatre|cinq|dos|tres|cuatro|cinco|due|tre|quattro|cinque)(?![\p{L}])/iu,
		answers: stems('many much amount number viel viele'),
		missing: 0.2
	},
	{
		kind: 'person',
		asks: word("who|whose|who's|wer|wem|wessen|wen|qui|quién|quem|wie is|chi"),
		shows:
			/(?<=[\p{L},;:–-]\s)\p{Lu}\p{Ll}|^\W{0,6}\p{Lu}[\p{Ll}'’]+(?: \p{Lu}\p{Ll}+)*(?: (?:is|was|will|has|does|ist|war|hat|macht|est|a|es|è|é)| *[,:–-]| \p{Lu})/u,
		answers: stems('who name'),
		missing: 0.05
	}
];

/** What this question asks for; often nothing that is known. */
export const hintsOf = (question: string): readonly Hint[] =>
	hints.filter((hint) => hint.asks.test(question));
