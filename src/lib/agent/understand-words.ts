/** The words by which a question leans on the one before it, in English, German, French and Spanish. No judgement here. */
import { isDay } from './support-words.ts';

const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** What begins a question that goes on with another; what follows is what it is about. */
export const openers =
	/^(?:(?:ok(?:ay)?|well|and|so|und|et|y|pero|but|mais|aber)[,\s]+)?(?:(?:and|but|or|und|oder|aber|et|mais|ou|y(?! a-t-)|pero|o)(?=[\s,])|(?<about>what(?:['’]s)? about|how about|same for|what if|was ist mit|wie ist es mit|wie sieht es mit|wie steht es mit|qu['’]en est-il (?:de(?:s|\sla|\sl['’])?|du|pour)|et pour|et si|qu[ée] tal|qu[ée] pasa con|qu[ée] hay de(?:l)?))[\s,]*/iu;

export const questionWords = set(
	`what which who whom whose when where why how is are was were does do did can could will would should has have may might
	was wer wen wem wann wo wohin woher warum wieso wie welche welcher welches welchen ist sind hat haben kann können
	que qu quoi qui quand où comment combien pourquoi quel quelle quels quelles est sont
	qué que quién quiénes cuándo dónde adónde cómo cuánto cuánta cuántos cuántas cuál cuáles por es son está están hay a`
);

/** Words that stand for something said before. */
export const pronouns = set(
	`it its they them their theirs he him his she her hers
	er es ihn ihm ihnen ihr ihre ihren ihrem ihrer seine seinen seinem seiner dort dorthin dahin davon dazu dafür daran darin dessen deren
	il elle ils elles lui ça cela celui celle ceux celles celui-ci celle-ci
	él ella ellos ellas eso esto aquello allí ahí allá su sus`
);

/** "it" and its kin that stand for nothing: "is it possible to", "il y a", "gibt es". */
export const idle: readonly RegExp[] = [
	/\bit (?:be )?(?:raining|snowing|sunny|windy|rain|snow|true|going|like)\b/iu,
	/\bit (?:be |still |really |so |too )?\p{L}+ (?:to|that|for|if|in|when|outside|today|tomorrow|tonight|enough to)\b/iu,
	/\b(?:time|day|date|year) is it\b/iu,
	/\b(?:long|much|many \p{L}+) (?:does|did|will|would) it (?:take|cost) .*\bto\b/iu,
	/\b(?:how|what) (?:far|long|is|late|cold|hot|warm)(?: is)? it (?:to|from|in|like)\b/iu,
	/\b(?:gibt|geht|regnet|schneit|lohnt|dauert|handelt|klappt) es\b|\bes (?:gibt|geht|regnet)\b|\b(?:ist|wäre|wird) es (?:\p{L}+ )?(?:möglich|erlaubt|verboten|nötig|wahr|wichtig|sicher|kalt|warm)\b|\bspät ist es\b/iu,
	/\bil y a\b|\by a-t-il\b|\b(?:faut|pleut|fait|neige)-t?-?il\b|\best-il (?:\p{L}+ )?(?:possible|interdit|permis|vrai|nécessaire|obligatoire|utile)\b|\bheure est-il\b|\bil (?:faut|pleut|fait|neige)\b|\bs['’]agit-il\b/iu
];

/** Bare "that", "there", "one" and ordinals: only in these places do they lean. */
export const pointing: readonly RegExp[] = [
	/\b(?:that|this|those|these)(?: (?:mean|cost|work|take|include|included|far|free|possible|allowed|true|too|also|again|one|ones|place|thing))?$/iu,
	/\b(?<!\b(?:is|are|was|were|be) )there$/iu,
	/\b(?:the|which|that|this|other|another|first|second|third|last|next|\p{L}+er|\p{L}+est) ones?\b(?! of)/iu,
	/\bthe (?:first|second|third|last|other|others|former|latter|same)$/iu,
	/(?<![\p{L}])(?:der|die|das|dem|den) (?:erste|zweite|dritte|letzte|andere|nächste)[nrs]?$|(?<![\p{L}])das$/iu,
	/(?<![\p{L}])(?:le|la|les) (?:premi(?:er|ère)|deuxième|second|seconde|troisième|derni(?:er|ère)|autre|autres|même)s?$|^est-ce (?!qu)|^c['’]est(?![\p{L}])|(?<![\p{L}])y (?:aller|acheter|manger|trouver|entrer)(?![\p{L}])/iu,
	/(?<![\p{L}])(?:el|la|los|las) (?:primer[oa]|segund[oa]|tercer[oa]|últim[oa]|otr[oa]|mism[oa])s?$/iu
];

/** Before these no noun stands yet: what follows them is a verb, a measure or a place. */
export const beforeVerbs = set(
	`i we you one someone anyone anybody somebody people to who what which how not can could do does did in on at near from much many long far
	ich wir man du wer was wie wann wo warum welche welcher welches viel lange oft zu kann nicht in am im
	qui que qu quand où comment combien pourquoi quel quelle heure je tu on nous vous se ne peut puis à
	qué quién cuándo dónde cómo cuánto cuánta hora se no puedo puede yo`
);

export const imperatives = set(
	'tell explain describe show give list summarize summarise compare say find repeat translate erkläre erklär zeig zeige sag nenne explique montre dis donne explica dime muestra'
);

/** Questions about the agent and the person stand alone, however short. */
export const persons =
	/(?<![\p{L}])(?:i|i['’]m|me|my|mine|you|your|yours|we|us|our|ich|mir|mich|mein\p{L}{0,2}|du|dir|dich|dein\p{L}{0,2}|wir|uns|ihr euch|je|moi|mon|ma|mes|tu|toi|ton|ta|tes|vous|votre|nous|yo|mi|mis|tú|te|ti|usted|ustedes|nosotros|eres|estás|puedes)(?![\p{L}])/iu;

export const prepositions = set(
	`on in at for with without near from until after before by during around of about
	am im an in für mit ohne bei nach vor ab bis seit zum zur um von
	à au aux en pour avec sans chez après avant depuis dans de du des
	en para con sin a al desde hasta después antes por de del`
);
/** A question of only a few words that begins with one of these has left something out. */
export const startPrepositions = set(
	`on in at for with without near from until after before during am im für mit ohne bei nach vor ab bis seit um
	à au aux en pour avec sans chez après avant depuis dans para con sin a al desde hasta`
);

const timeWords = set(
	`today tomorrow tonight yesterday now morning mornings evening evenings afternoon afternoons night nights noon midnight weekends
	holidays week weeks month year easter christmas later earlier
	heute morgen gestern jetzt abends abend nachts morgens mittags nachmittags feiertag feiertags feiertagen wochenende woche monat jahr
	ostern weihnachten montags dienstags mittwochs donnerstags freitags samstags sonntags sommer frühling herbst später
	aujourd hui demain hier maintenant matin soir nuit midi semaine mois année noël pâques été hiver automne printemps fériés
	hoy mañana ayer ahora noche noches tarde tardes semana mes año navidad festivos verano invierno primavera otoño luego`
);

export const isTime = (word: string): boolean =>
	timeWords.has(word.toLowerCase()) || isDay(word.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, ''));

/** What may stand before a time or a noun and belongs to it. */
export const determiners = set(
	`the a an my our your his her their this that these those every each next last
	der die das den dem des ein eine einen einem einer mein meine meinen unser unsere dein deine jeden diesen nächsten
	le la les l un une des mon ma mes notre nos ce cette ces chaque
	el los las una unos unas mi mis nuestro nuestra este esta cada`
);

/** More of the same: "what else?", "noch etwas?". */
export const more =
	/(?<![\p{L}])(?:else|more|again|instead|otherwise|too|as well|either|noch|sonst|mehr|auch|stattdessen|encore|plus|aussi|sinon|más|también|además)$/iu;

/** Which of those we spoke about. */
export const which =
	/^(?:which (?:is|are|was|were|one)(?! of)|welche[rs]? (?:ist|sind)|lequel|laquelle|lesquels|lesquelles|cuál(?:es)? (?:es|son))(?![\p{L}])/iu;

/** Spanish leaves out who or what: these begin a question about what was said before. */
export const withoutSubject =
	/^(?:(?:a qué hora|(?:desde|hasta) cuándo|cuánto|cuándo|dónde|cómo|por qué) \p{L}+|(?:es|está|son|están|abre|abren|cierra|cierran|cuesta|cuestan|tiene|tienen|vende|venden|acepta|aceptan))(?![\p{L}])/iu;
