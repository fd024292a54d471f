/**
 * The models there are to choose from, where their files lie, and which of them a device can run. Sizes are about; what
 * a download really takes is known once it has begun. Files whose hash is written here are pinned to one revision.
 */
import { nameLoopback } from './hosts.ts';
import type { DeviceReport, ModelRecord, Verdict } from './models.ts';

const MIB = 2 ** 20;
const MB = 1e6;
const HUB = 'https://huggingface.co';
/** Compiled programs, of the version that the installed WebLLM loads. */
const LIBS = 'https://raw.githubusercontent.com/mlc-ai/binary-mlc-llm-libs/main/web-llm-models/v0_2_86/base';

/** What WebLLM asks of every device, whatever the model: a smaller one it refuses. */
const LEAST_BUFFER_BYTES = 128 * MIB;

type About = Pick<ModelRecord, 'id' | 'name' | 'bytes' | 'goodFor' | 'licence'> & { readonly rank?: number };

const about = (
	id: string,
	name: string,
	bytes: number,
	goodFor: ModelRecord['goodFor'],
	licence: string,
	rank?: number
): About => ({ id, name, bytes, goodFor, licence, ...(rank !== undefined && { rank }) });

/** `memory` in WebLLM's own figures (`vram_required_MB`); `lib` without its ending. */
const webllm = (
	model: About,
	lib: string,
	memory: number,
	needs: ModelRecord['needs'] = {}
): ModelRecord => ({
	...model,
	purpose: 'writes',
	engine: 'webllm',
	files: { kind: 'mlc', base: `${HUB}/mlc-ai/${model.id}`, lib: `${LIBS}/${lib}-webgpu.wasm` },
	memoryBytes: Math.round(memory * MIB),
	contextTokens: 4096,
	needs: { storageBufferBytes: LEAST_BUFFER_BYTES, ...needs }
});

/** In memory it is its file and what it notes of the text so far. */
const cpu = (model: About, path: string, sha256?: string): ModelRecord => ({
	...model,
	purpose: 'writes',
	engine: 'cpu',
	files: { kind: 'gguf', url: `${HUB}/${path}`, ...(sha256 !== undefined && { sha256 }) },
	memoryBytes: Math.round(model.bytes * 1.2) + 128 * MIB,
	contextTokens: 2048
});

const potion = (model: About): ModelRecord => ({
	...model,
	purpose: 'embeds',
	engine: 'static',
	files: { kind: 'static', base: `${HUB}/minishlab/${model.id}/resolve/main` },
	memoryBytes: 2 * model.bytes + 16 * MIB,
	contextTokens: 512
});

const F16 = { f16: true } as const;
const LLAMA = 'Llama 3.2 Community License';
const APACHE = 'Apache-2.0';

