/** English: files that members of a community share. */
export const communityFiles = {
	list: 'Files',
	add: 'Add files',
	input: 'Files to add',
	hint: 'Up to 20 MB each. A file lies with whoever added it and whoever opened it.',
	emptyHeading: 'No files yet',
	empty: 'Add what the others should have: a score, a plan, a photograph.',
	emptyGuest: 'Members can add files here.',
	loading: 'Opening the files…',
	open: 'Open',
	save: 'Save',
	shut: 'Close it',
	stop: 'Stop',
	again: 'Try again',
	dismiss: 'Put away',
	transfers: 'On their way',
	adding: (name: string) => `Adding ${name}`,
	fetching: (name: string) => `Fetching ${name}`,
	trouble: {
		nobody: 'Nobody who has this file is there just now. Try again when more members are.',
		full: 'This device is full. Free some space and try again.',
		'too-large': 'It is larger than 20 MB, which is all that members carry for one another.',
		damaged: 'What came is not what was announced. Ask whoever added it to add it again.'
	},
	failed: 'That did not work. Try again.',
	cut: 'Only its beginning is shown; save it to have the rest.',
	preview: (name: string) => `Picture: ${name}`
} as const;
