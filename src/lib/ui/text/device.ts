/** English: what the device can do, and what helps where it lacks something (Settings). */
import type { DeviceReport } from '#lib/app/node-api.ts';
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
