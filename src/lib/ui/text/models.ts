/** English: choosing what writes the answers (Settings). */
import type { ModelOffer, Verdict } from '#lib/app/node-api.ts';
import type { ServerKind } from '#lib/app/endpoint.ts';
import { duration, partOf, speed } from '../amounts.ts';
import { counted, size } from '../format.ts';

export const models = {
	heading: 'Model',
	lead: 'What writes the answers. Search, sources and citations stay the same whichever you take.',
	engine: 'Engine',
	about: {
		quotes: 'Answers with the sentences that answer, word for word. Nothing to download; works everywhere.',
		webllm: 'The fastest on this device. The model is downloaded once and then works offline.',
		cpu: 'Slower, and works without a graphics processor. Also for a model file of your own.',
		'built-in': 'A model that some browsers bring along.',
		http: 'Ollama, llama.cpp, LM Studio or a hosted one. Your questions and the sources found go to that server.'
	},
	answers: (name: string) => `${name} answers now.`,
	quotesAnswer: 'Quotes answer now.',
	meanwhile: (name: string) => (name === '' ? 'Quotes answer meanwhile.' : `${name} answers meanwhile.`),

	list: 'Models',
	recommended: 'Recommended',
	running: 'Answers now',
	inUse: 'In use',
	here: 'On this device',
	partly: (stored: number) => `${size(stored)} here already`,
	goodFor: {
		phone: 'Small: for phones and old devices. Short, simple sentences.',
		quick: 'Quick to load, good at short answers.',
		balanced: 'The best mix of speed and good sentences.',
		thorough: 'Writes best, loads longest.',
		search: 'Finds what means the same in other words.',
		opened: 'A file that you opened.'
	} satisfies Record<ModelOffer['goodFor'], string>,
	facts: ({ bytes, memoryBytes, licence, isWhole }: ModelOffer) =>
		[
			isWhole ? `${size(bytes)} stored` : `${size(bytes)} to download`,
			`takes ${size(memoryBytes)} of memory`,
			...(licence === '' ? [] : [licence])
		].join(' · '),
	verdicts: {
		runs: '',
		'no-gpu': 'Needs WebGPU, which this browser does not offer.',
		'no-f16': 'Needs half precision (shader-f16), which this graphics processor does not have.',
		'gpu-limits': 'Needs larger pieces of graphics memory than this device gives.',
		memory: 'Needs more memory than this device has.',
		'no-room': 'Needs more room than is free on this device. Delete something first.',
		unsupported: 'This browser cannot run it.'
	} satisfies Record<Verdict, string>,
	notHere: (n: number) => `${counted(n, 'model', 'models')} that this device cannot run`,
	noneHere: 'This device runs none of these.',
	/** Where one thing keeps all of them away. */
	noneHereFor: ({ verdict, purpose }: ModelOffer) =>
		`${models.verdicts[verdict]}${purpose === 'writes' && verdict !== 'no-room' ? ' Take another engine.' : ''}`,
	load: (name: string) => `Load ${name}`,
	delete: (name: string) => `Delete ${name}`,
	deleted: (name: string, freed: number) => `Deleted ${name}: ${size(freed)} freed.`,

	download: {
		heading: (name: string) => `Download ${name}?`,
		hosts: 'Your browser will contact:',
		/** Of `*.domain`. */
		under: (domain: string) => `servers under ${domain}`,
		what: 'They see your network address and which model you take, nothing else.',
		size: (bytes: number, stored: number) =>
			stored > 0 ? `${size(bytes)}, of which ${size(stored)} are here already` : `About ${size(bytes)}`,
		time: (ms: number, bytesPerSecond: number) =>
			`About ${duration(ms)} at the ${speed(bytesPerSecond)} measured before`,
		timeUnknown: (ms: number) => `About ${duration(ms)} on a line of 5 MB/s`,
		room: (bytes: number | undefined) => (bytes === undefined ? 'Not known' : `${size(bytes)} free here`),
		sizeName: 'Size',
		timeName: 'Time',
		roomName: 'Room',
		once: 'It is downloaded once, kept on this device and can be deleted here.',
		download: 'Download'
	},
	loading: {
		bar: (name: string) => `Loading ${name}`,
		phases: {
			download: 'Downloading',
			check: 'Checking the files',
			open: 'Reading it into memory',
			compile: 'Preparing it for this device'
		},
		bytes: (done: number, of: number) => partOf(done, of),
		speed: (bytesPerSecond: number) => speed(bytesPerSecond),
		left: (ms: number) => `${duration(ms)} left`,
		stalled: 'Nothing has come for a while; waiting for the network',
		waiting: 'Waiting for its turn'
	},
	failed: {
		heading: (name: string) => `${name} is not loaded`,
		died: (name: string) => `The tab was closed or ended while ${name} was being loaded.`,
		diedNext: 'That often means that the memory did not suffice. Take a smaller model, or try again.',
		diedDownloading: (name: string) => `The tab was closed while ${name} was being downloaded.`,
		diedDownloadingNext: 'What has come is kept; the download goes on where it stopped.',
		again: 'Try again',
		deleteAgain: 'Delete and try again',
		smaller: (name: string) => `Take ${name} instead`,
		detail: 'What the program said'
	},

	file: 'Model file (GGUF)',
	fileHint: 'A copy is kept in this browser, so that it is there the next time. Nothing is uploaded.',
	mirror: {
		summary: 'Download from another place',
		label: 'Mirror',
		hint: 'An address that holds the same files under the same paths, such as one in your own network. Empty: the public hosts.',
		save: 'Save mirror',
		saved: 'Saved',
		wrong: 'That is not an address. It begins with https:// or http://.'
	},

	builtIn: {
		none: 'This browser has no model of its own.',
		noneNext: 'Some desktop versions of Chrome and Edge bring one along. Take another engine here.',
		downloadable:
			'This browser has one and has not downloaded it yet. It will contact its maker for it, and needs several gigabytes.',
		ready: 'It is here and ready.',
		use: 'Use the built-in model'
	},

	endpoint: {
		address: 'Server address',
		addressHint: 'Such as http://localhost:11434 for Ollama, :8080 for llama.cpp, :1234 for LM Studio.',
		key: 'Key',
		keyHint:
			'Only if the server wants one. It is kept encrypted on this device and sent to this server alone.',
		check: 'Check',
		checking: 'Asking the server…',
		found: (n: number) => `The server is there and has ${counted(n, 'model', 'models')}.`,
		none: 'The server is there and has no model yet.',
		model: 'Model',
		modelHint: 'The server lists none here. Type the name that it knows its model by.',
		use: 'Use this model',
		kinds: {
			ollama: 'Ollama',
			'llama.cpp': 'llama.cpp',
			'lm-studio': 'LM Studio',
			other: 'Another server'
		} satisfies Record<ServerKind, string>,
		copy: 'Copy line',
		said: 'In detail'
	},

	try: {
		summary: 'Try it',
		box: 'Words to continue',
		hint: 'The words go to the model as they are. Nothing of it is kept.',
		start: 'Try',
		stop: 'Stop',
		output: 'What it writes',
		done: (tokens: number, perSecond: number) =>
			`${counted(tokens, 'token', 'tokens')}, ${perSecond.toFixed(1)} tokens/s`,
		stopped: 'Stopped.'
	},

	meaning: {
		heading: 'Search by meaning',
		lead: 'A second, small model that finds notes which say the same in other words. It does not write.',
		off: 'Switch off',
		unused: 'Off: notes are found by their words.'
	}
} as const;
