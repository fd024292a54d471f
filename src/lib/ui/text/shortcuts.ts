/** English: the keyboard shortcuts. */
export const shortcuts = {
	heading: 'Keyboard shortcuts',
	groups: [
		{
			name: 'Anywhere',
			keys: [
				{ keys: ['/'], does: 'Go to the ask box' },
				{ keys: ['Ctrl', 'K'], does: 'Commands by name (⌘ K on a Mac)' },
				{ keys: ['?'], does: 'Show this list' },
				{ keys: ['Esc'], does: 'Stop the answer, or close what is open' }
			]
		},
		{
			name: 'In the ask box',
			keys: [
				{ keys: ['Enter'], does: 'Ask' },
				{ keys: ['Shift', 'Enter'], does: 'New line in the question' },
				{ keys: ['↑'], does: 'Edit the last question, while the box is empty' }
			]
		},
		{
			name: 'On the versions of an answer',
			keys: [
				{ keys: ['←'], does: 'Earlier version' },
				{ keys: ['→'], does: 'Later version' }
			]
		},
		{
			name: 'Among the commands',
			keys: [
				{ keys: ['↓', '↑'], does: 'Next, previous' },
				{ keys: ['Enter'], does: 'Do it' }
			]
		}
	]
} as const;
