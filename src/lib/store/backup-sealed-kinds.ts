/** The kinds of a backup that are sealed records found by one key: matched by that key, the newer of two by what it says of itself. */
import type { Claim, Contact, KeptCommunity, Offender, Talk } from '#lib/agent/ports.ts';
import { equal } from '#lib/protocol/bytes.ts';
import { together, type Voices } from './attestations.ts';
import { alike, countOf, kind, recordsOf, type Kind, type KindDeps } from './backup-kinds.ts';
import type { BackupKind } from './backup-report.ts';
import type { CollectionName } from './collection.ts';
import type { Conversation } from './conversations.ts';
import { transact, type SealedRecord } from './database.ts';
import type { Exchange } from './exchanges.ts';

interface Kept<Value> {
	readonly id: string;
	readonly value: Value;
}

interface Rules<Value> {
	readonly group: BackupKind;
	readonly merged?: (theirs: Value, here: Value) => Value | undefined;
	/** What stands in the clear beside the sealed value. */
	readonly beside?: (value: Value) => object;
	/** What never goes into a backup, nor out of one. */
	readonly leaves?: (kept: Kept<Value>) => boolean;
	/** False for what is not to be added where it is missing. */
	readonly adds?: boolean;
}

/** Where nothing says which of two is newer, what is on this device stays. */
const stays = (): undefined => undefined;

export function sealedKinds(deps: KindDeps): Readonly<Record<Exclude<CollectionName, 'cards'>, Kind>> {
	/** Deleted conversations wait to be forgotten, and their exchanges with them. */
	const gone = new Set<string>();
	return {
		collections: sealed(deps, 'collections', { group: 'collections' }),
		contacts: sealed<Contact>(deps, 'contacts', { group: 'people', merged: laterCertificate }),
		// One that was revoked or used up on the very device that wrote the file is not opened again.
		invites: sealed(deps, 'invites', { group: 'invites', adds: !deps.isFromHere }),
		conversations: sealed<Conversation>(deps, 'conversations', {
			group: 'conversations',
			merged: laterConversation,
			leaves: ({ id, value }) => value.deleted && gone.add(id) !== undefined
		}),
		exchanges: sealed<Exchange>(deps, 'exchanges', {
			group: 'questions',
			leaves: ({ value }) => gone.has(value.conversation),
			beside: ({ conversation }) => ({ conversation })
		}),
		claims: sealed<Claim>(deps, 'claims', { group: 'memory', merged: laterClaim }),
		attestations: sealed<Voices>(deps, 'attestations', { group: 'evidence', merged: everyVoice }),
		communities: sealed<KeptCommunity>(deps, 'communities', {
			group: 'communities',
			merged: bothCommunities
		}),
		talks: sealed<Talk>(deps, 'talks', { group: 'words' }),
		offenders: sealed<Offender>(deps, 'offenders', { group: 'evidence', merged: laterOffence }),
		settings: sealed(deps, 'settings', {
			group: 'settings',
			leaves: ({ id }) => deps.ownSettings.has(id)
		})
	};
}

/** A device that was revoked must not come back with an older backup, nor with an older store. */
const laterCertificate = (theirs: Contact, here: Contact): Contact | undefined =>
	theirs.certificateSeq > here.certificateSeq
		? {
				...here,
				certificateSeq: theirs.certificateSeq,
				...(theirs.card !== undefined && { card: theirs.card })
			}
		: undefined;

/** Of one time, the one that knows of more: a restore that was cut off may have left it half. */
const laterConversation = (theirs: Conversation, here: Conversation): Conversation | undefined =>
	theirs.changedAt > here.changedAt ||
	(theirs.changedAt === here.changedAt && theirs.questions > here.questions)
		? theirs
		: undefined;

/** The person's own wording is not replaced by the agent's. */
const laterClaim = (theirs: Claim, here: Claim): Claim | undefined =>
	touchedAt(theirs) > touchedAt(here) && (theirs.edited || !here.edited) ? theirs : undefined;

/** Every issuer's newest word. */
const everyVoice = (theirs: Voices, here: Voices): Voices | undefined => {
	const all = together(here, theirs);
	return alike(all, here) ? undefined : all;
};

const laterOffence = (theirs: Offender, here: Offender): Offender | undefined =>
	theirs.at > here.at ? theirs : undefined;

/** What was done here stands; keys and invites that only the backup has come along. */
const bothCommunities = (theirs: KeptCommunity, here: KeptCommunity): KeptCommunity | undefined => {
	const epochs = new Map([...theirs.epochs, ...here.epochs].map((epoch) => [epoch.n, epoch]));
	const founding = here.founding ?? theirs.founding;
	const both: KeptCommunity = {
		...here,
		...(founding !== undefined && { founding }),
		epochs: [...epochs.values()].sort((a, b) => a.n - b.n),
		invites: { ...theirs.invites, ...here.invites },
		readTo: Math.max(theirs.readTo, here.readTo)
	};
	return alike(both, here) ? undefined : both;
};

const touchedAt = ({ learntAt, lastUsedAt }: Claim): number => Math.max(learntAt, lastUsedAt);

function sealed<Value>(
	{ db, vault }: KindDeps,
	name: CollectionName,
	{ group, merged = stays, beside, leaves = () => false, adds = true }: Rules<Value>
): Kind {
	/** By which data key each record was sealed when it was looked at last. */
	const looked = new Map<string, Uint8Array | undefined>();
	const opened = async ({ id, sealed }: SealedRecord): Promise<Kept<Value>> => ({
		id,
		value: await vault.open<Value>(name, id, sealed)
	});
	return kind<Kept<Value>>({
		group,
		adds,
		count: () => countOf(db, name),
		async *all() {
			for await (const record of recordsOf(db, name)) {
				const kept = await opened(record);
				if (!leaves(kept)) yield kept;
			}
		},
		async look(theirs) {
			const records = await transact(db, [name], 'readonly', (tx) =>
				Promise.all(theirs.map(({ id }) => tx.objectStore(name).get(id)))
			);
			looked.clear();
			theirs.forEach(({ id }, n) => looked.set(id, records[n]?.sealed.key));
			return Promise.all(records.map(async (record) => record && opened(record)));
		},
		settled(theirs, here) {
			if (alike(theirs.value, here.value)) return 'same';
			const value = merged(theirs.value, here.value);
			return value === undefined ? 'older' : { id: here.id, value };
		},
		async put(values) {
			const records = await Promise.all(
				values.map(async ({ id, value }) => ({
					id,
					sealed: await vault.seal(name, id, value),
					...beside?.(value)
				}))
			);
			await transact(
				db,
				[name],
				'readwrite',
				async (tx) => {
					const store = tx.objectStore(name);
					for (const record of records)
						if (sameKey((await store.get(record.id))?.sealed.key, looked.get(record.id)))
							await store.put(record);
				},
				'strict'
			);
		}
	});
}

const sameKey = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
	a === undefined || b === undefined ? a === b : equal(a, b);
