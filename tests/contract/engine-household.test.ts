/** A second household's notes, first used to measure what the cases of engine-quotes.test.ts had led to. */
import { describe, expect, test } from 'vitest';
import { answer, type Note } from './engine-answer.ts';

const notes: readonly Note[] = [
	[
		'Swimming pool',
		'The outdoor pool opens in May and closes mid-September. Adults pay 5.50 €, children under six swim for free. Lockers take a 2 € coin. Dogs are not allowed.'
	],
	[
		'Moving checklist',
		'- cancel electricity contract (customer no. 88231)\n- hand over keys to Mr. Lang on 30 June\n- register new address at town hall within two weeks\n- forward mail'
	],
	[
		'Grandma soup',
		'Simmer the bones for four hours. Then add carrots, celery and one onion. Season with nutmeg. Freezes well.'
	],
	[
		'Japan trip',
		'We fly from Vienna on 3 April with ANA. The hotel in Kyoto is Hotel Granvia, booking code KX7Q2. Get Suica cards at the airport. Cash is still needed in small temples.'
	],
	[
		'Team',
		'Priya does the backend and is away until Monday. Jonas looks after billing. For access to the staging server ask Lena.'
	],
	[
		'Cat',
		'Minka gets half a can in the morning and dry food at night. Her vet is Dr. Sommer in Gartenstraße 5. She hides under the bed when it thunders. Vaccination due in November.'
	],
	[
		'Running',
		'Sunday group meets at the boathouse at 8:30. The long loop is 14 km. Wear a head lamp in winter.'
	],
	[
		'Hausordnung',
		'Ruhezeit ist von 22 bis 7 Uhr. Die Waschküche ist im Keller; Schlüssel bei Frau Nowak. Fahrräder gehören in den Hof. Grillen auf dem Balkon ist nicht erlaubt.'
	],
	[
		'Oma',
		'Oma trinkt nur Kamillentee. Ihr Geburtstag ist am 3. Mai. Sie nimmt morgens zwei Blutdrucktabletten. Ihr Hausarzt heißt Dr. Feld, Tel. 0221 998877.'
	],
	[
		'Steuer',
		'Abgabefrist ist der 31. Juli. Steuernummer 133/8150/8159. Belege liegen im blauen Ordner. Beraterin: Frau Stein, kostet 300 Euro.'
	],
	[
		'Receta',
		'Para la tortilla: seis huevos, cuatro patatas y una cebolla. Freír a fuego lento durante 25 minutos.'
	],
	[
		'Printer',
		'The office printer is at 10.0.0.42. If it jams, open the rear tray. Toner is in the cupboard next to the kitchen.'
	],
	['Piano', 'I give piano lessons for adults on weekday evenings. 50 € per hour, first lesson is free.']
];

describe('with every note on the table, the sentence that answers comes first', () => {
	test.each([
		['How much does the pool cost for adults?', /5\.50/],
		['Can I bring my dog to the pool?', /Dogs/],
		['When does the outdoor pool open?', /May/],
		['When do I hand over the keys?', /30 June/],
		['What is my electricity customer number?', /88231/],
		['How long do the bones simmer?', /four hours/],
		['Which hotel are we staying at in Kyoto?', /Granvia/],
		['When do we fly to Japan?', /3 April/],
		['Who can give me access to staging?', /Lena/],
		['When is Priya back?', /Monday/],
		['Who handles billing?', /Jonas/],
		['What does the cat eat in the morning?', /half a can/],
		['Who is the vet?', /Sommer/],
		['Where does Minka hide?', /under the bed/],
		['What time does the Sunday running group meet?', /8:30/],
		['How long is the long loop?', /14 km/],
		['Wann ist Ruhezeit?', /22 bis 7/],
		['Wo ist die Waschküche?', /Keller/],
		['Darf ich auf dem Balkon grillen?', /nicht erlaubt/],
		['Wann hat Oma Geburtstag?', /3\. Mai/],
		['Wie heißt Omas Hausarzt?', /Feld/],
		['Welche Tabletten nimmt Oma?', /Blutdruck/],
		['Bis wann muss ich die Steuer abgeben?', /31\. Juli/],
		['Was kostet die Steuerberaterin?', /300/],
		['¿Cuántos huevos lleva la tortilla?', /seis huevos/],
		['What do I do when the printer jams?', /rear tray/],
		['Where is the toner?', /cupboard/],
		['How much is a piano lesson?', /50 €/],
		['Do you teach piano to adults?', /adults/]
	])('%s', async (question, expected) => {
		expect((await answer(question, notes))[0]).toMatch(expected);
	});
});

describe('what no note answers is not answered', () => {
	test.each([
		'Where is the nearest hospital?',
		'When does the library open?',
		'What is the hotel in Tokyo called?',
		'How much is a violin lesson?',
		'Who handles marketing?',
		'What does the dog eat?',
		'Wann ist Omas Hochzeitstag?',
		'Wo ist der Staubsauger?',
		'How do I replace the toner?',
		'When does the train to Kyoto leave?',
		'Who is Jonas married to?',
		'Was kostet die Miete?',
		'What is the phone number of the vet?',
		'Can I park at the pool?',
		'How tall is the Eiffel Tower?',
		'Which wine goes with fish?',
		'When is the next board meeting?'
	])('%s', async (question) => {
		expect(await answer(question, notes)).toEqual([]);
	});
});

test('what would help is said where the answer itself is not known', async () => {
	expect(await answer('What is the password of the staging server?', notes)).toEqual([
		'For access to the staging server ask Lena.'
	]);
});
