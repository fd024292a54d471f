/**
 * The models there are for this device: those of the catalogue and the files the person opened, what each needs, and
 * what of it lies here. Nothing is downloaded from a host that was not handed in for it.
 */
import { NodeError } from '#lib/agent/ports.ts';
import { hostsOf, readMirror, recommendedIds, smallerThan, verdictOf } from '#lib/llm/catalogue.ts';
import type { DeviceReport, ModelRecord } from '#lib/llm/models.ts';
import type { Settings } from '#lib/store/settings.ts';
import type { PhaseStep } from './mind-bar.ts';
import { openedRecord, remember, UNSEEN, type OpenedFile, type Remembered } from './mind-memory.ts';
import type { FileHeader, MindParts } from './mind-parts.ts';
import type { ModelOffer } from './node-api.ts';

interface Held {
	readonly bytes: number;
	readonly isWhole: boolean;
}

export interface LibraryDeps {
	readonly parts: MindParts;
	readonly settings: Pick<Settings, 'put' | 'remove'>;
	readonly remembered: Pick<Remembered, 'mirror' | 'opened'>;
	/** Something that the screens show is different now. */
	readonly changed: () => void;
}

export class ModelLibrary {
	#device: DeviceReport = UNSEEN;
	#offers: readonly ModelOffer[] = [];
	#mirror: string;
	#opened: readonly OpenedFile[];
	#looked = false;
	readonly #held = new Map<string, Held>();
	readonly #deleting = new Map<string, Promise<number>>();
	readonly #deps: LibraryDeps;

	constructor(deps: LibraryDeps) {
		this.#deps = deps;
		this.#mirror = deps.remembered.mirror;
		this.#opened = deps.remembered.opened;
	}

	get device(): DeviceReport {
		return this.#device;
	}

	/** Empty until somebody has looked. */
	get offers(): readonly ModelOffer[] {
		return this.#offers;
	}

	get mirror(): string {
		return this.#mirror;
	}

	has(id: string): boolean {
		return this.#records().some((one) => one.id === id);
	}

	/** Throws NodeError('engine-unavailable', 'not-found'). */
	find(id: string): ModelRecord {
		const record = this.#records().find((one) => one.id === id);
		if (!record) throw new NodeError('engine-unavailable', { trouble: 'not-found', detail: id });
		return record;
	}

