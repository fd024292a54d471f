/**
 * Does it matter that the answer to this question is right: for somebody's health, money, safety, or before the law? By
 * words alone, English and German, so that it is the same on every device and no model is asked. Made to be right where it
 * says so (no false alarm among the ordinary questions of importance.fixture.ts); of important questions in words it was
 * not made for it finds a third, so the person can ask for corroboration themselves, and who agrees is shown always.
 */

export type Field = 'health' | 'money' | 'law' | 'safety';

export interface Importance {
	readonly field: Field;
	/** The words by which it was seen, as they are written. */
	readonly word: string;
}

/** Words that mean something else in such company; taken out before anything is looked for. */
const harmless = pattern(
	`(?:murphy['’]?s?|moore['’]?s?|ohm['’]?s?|murphys|mooresches?|ohmsches?) (?:law|gesetz)|laws? of \\p{L}+|gesetz(?:e)? von \\p{L}+`,
	`credit cards?|kreditkarten?|technical debt|technische schulden|smart contracts?|(?:in|chicken|vegetable|fish) stock|stock ?photos?`,
	`james bond|(?:tennis|basketball|food|squash) courts?|fine dining|burn (?:a|the|my)? ?(?:cds?|dvds?|disc|image)|brenne \\p{L}+ (?:cd|dvd)`,
	`stroke (?:width|style|color|colour)|liable to change|right of way|safe in the game|a safe|computer ?virus|fever pitch|star sign\\p{L}* .*`,
	`sternzeichen .*|tax[io]s?|film .*|song .*|movie .*|novel .*|roman .*|sings? .*|singt .*`,
	`(?:javascript|python|java|typescript|linux|css|svg|angular|solidity|github|git|regex|sql|c\\+\\+|excel|minecraft|zelda) ?.*`
);