/** Ids never change their meaning: they stand in people's settings. */
export const models: readonly ModelRecord[] = [
	webllm(
		about('Llama-3.2-1B-Instruct-q4f16_1-MLC', 'Llama 3.2 1B', 711 * MB, 'balanced', LLAMA, 1),
		'Llama-3.2-1B-Instruct-q4f16_1_cs1k',
		879.04,
		F16
	),
	webllm(
		about('Qwen2.5-1.5B-Instruct-q4f16_1-MLC', 'Qwen 2.5 1.5B', 885 * MB, 'thorough', APACHE),
		'Qwen2-1.5B-Instruct-q4f16_1_cs1k',
		1629.75,
		F16
	),
	webllm(
		about('Qwen3-1.7B-q4f16_1-MLC', 'Qwen 3 1.7B', 985 * MB, 'thorough', APACHE),
		'Qwen3-1.7B-q4f16_1_cs1k',
		2036.66,
		// Its word table, 151,936 × 2,048 half bytes, is bound as one buffer.
		{ ...F16, storageBufferBytes: 155_582_464 }
	),
	webllm(
		about('SmolLM2-360M-Instruct-q4f16_1-MLC', 'SmolLM2 360M', 210 * MB, 'phone', APACHE, 3),
		'SmolLM2-360M-Instruct-q4f16_1_cs1k',
		376.06,
		F16
	),
	webllm(
		about('Llama-3.2-1B-Instruct-q4f32_1-MLC', 'Llama 3.2 1B (no f16)', 788 * MB, 'balanced', LLAMA, 2),
		'Llama-3.2-1B-Instruct-q4f32_1_cs1k',
		1128.82
	),
	webllm(
		about('SmolLM2-360M-Instruct-q4f32_1-MLC', 'SmolLM2 360M (no f16)', 233 * MB, 'phone', APACHE, 4),
		'SmolLM2-360M-Instruct-q4f32_1_cs1k',
		579.61
	),
	cpu(
		about('SmolLM2-360M-Instruct-Q8_0', 'SmolLM2 360M', 386_404_992, 'quick', APACHE, 1),
		'HuggingFaceTB/SmolLM2-360M-Instruct-GGUF/resolve/593b5a2e04c8f3e4ee880263f93e0bd2901ad47f/smollm2-360m-instruct-q8_0.gguf',
		'48ab3034d0dd401fbc721eb1df3217902fee7dab9078992d66431f09b7750201'
	),
	cpu(
		about('SmolLM2-135M-Instruct-Q8_0', 'SmolLM2 135M', 145 * MB, 'phone', APACHE, 2),
		'bartowski/SmolLM2-135M-Instruct-GGUF/resolve/09816acd5d99df7be770d85ea30822623dab342c/SmolLM2-135M-Instruct-Q8_0.gguf'
	),
	cpu(
		about('Qwen3-0.6B-Q8_0', 'Qwen 3 0.6B', 639_446_688, 'balanced', APACHE),
		'Qwen/Qwen3-0.6B-GGUF/resolve/23749fefcc72300e3a2ad315e1317431b06b590a/Qwen3-0.6B-Q8_0.gguf',
		'9465e63a22add5354d9bb4b99e90117043c7124007664907259bd16d043bb031'
	),
	cpu(
		about('Llama-3.2-1B-Instruct-Q4_K_M', 'Llama 3.2 1B', 807_694_464, 'thorough', LLAMA),
		'bartowski/Llama-3.2-1B-Instruct-GGUF/resolve/067b946cf014b7c697f3654f621d577a3e3afd1c/Llama-3.2-1B-Instruct-Q4_K_M.gguf',
		'6f85a640a97cf2bf5b8e764087b1e83da0fdb51d7c9fab7d0fece9385611df83'
	),
	potion(about('potion-base-8M', 'Potion 8M', 31 * MB, 'search', 'MIT', 1)),
	potion(about('potion-base-2M', 'Potion 2M', 8 * MB, 'search', 'MIT', 2)),
	{
		...webllm(
			about('snowflake-arctic-embed-s-q0f32-MLC-b4', 'Arctic Embed S', 139 * MB, 'search', APACHE),
			'snowflake-arctic-embed-s-q0f32-ctx512_cs512_batch4',
			238.71
		),
		// The files are the same for every batch size, and so is their folder.
		files: {
			kind: 'mlc',
			base: `${HUB}/mlc-ai/snowflake-arctic-embed-s-q0f32-MLC`,
			lib: `${LIBS}/snowflake-arctic-embed-s-q0f32-ctx512_cs512_batch4-webgpu.wasm`
		},
		purpose: 'embeds',
		contextTokens: 512
	}
];

/** Of the device's memory a model may take so much: the page, the browser and other tabs want to live too. */
const MEMORY_SHARE = 0.6;
/** Left free on the device after a download. */
const ROOM_SHARE = 0.05;
const LEAST_ROOM_BYTES = 32 * MIB;

/** What a download of `bytes` needs to be free before it begins. */
export const roomFor = (bytes: number): number => Math.ceil(bytes * (1 + ROOM_SHARE)) + LEAST_ROOM_BYTES;

/** Models whose numbers are half as wide need a GPU that has them; not every record says so, but every name does. */
export const needsF16 = ({ id, engine, needs }: ModelRecord): boolean =>
	engine === 'webllm' && (needs?.f16 === true || /q\df16/.test(id));

/** Whether this device can run it, and else the first thing that it lacks. `storedBytes` lie on the device already. */
export function verdictOf(record: ModelRecord, device: DeviceReport, storedBytes = 0): Verdict {
	// Files are kept in Cache Storage, which only a secure page has.
	if (!device.secure) return 'unsupported';
	if (record.engine === 'cpu' && device.wasm === 'none') return 'unsupported';
	if (record.engine === 'webllm') {
		if (!device.gpu) return 'no-gpu';
		if (needsF16(record) && !device.gpu.f16) return 'no-f16';
		if ((record.needs?.storageBufferBytes ?? 0) > device.gpu.storageBufferBytes) return 'gpu-limits';
	}
	if (record.memoryBytes > (device.memoryBytes ?? Infinity) * MEMORY_SHARE) return 'memory';
	const missing = record.files.kind === 'opened' ? 0 : Math.max(0, record.bytes - storedBytes);
	if (missing > 0 && roomFor(missing) > (device.roomBytes ?? Infinity)) return 'no-room';
	return 'runs';
}

