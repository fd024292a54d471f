import { describe, expect, test } from 'vitest';
import { leanOf } from './understand-rules.ts';

describe('leans on an earlier question', () => {
	test.each([
		...[
			'and on Sundays?',
			'What about dogs?',
			'how about next week',
			'But why?',
			'Or in winter?',
			'ok and then?'
		],
		...[
			'How much is it?',
			'Is it far?',
			'Is it safe?',
			'Who sells them?',
			'What does she teach?',
			'Where can I buy it?'
		],
		...[
			'What is his number?',
			'Are they expensive?',
			'Do they deliver?',
			'Does he speak German?',
			'Tell me more about it'
		],
		...[
			'How do I get there?',
			'What does that mean?',
			'How much is that?',
			'Which one is cheaper?',
			'the second one?'
		],
		...[
			'Is there a cheaper one?',
			'Which is better?',
			'Why?',
			'How much?',
			'Since when?',
			'How come?',
			'Who else?'
		],
		...[
			'more?',
			'on public holidays?',
			'for two people?',
			'Sundays?',
			"Ben's?",
			'in winter',
			'At what time does it close?'
		],
		...[
			'Und sonntags?',
			'Was kostet das?',
			'Wie viel kostet es?',
			'Wann öffnet er?',
			'Und Bens?',
			'Was ist mit Hunden?'
		],
		...['Wo wohnt sie?', 'Warum?', 'Wer noch?', 'Und die zweite?', 'Am Wochenende?', 'Wie komme ich dahin?'],
		...[
			'Et le dimanche ?',
			'Combien coûte-t-il ?',
			'C’est combien ?',
			'Où est-ce ?',
			'Et celui de Ben ?',
			'Pourquoi ?'
		],
		...['Qu’en est-il du deuxième ?', 'À quelle heure ferme-t-elle ?', 'Comment y aller ?', 'en hiver ?'],
		...[
			'¿Y los domingos?',
			'¿Cuánto cuesta?',
			'¿Dónde está?',
			'¿A qué hora abre?',
			'¿Es caro?',
			'¿Por qué?',
			'¿Y el segundo?'
		],
		...['¿Cuál es su teléfono?', '¿Qué más?', '¿Y para niños?']
	])('%s', (question) => {
		expect(leanOf(question)).toBeDefined();
	});
});

describe('stands alone', () => {
	test.each([
		...[
			'When does the bakery open?',
			'wifi password',
			'Luigi?',
			'bakery opening hours',
			'Where is the cabin key?'
		],
		...[
			'And when does the pharmacy open?',
			'Is it possible to rent a sauna in Oslo?',
			'Is it allowed to bring dogs?'
		],
		...[
			'Is it true that Luigi closes on Mondays?',
			'What time is it?',
			'How long does it take to boil an egg?'
		],
		...[
			'How much does it cost to rent a car in Oslo?',
			'Is it raining in Oslo?',
			'Is there a bakery nearby?'
		],
		...[
			'Are there vegan restaurants?',
			'When do bees leave their hive?',
			'Where does Ben keep his keys?',
			'Who are you?'
		],
		...[
			'What can you do?',
			'How are you?',
			'Does the bakery sell bread when it is closed?',
			'vegan-friendly Chinese near me'
		],
		...[
			'What does Ben say about his garden?',
			'Who is the mayor of Oslo?',
			'in vitro fertilization',
			'What did Anna write about the school and its roof?'
		],
		...[
			'How do I get to the station from there and back?',
			'Which bakery is open on Sundays?',
			'Which one of the bakeries is open?'
		],
		...[
			'How far is it from Oslo to Bergen?',
			'What is my blood type?',
			'Where do I find the instructions for the heating?'
		],
		...[
			'On which days is the library open?',
			'Does anyone teach guitar this week?',
			'Can I bring more than one dog to the sauna?'
		],
		...[
			'Wann öffnet die Bäckerei?',
			'Gibt es hier ein Café?',
			'Wie spät ist es?',
			'Können Sie mir helfen?',
			'Wie geht es dir?'
		],
		...[
			'Ist es erlaubt, Hunde mitzubringen?',
			'Wo hat Ben seine Schlüssel?',
			'Wie viel kostet das Brot?',
			'Regnet es morgen in Hamburg?'
		],
		...[
			'Quand ouvre la boulangerie ?',
			'Est-ce que la piscine est ouverte ?',
			'Y a-t-il une boulangerie ?',
			'Quelle heure est-il ?'
		],
		...[
			'La boulangerie ouvre-t-elle le dimanche ?',
			'Faut-il réserver une table ?',
			'Il y a du wifi au café ?'
		],
		...[
			'¿Cuándo abre la panadería?',
			'¿Hay wifi en el café?',
			'¿Cuánto cuesta el pan?',
			'¿Cómo te llamas?',
			'¿Está abierta la panadería?'
		],
		...['面包店什么时候开门？', 'Когда открывается пекарня?', '']
	])('%s', (question) => {
		expect(leanOf(question)).toBeUndefined();
	});
});
