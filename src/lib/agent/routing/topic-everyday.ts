/** Words that many questions hold whatever they are about: as stems, and no stop words, for some are topics to somebody. */
import { keyOf } from '../claims-words.ts';

export const everyday: ReadonlySet<string> = new Set(
	`not no go able add allow already always another answer appear area ask available avoid away back bad become begin best better big
	bit bring buy call case certain change check choose clear close come common complete consider correct create current day
	deal decide depend describe detail different difficult directly disable easy easily effect enable end enough example
	exactly exist expect explain fact fast feature feel figure find fine follow force full fully general give good great
	group guess half hand handle happen hard help high hold hope hour idea important include individual information inside
	instead interest issue keep kind large last late later lead least leave left less level line list little local long look
	lot low main major make manage matter mean method minute month move multiple name near necessary new next nice normal
	note notice number offer old open option order original particular part pass people perfect person place point popular
	possible prefer prevent previous probably problem process proper properly provide put quality question quick quickly
	quite real really reason recent recently recommend regular relate remove replace require rest result right run safe
	save say second see seem select separate set several short show side similar simple simply single small solution solve
	sort specific specify start state stay step stop stuff suggest support sure system take talk task thing think third time
	today together top total total true try turn type typical understand unable usual usually use useful user user value
	various version view wait walk watch way week well whole wish wonder word work world worry write wrong year yes young
	advice appreciate anyway basically couple determine effective entire entirely ever especially favorite favourite first
	good hello howto hey increase known latest likely manner many maybe mention million none obtain often ok okay otherwise
	per perform permanent permanently perhaps proper purpose rather regarding share sign somehow sometimes soon sorry still
	straight thank though thought tip tell trouble two three unless want went yet achieve accomplish access actually
	automatic automatically appropriate based capable certain currently desire procedure purposely possibility via special completely introduce produce
		ignore predefined personal anybody website webapp site closed http https www com`
		.split(/\s+/)
		.map(keyOf)
);
