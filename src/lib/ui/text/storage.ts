/** English: what takes space on this device, and how some of it is given back. */
import type { UseKind } from '#lib/app/storage-api.ts';
import { counted, listed, size } from '../format.ts';

const records: Readonly<Record<UseKind, (n: number) => string>> = {
	knowledge: (n) => counted(n, 'item', 'items'),
	index: () => 'Makes searches quick; made anew when it is missing',
	conversations: (n) => counted(n, 'conversation', 'conversations'),
	memory: (n) => counted(n, 'memory', 'memories'),
	people: (n) => `${counted(n, 'person', 'people')}, what happened with them, messages, and mail on its way`,
	communities: (n) => `${counted(n, 'community', 'communities')} with what was said there`,
	pieces: () => 'Files shared in communities, as far as they are here',
	incoming: (n) => counted(n, 'file that is not imported yet', 'files that are not imported yet'),
	settings: () => 'What you chose, and counts of changes',
	keys: () => 'What opens everything else'
};

export const storage = {
	heading: 'Storage',
	lead: 'Everything your agent keeps lies in this browser, on this device. This is what takes how much of it.',
	looking: 'Looking…',
	again: 'Look again',

	list: 'What takes space',
	kinds: {
		knowledge: 'Knowledge',
		index: 'Search index',
		conversations: 'Conversations',
		memory: 'Memory',
		people: 'People and mail',
		communities: 'Communities',
		pieces: 'Files of communities',
		incoming: 'Files on their way in',
		settings: 'Settings',
		keys: 'Keys',
		models: 'Models',
		app: 'The app itself',
		other: 'The browser’s own bookkeeping'
	} satisfies Record<UseKind | 'models' | 'app' | 'other', string>,
	records,
	noModels: 'None on this device',
	models: (n: number) => counted(n, 'model', 'models'),
	app: 'Needed to open it without a network; it stays',
	other: 'What the browser takes beside the records themselves',
	size: (bytes: number) =>
		bytes === 0 ? 'Nothing' : bytes < 1_000 ? counted(bytes, 'byte', 'bytes') : size(bytes),

	total: (used: number, quota: number | undefined) =>
		quota === undefined
			? `${size(used)} in all.`
			: `${size(used)} in all, of ${size(quota)} that the browser offers.`,
	unknownTotal: 'This browser does not say how much there is in all.',
	nearlyFull: 'Nearly full: free something, or new notes and files cannot be kept.',

	keptHeading: 'Will it stay?',
	kept: {
		yes: 'Yes: the browser promised not to clear it by itself.',
		no: 'Not promised: the browser may clear it when the device runs low on space. Installing Elmnet or visiting often makes it promise. A backup keeps you safe either way.',
		unasked: 'The browser has not been asked yet; it is after your first note.'
	},
	ask: 'Ask the browser to keep it',
	refused: 'It did not promise this time. Install Elmnet from the browser’s menu, then ask again.',
	backup: 'Backup and recovery phrase',

	freeHeading: 'Free space',
	nothingToFree: 'There is nothing here that could go without being missed.',
	free: {
		index: {
			name: 'Delete search index',
			about: (bytes: number) =>
				`${size(bytes)}. Nothing is lost: it is made anew at the next start, which then takes a moment longer.`,
			done: 'The search index is deleted.'
		},
		incoming: {
			name: 'Delete files on their way in',
			about: (n: number, bytes: number) =>
				`${counted(n, 'file', 'files')}, ${size(bytes)}. What was imported of them stays; the rest has to be chosen again.`,
			importing: 'Files are being imported now. Stop that first.',
			done: 'The files on their way in are deleted.'
		},
		pieces: {
			name: 'Delete files of communities',
			about: (bytes: number) =>
				`${size(bytes)}. They come again from members who have them, when you open them. A file that nobody else has is gone.`,
			done: 'The files of communities are deleted.'
		},
		leftovers: {
			name: 'Delete leftovers',
			about: (bytes: number) => `${size(bytes)}: files of models that nothing here uses any more.`,
			done: 'The leftovers are deleted.'
		}
	},

	oldHeading: 'Old conversations',
	olderThan: 'Not continued for',
	ages: { month: '30 days', quarter: '3 months', year: 'a year' },
	oldFound: (n: number, bytes: number) =>
		n === 0
			? 'No conversation is that old.'
			: `${counted(n, 'conversation', 'conversations')}, ${size(bytes)}.`,
	oldDelete: 'Delete old conversations',
	oldDialog: {
		heading: (n: number) => `Delete ${counted(n, 'conversation', 'conversations')}?`,
		body: (titles: readonly string[], more: number) =>
			`${listed([...titles.map((title) => `“${title}”`), ...(more > 0 ? [`${more} more`] : [])])}. What was asked and answered in them is destroyed: final. Your knowledge stays.`,
		confirm: 'Delete for good'
	},
	oldDone: (n: number) => `${counted(n, 'conversation', 'conversations')} deleted.`,

	modelsHeading: 'Models',
	modelsLead: 'Each can be deleted in Settings and downloaded again.',
	modelsLink: 'Models in Settings',

	largestHeading: 'Largest items',
	largest: 'Largest items',
	noItems: 'There is no knowledge here yet.',
	delete: 'Delete'
} as const;