/**
 * The ones to take when in doubt: the best that writes for each engine, and the best that embeds. On a phone the best
 * made for phones; never a model on a GPU that is only software.
 */
export function recommendedIds(device: DeviceReport): readonly string[] {
	const ranked = models
		.filter((record) => record.rank !== undefined && verdictOf(record, device) === 'runs')
		.filter(({ engine }) => engine !== 'webllm' || device.gpu?.isFallback === false)
		.sort((a, b) => unfit(a, device) - unfit(b, device) || (a.rank ?? 0) - (b.rank ?? 0));
	const best = [
		ranked.find(({ engine, purpose }) => purpose === 'writes' && engine === 'webllm'),
		ranked.find(({ engine, purpose }) => purpose === 'writes' && engine === 'cpu'),
		ranked.find(({ purpose }) => purpose === 'embeds')
	];
	return best.flatMap((record) => (record ? [record.id] : []));
}

const unfit = ({ purpose, goodFor }: ModelRecord, { phone }: DeviceReport): number =>
	phone && purpose === 'writes' && goodFor !== 'phone' ? 1 : 0;

/** The same model in numbers half as wide, which is as good and smaller. */
const inF16 = (id: string): string => id.replace(/(q\d)f32/, '$1f16');

/**
 * The largest that this device runs and that takes less memory than `id`, of the same engine, in f16 where the device
 * has it; else the best of the processor's. For a model that is not in the catalogue (a file the person opened) the smallest of the processor's.
 */
export function smallerThan(id: string, device: DeviceReport): string | undefined {
	const record = models.find((model) => model.id === id);
	const below = record?.memoryBytes ?? Infinity;
	const running = models
		.filter(({ purpose, memoryBytes }) => purpose === (record?.purpose ?? 'writes') && memoryBytes < below)
		.filter((model) => verdictOf(model, device) === 'runs');
	const smaller = running
		.filter((model) => !running.some((other) => other !== model && other.id === inF16(model.id)))
		.sort((a, b) => b.memoryBytes - a.memoryBytes);
	if (!record) return smaller.findLast(({ engine }) => engine === 'cpu')?.id;
	const same = smaller.find(({ engine }) => engine === record.engine);
	const others = smaller.filter(({ engine, rank }) => engine !== 'webllm' && rank !== undefined);
	return (same ?? others.sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))[0])?.id;
}

/** A mirror as it is kept and compared, without a slash at its end; undefined for what is no http(s) address. */
export function readMirror(text: string): string | undefined {
	const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
	if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined;
	nameLoopback(url);
	return url.origin + url.pathname.replace(/\/+$/, '');
}

/** Where a public file is asked for: at the mirror, where there is one, under the same path. */
export function addressOf(url: string, mirror: string): string {
	const base = readMirror(mirror);
	if (base === undefined) return url;
	const { pathname, search } = new URL(url);
	return base + pathname + search;
}

/** `to` for the worker that downloads, `names` for the people who agree to it. Both empty for what is opened from a file. */
export interface Hosts {
	readonly to: readonly string[];
	readonly names: readonly string[];
}

/** The hub sends on to hosts of its own that hold the bytes; their names change. */
const HUB_HOSTS: Hosts = { to: [HUB, 'https://*.hf.co'], names: ['huggingface.co', '*.hf.co'] };

export function hostsOf({ files }: Pick<ModelRecord, 'files'>, mirror: string): Hosts {
	if (files.kind === 'opened') return { to: [], names: [] };
	const base = readMirror(mirror);
	const urls =
		files.kind === 'mlc' ? [files.base, files.lib] : [files.kind === 'gguf' ? files.url : files.base];
	const each = (base === undefined ? urls : [base]).map((url): Hosts => {
		const { origin, host } = new URL(url);
		return origin === HUB ? HUB_HOSTS : { to: [origin], names: [host] };
	});
	return { to: each.flatMap(({ to }) => to), names: each.flatMap(({ names }) => names) };
}
