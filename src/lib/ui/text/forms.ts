/** English: the forms for what has fields. */
export const forms = {
	kinds: {
		note: 'Note',
		review: 'Review',
		person: 'Contact card',
		faq: 'Questions and answers'
	},
	optional: 'optional',

	review: {
		lead: 'What you saw and tried yourself. Others’ agents quote it with your name.',
		itemReviewed: 'What you review',
		itemHint: 'Golden Lotus, the night train to Vienna, a drill…',
		servesCuisine: 'Cuisine',
		priceRange: 'Price range',
		priceHint: '€€, 15 to 20 euros…',
		address: 'Address',
		rating: 'Rating',
		ratings: ['1 of 5, bad', '2 of 5, weak', '3 of 5, fine', '4 of 5, good', '5 of 5, excellent'],
		visitedOn: 'Visited on',
		reviewBody: 'What you found',
		firstHand: 'First-hand: I was there',
		addPlace: 'Add rough place (about 5 km)',
		finding: 'Finding it…',
		place: (geohash: string) => `Rough place added: a square of about 5 km (${geohash}).`,
		removePlace: 'Remove place',
		noPlace: {
			denied:
				'The browser did not tell where you are. Allow it for this page in the browser’s settings, or leave the place out.',
			unavailable: 'This device could not find out where it is. Try again outside, or leave the place out.',
			unsupported: 'This browser does not offer a place to pages. Leave it out.'
		}
	},

	person: {
		lead: 'A person as others may find them through your agent.',
		name: 'Name',
		jobTitle: 'Role',
		email: 'E-mail',
		telephone: 'Phone',
		url: 'Website',
		address: 'Address',
		description: 'About'
	},

	faq: {
		lead: 'Each question is found and answered on its own.',
		pair: (n: number) => `Question ${n}`,
		question: 'Question',
		answer: 'Answer',
		add: 'Add a question',
		up: (n: number) => `Move question ${n} up`,
		down: (n: number) => `Move question ${n} down`,
		remove: (n: number) => `Remove question ${n}`
	},

	missing: {
		'review-item': 'Say what you review.',
		'review-rating': 'Choose a rating from 1 to 5.',
		'review-body': 'Write what you found.',
		'review-hand':
			'A review is of what you saw yourself: tick “First-hand: I was there”, or write a note instead.',
		'person-name': 'Give the card a name.',
		'faq-pair': 'Write at least one question with its answer.',
		'faq-half': 'One of the questions has no answer, or one of the answers no question.'
	}
} as const;