const words: Readonly<Record<Field, RegExp>> = {
	health: pattern(
		`melatonin|\\p{L}{5,}(?:cillin|mycin|prazole?|statine?|dipine?|sartan|oxetine?)|anasthesi\\p{L}*|anaesthe\\p{L}*|anesthe\\p{L}*|narkose\\p{L}*|lump|knoten in der brust|newborns?|neugeborene\\p{L}*|stitches|wounds?|wunden?|\\p{L}*wunde|quarantine|quarantane|incubation|inkubationszeit|rabies|tollwut`,
		`cough(?:ing|s)?|husten|sore throat|halsschmerzen|donate blood|blut spenden|blutspende|leberwerte?|nierenwerte?|entzundungswerte?|zecken?|ticks?|patient(?:en|s)|therap(?:y|ie|ies)|psychotherap\\p{L}*|diagnos\\p{L}*|prescription|verschreib\\p{L}*|verschrieben|hospital|krankenhaus|krankenkasse\\p{L}*|health insurance|pflegegrad|midwife|hebamme|lactose|laktose\\p{L}*|gluten\\p{L}*|celiac|zoliakie|(?:cat|dog|katze|hund) (?:ate|has eaten|hat .* gefressen)`,
		`\\p{L}{4,}itis|surgery|(?:heart|knee|hip|eye|back|stomach) operation|after (?:an|the) operation|nach der op|operiert|ulcers?|painkillers?|schmerzmittel|\\p{L}*schmerzen|hurts?|(?:tooth|head|stomach|back|ear)?aches?|tut weh|sprained|verstaucht\\p{L}*|broken (?:arm|leg|rib|toe|finger|bone)|gebrochen\\p{L}*`,
		`vitamins? [a-k]\\d*|magnesium|supplements?|nahrungserganzung\\p{L}*|daily dose|hochstdosis|iron deficiency|eisenmangel|johanniskraut|homoopath\\p{L}*`,
		`covid|corona|flu|grippe|measles|masern|scarlet fever|scharlach|krankheit\\p{L}*|disease|illness|(?:bin|ist|war|werde) (?:ich )?\\p{L}* ?krank|krankschreib\\p{L}*|sick (?:leave|note)|migraine|migrane|asthma|epilep\\p{L}*|thyroid|schilddruse|h(?:o|oe)rsturz|schwindel\\p{L}*|dizz\\p{L}*|ohnm\\p{L}*|faint(?:ed|ing)?`,
		`emergency room|notaufnahme|notarzt|ambulance|rettungswagen|(?:hit|hurt|bumped) (?:my|his|her|their) head|kopf gestossen|(?:go|going) to (?:a|the) doctor|(?:see|call) a doctor|zum arzt|arzt gehen|beim stillen|(?:my|a|the) (?:toddler|baby|infant|newborn) (?:have|eat|drink|sleep|has|is|take)|(?:durfen|darf|soll|konnen) (?:babys?|kleinkinder|mein baby|sauglinge)`,
		`cancer screening|mammogra\\p{L}*|krebsvorsorge|x-?rays?|rontgen\\p{L}*|blood test|blutwerte?|cholesterol|cholesterin|anxiety|panic attacks?|panikattacken?|eating disorder|essstorung|addict(?:ed|ion)|sucht|withdrawal symptoms|menopause|wechseljahre|periode|hormon\\p{L}*`,
		`ibuprofen|paracetamol|aspirin|antibioti\\p{L}*|insulin|metformin|[ck]ortisone?|penicillin|morphine?|opioid\\p{L}*|antidepress\\p{L}*`,
		`medicines?|medications?|medi[kc]ament\\p{L}*|arznei\\p{L}*|tablets? (?:with|against|for)|tabletten?|pills?|dosage|dosierung|overdos\\p{L}*|uberdosis|cough syrup|hustensaft`,
		`vaccin\\p{L}*|impf\\p{L}*|allerg\\p{L}*|\\p{L}+allergi\\p{L}*|pregnan\\p{L}*|schwanger\\p{L}*|breast-?feed\\p{L}*|stillzeit|miscarriage|fehlgeburt`,
		`symptoms? of|symptome?n?|side effects?|nebenwirkung\\p{L}*|fever|fieber|infect(?:ion|ed)\\p{L}*|infektion\\p{L}*|entzundung\\p{L}*|contagious|ansteckend\\p{L}*|infectious`,
		`chest pains?|brustschmerz\\p{L}*|heart attack|herzinfarkt|herzschmerz\\p{L}*|schlaganfall|seizures?|krampfanfall|unconscious|bewusstlos\\p{L}*|concussion|gehirnerschutterung`,
		`blood (?:pressure|sugar|thinn\\p{L}*|clot)|blutdruck\\p{L}*|blutzucker\\p{L}*|blutverdunn\\p{L}*|diabet\\p{L}*|tumou?rs?|chemotherap\\p{L}*|brustkrebs|hautkrebs|lungenkrebs|(?:breast|skin|lung) cancer`,
		`appendicitis|blinddarm\\p{L}*|(?:first|second|third)-degree burns?|verbrennung\\p{L}*|brandwunde\\p{L}*|bleeding|blutung\\p{L}*|blutet|rash|ausschlag|swollen|geschwollen\\p{L}*|vomit\\p{L}*|erbr(?:ech|ich)\\p{L}*`,
		`tick bites?|zeckenbiss\\p{L}*|(?:snake|dog) ?bites?|schlangenbiss|kidney disease|liver disease|suicid\\p{L}*|suizid\\p{L}*|depress(?:ed|ion|ive)|depressionen?|contracepti\\p{L}*|verhutung\\p{L}*`,
		`(?:severe|strong|sudden) (?:pain|headache)|starke \\p{L}*schmerzen|numb|taub`
	),
	money: pattern(
		`(?:fixed|variable) (?:or a )?(?:variable |fixed )?rate|late filing|(?:close|freeze|block|open) (?:my|an?) (?:bank )?account|debit card|girocard|rundfunkbeitrag|hauskauf\\p{L}*|kaufnebenkosten|kreditrate|annuitat\\p{L}*|emergency fund|vermogen\\p{L}*|raten(?:zahlung|kauf)|inkasso\\p{L}*|debt collect\\p{L}*|mahnung|pfandung\\p{L}*|stipend\\p{L}*|bafog|scholarships?|alimony|unterhalt (?:zahlen|fur)|dividend\\p{L}*|capital gains|paycheck|payslip|gehaltsabrechnung|budget for`,
		`scams?|scammed|betrug|betruger|phishing|fraud|fraudulent|freibetrag|schenkungs?steuer|schenkungen|bausparvertrag|bausparen|tagesgeld|festgeld|(?:in )?gold anlegen|geld anlegen|anlegen in|fonds|index funds?|depot`,
		`buy or rent|rent or buy|mieten oder kaufen|(?:buy|sell|kaufen?|verkaufen?) (?:a|the|my|our|ein|eine|mein|das)? ?(?:house|flat|apartment|haus|wohnung|immobilie)|(?:haus|wohnung|immobilie) (?:kaufen|verkaufen)|wages?|minimum wage|mindestlohn|salary|gehalt|kindergeld|child benefit|wohngeld|housing benefit|subsid\\p{L}*|overdraft|dispo\\p{L}*|schufa|credit score`,
		`(?:bank|account) \\p{L}* ?(?:allowed|charge|fee|fees)|kontogebuhr\\p{L}*|exchange rate|cash withdrawal fee|vat|mehrwertsteuer|umsatzsteuer|kleinunternehmer\\p{L}*|self-employed|selbststandig machen|invoice|rechnung schreiben`,
		`mortgages?|hypothek\\p{L}*|loans?|kredite?s?|umschuld\\p{L}*|debts?|schulden|interest rates?|zinss?\\p{L}*|bankrupt\\p{L}*|insolven\\p{L}*`,
		`invest(?:ing|ments?|iere\\p{L}*)?|aktien?|shares or|(?:buy|sell) (?:shares|stocks)|stocks and|stock market|bonds?|etfs?|bitcoins?|krypto\\p{L}*|cryptocurrenc\\p{L}*|savings|ersparnisse?n?`,
		`tax(?:es)?|tax returns?|deduct\\p{L}*|steuererklarung\\p{L}*|steuern zahlen|steuerlich|(?:einkommen|umsatz|gewerbe|erbschaft|grund)s?steuer|absetzen|finanzamt`,
		`pensions?|renten?|rentenversicherung|altersvorsorge|retirement|insurances?|insured|versicherung(?:en)?|\\p{L}+versicherung(?:en)?|inherit\\p{L}*|erbschaft\\p{L}*`,
		`(?:transfer|send|wire) money|geld uberweisen|salary negotiation|unemployment benefits?|arbeitslosengeld|burgergeld|elterngeld`
	),
	law: pattern(
		`my neighbou?r (?:have to|has to|may|must)|mein nachbar|take back|trademarks?|markenrecht|marke anmelden|patent\\p{L}*|photos of strangers|testify|aussagen gegen|schonheitsreparatur\\p{L}*|probezeit|probation period|bescheid\\p{L}*|jobcenter|genehmigung\\p{L}*|building permit|planning permission|bauantrag|impressum|licen[cs]e (?:to|for)|zoning|sorgeberechtigt\\p{L}*|adoption|guardianship|betreuungsrecht|unfallflucht|hit and run|drunk driving|promille\\p{L}*|speed limit|tempolimit|betriebsrat|union rights|dismiss(?:al|ed)|kundigungsschutz|severance|abfindung\\p{L}*|lease|mieter\\p{L}*|nebenkostenabrechnung|hausordnung|eigenbedarf|deport\\p{L}*|abschieb\\p{L}*`,
		`allowed to|permitted to|entitled|forbidden|prohibited|verboten|erlaubt|darf (?:ich|man|mein|meine|der|die|ein|eine) (?!.*mit(?:bringen|nehmen)).*|zustehen|stehen mir zu|steht mir zu|anspruch auf|gesetzliche?r?`,
		`sublet|untervermiet\\p{L}*|overtime|uberstunden|urlaubstage?n?|(?:my )?deposit back|blitzer|geblitzt|fuhrerschein\\p{L}*|driving licen[cs]e|drone|drohne|register (?:a|my|our) (?:\\p{L}+ )?(?:business|company|trade)|gewerbe(?:schein)? ?\\p{L}*|abmahnung\\p{L}*|abgemahnt`,
		`contracts?|vertrag|vertrage|\\p{L}+vertrag|kundig\\p{L}*|refund|ruckgaberecht|widerruf\\p{L}*|gewahrleistung|garantiefall|statute of limitations|verjahr\\p{L}*|witness|zeuge vor gericht|noise complaint|ruhestorung|defamation|verleumdung|will and testament|probate|pflichtteil|erben|maternity leave|parental leave|mutterschutz|elternzeit`,
		`work(?:ing)? (?:in|abroad|visa)? ?without (?:a )?(?:permit|licen[cs]e)|minimum age|passport|reisepass|personalausweis|id card|customs|zoll|import duty|einfuhr\\p{L}*|datenschutz\\p{L}*|data protection|(?:give|get|receive) notice`,
		`legal(?:ly)?|illegal\\p{L}*|lawful|unlawful|laws?|gesetze?|gesetzlich\\p{L}*|lawyers?|attorney|anw[aä]lt\\p{L}*|solicitor|strafbar|straftat`,
		`landlords?|vermieter\\p{L}*|tenants?|mietvertrag\\p{L}*|mieterhohung|evict\\p{L}*|notice period|kundigungs\\p{L}*|kundigen|rent deposit|kaution`,
		`visas?|visum|residence permit|aufenthalts\\p{L}*|asylum|asyl\\p{L}*|citizenship|einburgerung|work permit|arbeitserlaubnis`,
		`can i sue|sue (?:the|my|an?|him|her|them)|sued|lawsuit|court (?:case|order|date|hearing)|(?:in|to) court|verklag\\p{L}*|klage gegen|einspruch|widerspruch gegen|custody|sorgerecht|divorce\\p{L}*|scheidung\\p{L}*`,
		`(?:parking|speeding) (?:fine|ticket)s?|bussgeld\\p{L}*|strafzettel|liable|liability|hafte|haftung|haftbar|haftet`,
		`(?:employment|rental|purchase|work) contract|(?:arbeits|kauf|werk)vertr[aä]g\\p{L}*|employer|fired while|arbeitgeber|warranty claim|copyright|urheberrecht\\p{L}*|gdpr|dsgvo`,
		`my rights|your rights|(?:welche|meine) rechte|police|polizei|arrested|verhaftet|durchsuchung|testament|power of attorney|vollmacht`
	),
	safety: pattern(
		`without danger|overnight charging|charging overnight|uber nacht laden|from the wall|bears?|wolves|angreif\\p{L}*|attacks?|chain ?saw|kettensage|motorsage|extension (?:lead|cord)|verlangerungskabel|mehrfachstecker|treated wood|sichere ich|ladung|load on the roof|im kuhlschrank|in the fridge|winterreifen|reifen|jump-?start|starthilfe|scaffold\\p{L}*|gerust|ladder safely|solvents?|losungsmittel|pesticid\\p{L}*|pestizid\\p{L}*|lead paint|bleirohr\\p{L}*|radon|heat stroke|hitzschlag|hypothermia|unterkuhl\\p{L}*|frostbite|erfrier\\p{L}*|fireworks?|feuerwerk\\p{L}*|power line|stromleitung|fallschirm\\p{L}*|scuba|tauchgang`,
		`grease fire|put out a|fire extinguisher|feuerloscher|loschen .*(?:feuer|brand|fett)|(?:feuer|brand|fettbrand) loschen|edible|essbar\\p{L}*|can be eaten|(?:berries|mushrooms?|plants?) .*(?:eat|eaten)|(?:beeren|pilze|holunderbeeren) .*essen|roh essen|eat .* raw|raw (?:chicken|eggs?|meat|milk)`,
		`drinkable|drink (?:the )?(?:tap )?water|tap water|leitungswasser|trinkwasser|abkochen|battery .*(?:leak|swollen|explode)\\p{L}*|swollen battery|(?:batterie|akku) .*(?:auslauft|aufgeblaht|brennt|ausgelaufen)|stuck in|gets? stuck|stecken ?geblieben|grill auf dem balkon|barbecue on the balcony`,
		`(?:how thick|wie dick) .*(?:ice|eis)|(?:ice|eis) .*(?:thick|dick|tragfahig)|tip (?:over )?on a child|childproof\\p{L}*|kindersicher\\p{L}*|helmets?|helm|climbing (?:rope|harness)|kletterseil|klettergurt|emergency|notfall|notruf|first aid|erste hilfe|defibrillator|resuscitat\\p{L}*|wiederbeleb\\p{L}*|choking|verschluck\\p{L}*`,
		`spoiled|expired (?:milk|eggs?|meat|chicken|food)|noch (?:gut|essen|trinken)|still (?:good|safe|edible)|food poisoning|salmonell\\p{L}*|botulism\\p{L}*|mou?ld|schimmel\\p{L}*|rip ?current|stromung|thunderstorm|gewitter|lightning|blitzschlag|wild(?:fire|brand)|waldbrand|pepper spray|pfefferspray|burglar\\p{L}*|einbruch\\p{L}*|stalk(?:ing|er)|tyres?|profiltiefe|seat ?belts?|airbags?|fuse ?box|sicherungskasten|starkstrom|gas (?:stove|heater|bottle|cylinder)|gasflasche\\p{L}*|gasherd|gastherme`,
		`smells? (?:of|like) gas|gas leak|gasleck|gasgeruch|riecht \\p{L}* ?nach gas|carbon monoxide|kohlenmonoxid`,
		`poisonous|poisoning|toxic|giftig\\p{L}*|vergiftung\\p{L}*|bleach|ammonia|chlor|chlorreiniger|mischen .*(?:reiniger)|asbest\\p{L}*`,
		`is it safe|safe to|safe for (?:children|kids|babies)|safe enough|sicher genug|gefahrlich|dangerous|lebensgefahr\\p{L}*`,
		`electric shock|electrocut\\p{L}*|stromschlag|live wire|avalanches?|lawinen\\p{L}*|smoke (?:alarm|detector)s?|rauch(?:warn)?melder`,
		`brakes|bremsen|child seats?|kindersitz\\p{L}*|catch(?:es)? fire|on fire|fettbrand|brennt|explo(?:de|sion|sive)\\p{L}*|explosion\\p{L}*`,
		`evacuat\\p{L}*|evakuier\\p{L}*|earthquake|erdbeben|flood warning|hochwasser\\p{L}*|drown\\p{L}*|ertrink\\p{L}*|life ?jackets?|schwimmwesten?|radioactiv\\p{L}*|radioaktiv\\p{L}*`
	)
};

/** Each alternative as whole words of folded text. */
function pattern(...alternatives: readonly string[]): RegExp {
	return new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
}

/** Where it matters most, the field is looked for first. */
const fields: readonly Field[] = ['health', 'safety', 'law', 'money'];

/** Undefined: an ordinary question. */
export function importanceOf(question: string): Importance | undefined {
	const text = bare(question).replaceAll(harmless, ' ');
	for (const field of fields) {
		const word = text.match(words[field])?.[0];
		if (word !== undefined) return { field, word };
	}
	return undefined;
}

/** Two who know, independently of one another, must say it before it counts as verified. */
export const needsCorroboration = (question: string, requested: boolean): boolean =>
	requested || importanceOf(question) !== undefined;

/** Lower case without accents, as the lists are written. */
const bare = (question: string): string =>
	question.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '').replaceAll('ß', 'ss');
