/** English: engines, and what can be wrong with one. What the Settings page says beside it is in models.ts. */
import type { EngineKind, EngineTrouble } from '#lib/app/node-api.ts';

/** What is wrong, and the one next step. */
export interface TroubleWords {
	readonly what: string;
	readonly next: string;
}

export const troubleWords: Record<EngineTrouble, TroubleWords> = {
	'no-gpu': {
		what: 'This browser offers no graphics processor (WebGPU) to pages.',
		next: 'Take a model for the processor (CPU), or use a current Chrome, Edge or Safari with graphics acceleration switched on.'
	},
	'no-f16': {
		what: 'This device’s graphics cannot compute with half precision (shader-f16), which this model needs.',
		next: 'Take a model without that need; the list marks them.'
	},
	'gpu-limits': {
		what: 'This device’s graphics cannot hold pieces as large as this model needs.',
		next: 'Take a smaller model.'
	},
	memory: {
		what: 'The memory did not suffice.',
		next: 'Close other tabs and programs and try again, or take a smaller model.'
	},
	'gpu-lost': {
		what: 'The browser took the graphics processor away, often because it ran out of memory.',
		next: 'Try again; if it happens again, take a smaller model.'
	},
	'no-room': {
		what: 'There is not enough room on this device for this model.',
		next: 'Delete a model you do not use, free some space on the device, or take a smaller model.'
	},
	unsupported: {
		what: 'This browser cannot run this kind of model.',
		next: 'Take another engine, or a current Chrome or Edge.'
	},
	interrupted: {
		what: 'The network was cut.',
		next: 'What has come is kept. Try again when you are online; it goes on where it stopped.'
	},
	'host-busy': {
		what: 'The server that has it is busy or does not work just now.',
		next: 'What has come is kept. Try again in a few minutes, or set a mirror.'
	},
	'not-found': {
		what: 'The file is not where it should be.',
		next: 'It may have moved. Take another model, or check the mirror’s address.'
	},
	damaged: {
		what: 'The file is damaged: it is not what its maker published, or no model at all.',
		next: 'Delete it and load it again, or take another file.'
	},
	'not-allowed': {
		what: 'Something is still to be downloaded, and you have not agreed to contact its host.',
		next: 'Load it again under Settings, Model: you are asked before anything is contacted.'
	},
	crashed: {
		what: 'The engine stopped by itself.',
		next: 'Try again; if it happens again, take a smaller model.'
	},
	stalled: {
		what: 'The engine said nothing for too long and was ended.',
		next: 'Try again, or take a smaller model.'
	},
	'too-long': {
		what: 'This is more text than the model can read at once.',
		next: 'Ask a shorter question, or take a model with a larger context.'
	},
	cancelled: {
		what: 'You cancelled it.',
		next: 'What was downloaded is kept for the next time.'
	},
	closed: {
		what: 'The engine was closed while it was writing.',
		next: 'Ask again.'
	},
	'endpoint-down': {
		what: 'Nothing answers at this address.',
		next: 'Start the model server, or check the address and the port.'
	},
	'endpoint-cors': {
		what: 'The server is running, but it does not let this page in (CORS).',
		next: 'Start it so that it allows this page’s address.'
	},
	'endpoint-model': {
		what: 'The server answers, but it does not have this model.',
		next: 'Check the server again and choose one of the models it lists.'
	},
	'endpoint-key': {
		what: 'The server wants a key, or a different one.',
		next: 'Enter the key that the server was given.'
	},
	'endpoint-answer': {
		what: 'Something answers at this address, but not the way an OpenAI-compatible server does.',
		next: 'Check the address; it often ends in /v1.'
	},
	'endpoint-mixed': {
		what: 'The browser does not let a page on https talk to a server on plain http elsewhere.',
		next: 'Run the model server on this device (localhost), or reach it over https.'
	}
};

/** The same under an answer, where the words for Settings would speak of another thing. */
export const troubleWordsInAnswer: Partial<Record<EngineTrouble, TroubleWords>> = {
	interrupted: {
		what: 'The network was cut.',
		next: 'What was written before stands. Ask again when the connection is back.'
	},
	'endpoint-down': {
		what: 'The model server does not answer.',
		next: 'Start it, or take another engine under Settings, Model.'
	},
	'endpoint-cors': {
		what: 'The model server does not let this page in.',
		next: 'The line that helps is under Settings, Model.'
	},
	'endpoint-model': {
		what: 'The model server no longer has this model.',
		next: 'Choose another under Settings, Model.'
	},
	'endpoint-key': {
		what: 'The model server wants a key, or a different one.',
		next: 'Enter it under Settings, Model.'
	}
};

/** The names of the radios: stable. */
export const engineNames: Record<EngineKind, string> = {
	quotes: 'Quotes, no model',
	webllm: 'On this device’s graphics (WebGPU)',
	cpu: 'On this device’s processor (CPU)',
	'built-in': 'The browser’s built-in model',
	http: 'A model server (OpenAI-compatible)'
};
