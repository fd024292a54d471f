/** The kinds of a backup that make up what is known: items with their contents, and evidence about peers. */
import { audiencesOf, type Evidence, type Visibility } from '#lib/agent/ports.ts';
import { alike, countOf, kind, recordsOf, type Kind, type KindDeps } from './backup-kinds.ts';
import { transact } from './database.ts';
import { itemOf, metaOf, type Entry, type Meta } from './items.ts';
import { MAX_EVIDENCE_PER_PEER } from './ledger.ts';

// ---------------------------------------------------------------- items

/**
 * Known here by their facts, title, length and beginning, without opening their contents: words that changed have a new
 * time. An item that lies here is never made visible to more readers: a backup may narrow it, not widen it.
 */
export function items({ items: kept }: KindDeps): Kind {
	return kind<Entry, Meta>({
		group: 'knowledge',
		count: async () => (await kept.metas()).size,
		async *all() {
			for (const batch of batchesOf([...(await kept.metas()).values()])) {
				const entries = batch.map(async ({ id }): Promise<Entry | undefined> => {
					// Deleted ones wait to be forgotten, and one that was forgotten since this began is gone.
					const meta = (await kept.metas()).get(id);
					const content = meta && !meta.deleted ? await kept.content(id, false) : undefined;
					return meta && content && { item: itemOf(meta, content), spans: content.spans };
				});
				for (const entry of await Promise.all(entries)) if (entry) yield entry;
			}
		},
		async look(theirs) {
			const metas = await kept.metas();
			return theirs.map(({ item: { id } }) => {
				const meta = metas.get(id);
				return meta?.deleted ? undefined : meta;
			});
		},
		settled({ item, spans }, here) {
			if (alike(metaOf(item), here)) return 'same';
			if (item.changedAt <= here.changedAt) return 'older';
			return { item: { ...item, visibility: narrower(item.visibility, here.visibility) }, spans };
		},
		put: (entries) => kept.putMany(entries)
	});
}

/** Opened together: enough to be quick, little enough to hold in memory. */
const BATCH_ITEMS = 32;
const BATCH_CHARS = 1_000_000;

function* batchesOf(metas: readonly Meta[]): Generator<readonly Meta[]> {
	let batch: Meta[] = [];
	let chars = 0;
	for (const meta of metas) {
		batch.push(meta);
		chars += meta.chars;
		if (batch.length < BATCH_ITEMS && chars < BATCH_CHARS) continue;
		yield batch;
		batch = [];
		chars = 0;
	}
	yield batch;
}

/** What the backup says, where everybody whom it lets read may read already. */
function narrower(theirs: Visibility, here: Visibility): Visibility {
	const mayAlready = audiencesOf(here);
	return here.to === 'public' || audiencesOf(theirs).every((audience) => mayAlready.includes(audience))
		? theirs
		: here;
}

// ---------------------------------------------------------------- evidence

interface KeptEvidence {
	readonly id: string;
	/** Blinded. */
	readonly about: string;
	readonly evidence: Evidence;
}

/** Evidence never changes: what is here under the same random id is the same. */
export function ledger({ db, vault }: KindDeps): Kind {
	let known: Promise<Set<string>> | undefined;
	const ids = async (): Promise<Set<string>> => {
		const here = new Set<string>();
		for await (const { id } of recordsOf(db, 'ledger')) here.add(id);
		return here;
	};
	return kind<KeptEvidence>({
		group: 'evidence',
		count: () => countOf(db, 'ledger'),
		async *all() {
			for await (const { id, about, sealed } of recordsOf(db, 'ledger'))
				yield { id, about, evidence: await vault.open<Evidence>('evidence', id, sealed) };
		},
		async look(theirs) {
			const here = await (known ??= ids());
			return theirs.map((one) => (here.has(one.id) ? one : undefined));
		},
		settled: () => 'same',
		async put(values) {
			const records = await Promise.all(
				values.map(async ({ id, about, evidence }) => ({
					id,
					about,
					sealed: await vault.seal('evidence', id, evidence)
				}))
			);
			await transact(
				db,
				['ledger'],
				'readwrite',
				async (tx) => {
					const store = tx.objectStore('ledger');
					for (const record of records)
						// Where there is no more room for a peer, what was seen here stays.
						if ((await store.index('about').count(record.about)) < MAX_EVIDENCE_PER_PEER)
							await store.add(record);
				},
				'strict'
			);
			for (const { id } of values) (await known)?.add(id);
		}
	});
}
