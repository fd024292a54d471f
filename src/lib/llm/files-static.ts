/** Fetches the two files of a static embedder, each whole and checked by what stands in it. */
import { jsonCheck, safetensorsCheck } from './files-checks.ts';
import {
	fileOf,
	PART_BYTES,
	OWN,
	readAbout,
	STATIC_FILES,
	sizeOf,
	writeAbout,
	type About,
	type StaticFile
} from './files-cache.ts';
import { checkRoom, inFours, store, type Desk } from './files-desk.ts';

const checks = {
	'model.safetensors': safetensorsCheck,
	'tokenizer.json': jsonCheck
} as const satisfies Record<StaticFile, unknown>;

export interface StaticModel {
	readonly id: string;
	/** The folder, without a slash at its end; the mirror is in its place already. */
	readonly base: string;
	/** About. */
	readonly bytes: number;
}

/** Throws NodeError('engine-unavailable') with its trouble. */
export async function fetchStatic(
	{ id, base, bytes }: StaticModel,
	desk: Desk,
	signal: AbortSignal
): Promise<void> {
	const cache = await desk.caches.open(OWN);
	if ((await readAbout(cache, id))?.isWhole === true) return;
	const about: About = {
		id,
		kind: 'static',
		from: base,
		total: 0,
		partBytes: PART_BYTES,
		isWhole: false
	};
	await checkRoom(desk, bytes);
	desk.meter.begin('download', 0, bytes);
	await writeAbout(cache, about);
	await inFours(STATIC_FILES, signal, (name, signal) =>
		store(cache, `${base}/${name}`, { key: fileOf(id, name), check: checks[name] }, desk, signal)
	);
	const sizes = await Promise.all(STATIC_FILES.map((name) => sizeOf(cache, fileOf(id, name))));
	const total = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
	await writeAbout(cache, { ...about, total, isWhole: true });
	desk.meter.expect(total - bytes);
	desk.meter.say();
}