	/** Looks at the device and at what is stored on it. */
	async look(): Promise<void> {
		const { parts, changed } = this.#deps;
		const files = await parts.files();
		const looks = this.#records().map(async (record) => {
			this.#held.set(record.id, await files.stored(record, this.#mirror));
		});
		[this.#device] = await Promise.all([parts.device(), ...looks]);
		this.#looked = true;
		this.#offer();
		changed();
	}

	/** Throws what keeps this device from running it: before anything is downloaded. */
	async gate(record: ModelRecord): Promise<void> {
		this.#device = await this.#deps.parts.device();
		const verdict = verdictOf(record, this.#device, storedOf(record, await this.held(record)));
		if (verdict !== 'runs') throw new NodeError('engine-unavailable', { trouble: verdict });
	}

	async held(record: ModelRecord): Promise<Held> {
		const held = await (await this.#deps.parts.files()).stored(record, this.#mirror);
		this.#held.set(record.id, held);
		return held;
	}

	/** A smaller one that this device could run instead. */
	async smallerThan(id: string): Promise<string | undefined> {
		if (this.#device === UNSEEN) this.#device = await this.#deps.parts.device();
		return smallerThan(id, this.#device);
	}

	/** Downloads what is missing, from `agreed` hosts alone. */
	async bring(
		record: ModelRecord,
		agreed: readonly string[],
		step: (step: PhaseStep) => void,
		signal: AbortSignal
	): Promise<void> {
		const { parts } = this.#deps;
		await this.#deleting.get(record.id);
		if ((await this.held(record)).isWhole) return;
		const { names } = hostsOf(record, this.#mirror);
		const strange = names.filter((name) => !agreed.includes(name));
		if (strange.length > 0 || names.length === 0)
			throw new NodeError('engine-unavailable', { trouble: 'not-allowed', detail: strange.join(' ') });
		await parts.persist();
		const files = await parts.files();
		try {
			await files.fetch(record, { mirror: this.#mirror, hosts: agreed, tell: step, signal });
		} finally {
			await this.#refresh(record);
		}
	}

	/** Keeps a file of the person's; returns it as a model. */
	async keep(file: File, step: (step: PhaseStep) => void, signal: AbortSignal): Promise<ModelRecord> {
		const { parts, settings } = this.#deps;
		const opened = describe(file, await parts.readHeader(file));
		const { id } = opened;
		await (await parts.files()).keep(id, file, step, signal);
		this.#opened = [...this.#opened.filter((one) => one.id !== id), opened];
		await remember(settings, 'opened', this.#opened);
		const record = openedRecord(opened);
		await this.#refresh(record);
		return record;
	}

	/** Returns the bytes freed. */
	async delete(record: ModelRecord): Promise<number> {
		const { parts, settings } = this.#deps;
		const work = parts.files().then((files) => files.delete(record, this.#mirror));
		const settled = work.finally(() => this.#deleting.delete(record.id));
		this.#deleting.set(record.id, settled);
		const freed = await settled;
		if (record.files.kind === 'opened') {
			this.#opened = this.#opened.filter(({ id }) => id !== record.id);
			await remember(settings, 'opened', this.#opened);
		}
		if (this.#looked) this.#device = await parts.device();
		await this.#refresh(record);
		return freed;
	}

	/** Throws NodeError('engine-unavailable', 'not-found') for what is no address. */
	async setMirror(typed: string): Promise<void> {
		const mirror = typed.trim() === '' ? '' : readMirror(typed);
		if (mirror === undefined)
			throw new NodeError('engine-unavailable', { trouble: 'not-found', detail: typed });
		this.#mirror = mirror;
		await remember(this.#deps.settings, 'mirror', mirror);
		if (this.#looked) await this.look();
	}

	#records(): readonly ModelRecord[] {
		return [...this.#deps.parts.models, ...this.#opened.map(openedRecord)];
	}

	async #refresh(record: ModelRecord): Promise<void> {
		await this.held(record);
		if (!this.#looked) return;
		this.#offer();
		this.#deps.changed();
	}

	#offer(): void {
		const recommended = recommendedIds(this.#device);
		this.#offers = this.#records().flatMap((record): ModelOffer[] => {
			const { id, name, purpose, engine, bytes, memoryBytes, goodFor, licence } = record;
			const held = this.#held.get(id) ?? { bytes: 0, isWhole: false };
			// A file that the browser has cleared can be opened again, and not be downloaded.
			if (record.files.kind === 'opened' && !held.isWhole) return [];
			const offer = {
				...{ id, name, purpose, engine, bytes, memoryBytes, goodFor, licence },
				verdict: verdictOf(record, this.#device, storedOf(record, held)),
				recommended: recommended.includes(id),
				storedBytes: held.bytes,
				isWhole: held.isWhole,
				hosts: hostsOf(record, this.#mirror).names
			};
			return [offer];
		});
	}
}

/** A catalogue's size is only about right: what is whole needs no more room, whatever it says. */
const storedOf = (record: ModelRecord, { bytes, isWhole }: Held): number => (isWhole ? record.bytes : bytes);

/** On the processor every token of a long prompt is waited for; more context than this only takes memory. */
const MAX_OPENED_CONTEXT = 4_096;
/** Beside weights and context: the program and its working memory, about. */
const WORK_BYTES = 100_000_000;

/** The same file opened again is the same model. */
function describe(file: File, header: FileHeader): OpenedFile {
	const fileName = file.name.replace(/\.gguf$/i, '').slice(0, 80);
	const contextTokens = Math.max(1, Math.min(header.contextTokens, MAX_OPENED_CONTEXT));
	return {
		id: `opened-${fileName.replace(/[^\w.-]+/g, '-')}-${file.size}`,
		name: fileName || header.name,
		bytes: file.size,
		memoryBytes: Math.round(file.size + contextTokens * header.bytesPerToken + WORK_BYTES),
		contextTokens
	};
}
