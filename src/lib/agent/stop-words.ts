/**
 * Words that say how something is asked, not what about. One list per language, because a stop word of one is a
 * real word of another ("die", "man", "or"): `terms` drops the words of the language it recognises.
 */
const list = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** English first: it wins a tie. Single letters and what an apostrophe leaves over ("don", "isn") are in it. */
export const stopWords: readonly ReadonlySet<string>[] = [
	list(`a about again all also am an and any anybody anyone anything are aren as at be because been being but by can
		cannot could couldn did didn do does doesn doing don done during each either else ever every for from get gets
		getting got had hadn has hasn have haven having he hello her here hers hey hi him his how i if in into is isn it
		its just know let ll like many may maybe me might mine more most much must my myself need of off on one only or
		other our ours out over own please shall she should shouldn since so some somebody someone something such tell
		than thanks that the their theirs them then there these they this those through to too under until up us ve very
		want was wasn we were weren what whatever when where whether which while who whom whose why will with within
		without won would wouldn you your yours yourself`),
	list(`ab aber alle allem allen aller alles als also am an auch auf aus bei beim bin bis bist bitte da dabei damit
		danach dann das dass dem den denn der deren des dessen die dies diese diesem diesen dieser dieses doch dort du
		durch ein eine einem einen einer eines er es etwas euch euer eure für gab gegen gibt gut haben habe hat hatte
		hast hatten ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist ja jede jedem jeden jeder jedes jemand
		kann kannst können könnte man mein meine meinem meinen meiner mich mir mit muss musst müssen nach nicht noch nun
		nur ob oder ohne sag sagen schon sehr sein seine seinem seinen seiner seit sich sie sind so soll sollen sollte
		um und uns unser unsere unserem unseren unserer vom von vor wann war waren warum was weil weiß welche welchem welchen
		welcher welches wem wen wenn wer werde werden weshalb wessen wie wieso will wir wird wo wofür woher wohin womit
		worum wozu wurde wurden zu zum zur über`),
	list(`a à ai ainsi alors après as au aucun aussi autre aux avais avait avant avec avez avoir avons c ça car ce ceci cela
		celle celles celui ces cet cette ceux chez ci comme comment combien d dans de des depuis dois doit donc dont du
		elle elles en encore entre es est et été être eux fait faire faut fois il ils j je l la là le les leur leurs lors
		lui m ma mais me mes moi moins mon n ne ni non nos notre nous on ont ou où par parce pas pendant peut peux plus
		pour pourquoi pouvez près puis qu quand que quel quelle quelles quels qui quoi s sa sans se sera ses si son sont
		sous suis sur ta te tes toi ton tous tout toute toutes très tu un une va vers veux voici voilà vos votre vous y`),
	list(`a al algo algún alguna alguno algunos ante antes aquel aquella aquí así aún aunque bien cada como cómo con cual
		cuál cuales cuáles cualquier cuando cuándo cuanta cuánta cuantas cuántas cuanto cuánto cuantos cuántos de debe
		debo del desde donde dónde dos e el él ella ellas ellos en entre era eran eres es esa ese eso esos esta está
		están estas este esto estos estoy fue fueron ha hace hacer hacia han hasta hay he la las le les lo los me mi mis
		mucho muy más ni no nos nosotros nuestra nuestro o os otra otro para pero poder podría por porque puede puedo
		pues que qué quien quién quiénes se sea ser si sí sin sobre son soy su sus también tan te tengo tiene tienen todo
		todos tu tú tus un una uno unos usted ustedes y ya yo`),
	list(`a ad agli ai al alla alle allo anche ancora avere aveva c che chi ci ciò coi col come con cosa cosi così cui d da
		dagli dai dal dall dalla dalle dallo degli dei del dell della delle dello deve devo di dopo dove dov e è ed ecco
		era erano essere fa fare fra già gli ha hai hanno ho i il in io l la le lei li lo loro lui ma me mi mia mie miei
		mio molto ne negli nei nel nell nella nelle no noi non nostra nostro o ogni per perché però più po poi posso può
		qual quale quali quando quant quanta quante quanti quanto quel quella quelle quello questa queste questi questo
		qui se sei senza si sia siamo sono sotto sta su sua sue sugli sui sul sull sulla sulle suo tra tu tua tuo tutti
		tutto un una uno vi voi vuole`),
	list(`a à ao aos aquela aquele aqui as às até cada com como da das de dela dele deles depois do dos e é ela elas ele
		eles em então entre era essa esse esta está estão este eu faz fazer foi foram fui há isso isto já la lhe mais mas
		me mesmo meu meus minha minhas muito muitos na não nas nem no nos nós nossa nosso num numa o onde os ou para pela
		pelas pelo pelos pode por porque posso qual quais quando quanta quantas quanto quantos que quem quê se sem ser
		será seu seus só sobre somos sou sua suas também te tem têm tenho ter teu tu tua tudo um uma umas uns você vocês`),
	list(`aan al alle alles als altijd andere ben bij daar dan dat de der deze die dit doe doen doet door dus een en er
		ergens gaat geen geweest haar had hadden heb hebben hebt heeft hem het hier hij hoe hoeveel hun ik in is ja je
		jij jou jouw jullie kan kon kunnen kunt maar me meer men met mij mijn moet moeten na naar niet niets nog nu of om
		omdat ons onze ook op over te tegen tot u uit uw van veel voor waar waarom wanneer want waren was wat we wel welk
		welke werd wezen wie wij wil worden wordt zal ze zei zelf zich zij zijn zo zonder zou`)
];

/** What glues Chinese and Japanese words together; never a subject of a question. */
export const glue =
	list(`的 了 吗 呢 吧 是 在 我 你 他 她 它 们 我们 你们 有 和 与 就 都 也 很 什么 怎么 怎样 哪里 哪儿 谁 多少 几 请问
	の は が を に へ と で も や か ね よ です ます ください から まで どこ いつ だれ 誰 何 なに どう いくら この その あの`);
