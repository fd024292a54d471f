/** What the mind keeps between visits. Each value's shape is checked when it is read: an older version may have written it. */
import * as v from 'valibot';
import type { DeviceReport, ModelRecord } from '#lib/llm/models.ts';
import type { Settings } from '#lib/store/settings.ts';
import type { EngineChoice } from './node-api.ts';

const words = v.pipe(v.string(), v.maxLength(2_000));

const choiceShape = v.variant('engine', [
	v.object({ engine: v.literal('quotes') }),
	v.object({ engine: v.picklist(['webllm', 'cpu']), model: words }),
	v.object({ engine: v.literal('built-in') }),
	v.object({ engine: v.literal('http'), url: words, model: words, key: v.exactOptional(words) })
]);

/** A file the person opened, as its header described it. */
const openedShape = v.object({
	id: words,
	name: words,
	bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
	memoryBytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
	contextTokens: v.pipe(v.number(), v.integer(), v.minValue(1))
});

export type OpenedFile = v.InferOutput<typeof openedShape>;

export const QUOTES: EngineChoice = { engine: 'quotes' };

/** What is known before anybody has looked. */
export const UNSEEN: DeviceReport = {
	secure: true,
	gpu: null,
	wasm: 'none',
	builtIn: 'none',
	persisted: false,
	cores: 1,
	camera: false,
	phone: false
};

export interface Remembered {
	/** The last that was ready. */
	readonly choice: EngineChoice;
	readonly mirror: string;
	/** An embedder's id, or empty. */
	readonly embedder: string;
	/** The choice that was being loaded when this was written, where nothing has ended it since. */
	readonly wasLoading: EngineChoice | undefined;
	readonly opened: readonly OpenedFile[];
}

const shapes = {
	choice: choiceShape,
	mirror: words,
	embedder: words,
	wasLoading: choiceShape,
	opened: v.pipe(v.array(openedShape), v.maxLength(100))
} as const;

const names = {
	choice: 'mind-choice',
	mirror: 'mind-mirror',
	embedder: 'mind-embedder',
	wasLoading: 'mind-was-loading',
	opened: 'mind-opened'
} as const satisfies Record<keyof typeof shapes, string>;

/** What cannot be read is as if it had never been set. */
export async function recall(settings: Pick<Settings, 'get'>): Promise<Remembered> {
	const [choice, mirror, embedder, wasLoading, opened] = await Promise.all([
		read(settings, 'choice'),
		read(settings, 'mirror'),
		read(settings, 'embedder'),
		read(settings, 'wasLoading'),
		read(settings, 'opened')
	]);
	return {
		choice: choice ?? QUOTES,
		mirror: mirror ?? '',
		embedder: embedder ?? '',
		wasLoading,
		opened: opened ?? []
	};
}

async function read<Name extends keyof typeof shapes>(
	settings: Pick<Settings, 'get'>,
	name: Name
): Promise<v.InferOutput<(typeof shapes)[Name]> | undefined> {
	const found = v.safeParse(shapes[name], await settings.get(names[name]));
	return found.success ? found.output : undefined;
}

export async function remember<Name extends keyof Remembered>(
	settings: Pick<Settings, 'put' | 'remove'>,
	name: Name,
	value: Remembered[Name]
): Promise<void> {
	if (value === undefined) await settings.remove(names[name]);
	else await settings.put(names[name], value);
}

/** An opened file as a model for the CPU engine. */
export const openedRecord = (file: OpenedFile): ModelRecord => ({
	...file,
	purpose: 'writes',
	engine: 'cpu',
	files: { kind: 'opened' },
	goodFor: 'opened',
	licence: ''
});
