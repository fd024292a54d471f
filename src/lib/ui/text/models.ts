/** English: what the device can do, and choosing what writes the answers (Settings). */
import type { DeviceReport, ModelOffer, Verdict } from '#lib/app/node-api.ts';
import type { ServerKind } from '#lib/app/mind-screen.svelte.ts';
import { duration, partOf, speed } from '../amounts.ts';
import { count, counted, size } from '../format.ts';

/** One thing that a device has, lacks, or has only in part. */
export interface DeviceLine {
	readonly name: string;
	readonly state: 'good' | 'partly' | 'missing';
	readonly words: string;
	/** What helps, where something does. */
	readonly remedy?: string;
}

const GIB = 2 ** 30;

export const device = {
	heading: 'What your device can do',
	lead: 'Elmnet works without any of this: the agent then answers with quotes. A model needs more.',
	looking: 'Looking…',
	again: 'Look again',
	list: 'What your device can do',
	states: { good: 'Yes', partly: 'In part', missing: 'No' },
	lines: (report: DeviceReport, usedBytes: number | undefined): readonly DeviceLine[] => [
		report.secure
			? {
					name: 'Secure origin',
					state: 'good',
					words: 'The page came over a secure connection, so keys and models can be kept.'
				}
			: {
					name: 'Secure origin',
					state: 'missing',
					words: 'The page did not come over a secure connection.',
					remedy: 'Open the same address with https:// in front.'
				},
		graphics(report),
		halfPrecision(report),
		memory(report),
		storage(report, usedBytes),
		report.camera
			? { name: 'Camera', state: 'good', words: 'There is one, to scan the code of an invite.' }
			: {
					name: 'Camera',
					state: 'missing',
					words: 'None was found.',
					remedy: 'Invites work without one: open or paste the link.'
				},
		builtIn(report),
		processor(report)
	]
} as const;

function graphics({ gpu }: DeviceReport): DeviceLine {
	const name = 'WebGPU';
	if (!gpu)
		return {
			name,
			state: 'missing',
			words: 'This browser offers no graphics processor to pages.',
			remedy:
				'Use a current Chrome, Edge or Safari and switch graphics acceleration on in its settings; or take a model for the processor (CPU).'
		};
	const adapter = gpu.name || 'a graphics processor without a name';
	if (gpu.isFallback)
		return {
			name,
			state: 'partly',
			words: `Only in software (${adapter}): models run, far too slowly to wait for.`,
			remedy:
				'Switch graphics acceleration on in the browser’s settings, or take a model for the processor (CPU).'
		};
	return { name, state: 'good', words: `${adapter}; pieces of up to ${size(gpu.storageBufferBytes)} fit.` };
}

function halfPrecision({ gpu }: DeviceReport): DeviceLine {
	const name = 'Half precision (shader-f16)';
	if (gpu?.f16)
		return {
			name,
			state: 'good',
			words: 'The graphics processor computes with it: models are smaller and faster.'
		};
	return {
		name,
		state: 'missing',
		words: gpu
			? 'The graphics processor does not have it.'
			: 'There is no graphics processor that could have it.',
		remedy: 'Models marked “no f16” do without.'
	};
}

function memory({ memoryBytes }: DeviceReport): DeviceLine {
	const name = 'Memory';
	if (memoryBytes === undefined)
		return {
			name,
			state: 'partly',
			words: 'This browser does not say how much there is.',
			remedy: 'Begin with a small model.'
		};
	const words = `About ${count(Math.round(memoryBytes / GIB))} GB, as far as the browser says.`;
	if (memoryBytes >= 4 * GIB) return { name, state: 'good', words };
	return { name, state: 'partly', words, remedy: 'Take a small model and close other tabs while it runs.' };
}

function storage({ roomBytes, persisted }: DeviceReport, usedBytes: number | undefined): DeviceLine {
	const used = usedBytes === undefined ? '' : `${size(usedBytes)} used. `;
	const room =
		roomBytes === undefined ? 'The browser does not say how much is free.' : `${size(roomBytes)} free.`;
	const name = 'Storage';
	if (persisted) return { name, state: 'good', words: `${used}${room} The browser promised to keep it.` };
	return {
		name,
		state: 'partly',
		words: `${used}${room} The browser may clear it when space runs low.`,
		remedy: 'Visiting often, or installing Elmnet, makes the browser keep it.'
	};
}

function builtIn({ builtIn }: DeviceReport): DeviceLine {
	const name = 'Built-in model';
	if (builtIn === 'ready')
		return { name, state: 'good', words: 'This browser brings a model along, and it is ready.' };
	if (builtIn === 'downloadable')
		return {
			name,
			state: 'partly',
			words: 'This browser has a model of its own that it would download first.'
		};
	return {
		name,
		state: 'missing',
		words: 'This browser brings none along.',
		remedy: 'Some desktop versions of Chrome and Edge do.'
	};
}

function processor({ wasm, cores }: DeviceReport): DeviceLine {
	const name = 'WebAssembly';
	const counts = counted(cores, 'core', 'cores');
	if (wasm === 'fast') return { name, state: 'good', words: `Models can run on the processor (${counts}).` };
	if (wasm === 'slow')
		return {
			name,
			state: 'partly',
			words: `Models can run on the processor (${counts}), with a slower program that this browser needs.`
		};
	return {
		name,
		state: 'missing',
		words: 'This browser cannot run models on the processor.',
		remedy: 'Update it, or use a current Firefox, Chrome, Edge or Safari.'
	};
}

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
	load: (name: string) => `Load ${name}`,
	delete: (name: string) => `Delete ${name}`,
	deleted: (name: string, freed: number) => `Deleted ${name}: ${size(freed)} freed.`,

	download: {
		heading: (name: string) => `Download ${name}?`,
		hosts: 'Your browser will contact:',
		what: 'They see your network address and which model you take, nothing else.',
		size: (bytes: number, stored: number) =>
			stored > 0 ? `${size(bytes)}, of which ${size(stored)} are here already` : `About ${size(bytes)}`,
		time: (ms: number, bytesPerSecond: number) =>
			`about ${duration(ms)} at the ${speed(bytesPerSecond)} measured before`,
		timeUnknown: (ms: number) => `about ${duration(ms)} at 5 MB/s; your speed is shown once it has begun`,
		room: (bytes: number | undefined) => (bytes === undefined ? 'not known' : `${size(bytes)} free`),
		sizeName: 'Size',
		timeName: 'Time',
		roomName: 'Room on this device',
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
