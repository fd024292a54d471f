/**
 * Everyday words that people ask with and write with, grouped by meaning; English and German first. Small on purpose:
 * only what makes a plain question meet a plain note. Words are stemmed before they are compared.
 */
export const synonyms: readonly string[] = [
	'password passwort passphrase pw kennwort passcode contraseña motdepasse',
	'wifi wlan wireless',
	'phone telephone telefon tel mobile handy cell telefonnummer handynummer rufnummer',
	'email mail emailadresse mailadresse',
	'cost price charge fee rate tariff kosten kostet preis gebühr prix coûte tarif precio cuesta costo prezzo costa preço',
	'open opening opens hours geöffnet offen öffnet öffnen öffnungszeiten ouvert ouvre horaires abierto abre horario aperto apre orari aberto',
	'close closes closed closing shut geschlossen schließt zu ferme fermé cierra cerrado chiude chiuso',
	'remove delete erase deactivate cancel löschen entfernen kündigen supprimer borrar eliminar',
	'buy purchase order get kaufen bestellen acheter comprar',
	'begin start starts starting beginnt anfang anfangen beginn commence empieza',
	'end finish stop endet ende schluss',
	'address location adresse anschrift ort dirección indirizzo',
	'doctor dr physician gp arzt ärztin hausarzt médecin médico',
	'dentist zahnarzt zahnärztin dentiste dentista',
	'kid kids child children kind kinder son daughter',
	'car auto vehicle wagen voiture coche',
	'lesson lessons class classes unterricht stunde kurs cours clase',
	'teacher tutor lehrer lehrerin prof',
	'birthday born geburtstag geboren anniversaire cumpleaños compleanno',
	'restaurant diner eatery lokal gaststätte',
	'meeting appointment call termin besprechung treffen rendezvous cita',
	'key keys schlüssel clé llave chiave chave sleutel',
	'rubbish trash garbage bin bins waste müll mülltonne abfall',
	'holiday vacation trip urlaub reise vacances',
	'flat apartment wohnung appartement piso',
	'train zug bahn tren treno',
	'repair fix mend reparieren reparatur réparer arreglar',
	'photo picture image foto bild',
	'film movie video',
	'big large size größe gross',
	'allergic allergy allergies allergie allergisch intolerance',
	'like likes love loves favourite favorite enjoys mag liebt lieblings',
	'job work works profession arbeit arbeitet beruf',
	'live lives living wohnt lebt residence vive habite',
	'long duration dauer dauert lange'
];

/** Words a question is padded with: they say little about what is asked, so they weigh little. */
export const weakWords: readonly string[] = [
	'use using used make making made do want find found look looking good best better way ways help helpful work working',
	'thing things stuff possible possibility able easy easily easiest simple quick fast solution method option options',
	'try trying tried give given show showing tell told know happen change different new old actually really currently',
	'instead sure understand question answer problem issue wondering wonder looking place current specific certain allow',
	'allowed exist exists kind type sort time times go going come anyway keep set take put say said see like someone people',
	'remember remind again today now need needed needs write wrote note notes information info details lot still without',
	'machen gemacht geht gehen gibt suche finden gute guter gutes beste besten möglich weg hilfe sache ding wissen steht',
	'merken nochmal eigentlich aktuell faire trouver savoir mieux façon hacer encontrar saber mejor manera forma fare trovare',
	'sapere migliore modo fazer encontrar maneira maken vinden weten beste manier'
];
