/** The kinds of a backup that make up the mail: letters and messages on their way, and what guards against replays. */
import type { DeliveryState } from '#lib/agent/ports.ts';
import { base64url, fromBase64url } from '#lib/protocol/bytes.ts';
import { alike, countOf, kind, recordsOf, type Kind, type KindDeps } from './backup-kinds.ts';
import { transact, type Schema } from './database.ts';
import { mayMove, waits } from './delivery.ts';
import type { SealedLetter } from './outbox.ts';
import { mergedWindows } from './sequence-window.ts';

interface KeptSecret {
	readonly name: string;
	readonly secret: string;
}

export function inboxKeys({ vault: { secrets } }: KindDeps): Kind {
	const get = async (name: string): Promise<KeptSecret | undefined> => {
		const secret = await secrets.get(name);
		return secret && { name, secret: base64url(secret) };
	};
	return kind<KeptSecret>({
		group: 'mail',
		count: async () => (await secrets.names('inbox/')).length,
		async *all() {
			for (const name of await secrets.names('inbox/')) {
				const kept = await get(name);
				if (kept) yield kept;
			}
		},
		look: (theirs) => Promise.all(theirs.map(({ name }) => get(name))),
		settled: (theirs, here) => (theirs.secret === here.secret ? 'same' : 'older'),
		async put(values) {
			for (const { name, secret } of values) await secrets.put(name, fromBase64url(secret));
		}
	});
}

interface KeptLetter {
	readonly id: string;
	readonly state: DeliveryState;
	readonly expiresAt: number;
	readonly letter: SealedLetter;
}

/** A letter only moves on: delivered here, it is not sent again. */
export function letters({ db, vault }: KindDeps): Kind {
	const opened = async ({
		id,
		state,
		expiresAt,
		sealed
	}: Schema['outbox']['value']): Promise<KeptLetter> => ({
		...{ id, expiresAt, state: state as DeliveryState },
		letter: await vault.open<SealedLetter>('letter', id, sealed)
	});
	return kind<KeptLetter>({
		group: 'mail',
		count: () => countOf(db, 'outbox'),
		async *all() {
			for await (const record of recordsOf(db, 'outbox')) yield await opened(record);
		},
		async look(theirs) {
			const records = await transact(db, ['outbox'], 'readonly', (tx) =>
				Promise.all(theirs.map(({ id }) => tx.objectStore('outbox').get(id)))
			);
			return Promise.all(records.map(async (record) => record && opened(record)));
		},
		settled: (theirs, here) =>
			alike(theirs, here)
				? 'same'
				: mayMove(here.state, theirs.state)
					? { ...here, state: theirs.state }
					: 'older',
		async put(values) {
			const records = await Promise.all(
				values.map(async ({ letter, ...clear }) => ({
					...clear,
					sealed: await vault.seal('letter', clear.id, letter),
					...(waits(clear.state) && { waitsFor: await vault.blind('reader', letter.to) })
				}))
			);
			await transact(
				db,
				['outbox'],
				'readwrite',
				async (tx) => {
					const outbox = tx.objectStore('outbox');
					for (const record of records) {
						const now = await outbox.get(record.id);
						if (!now || mayMove(now.state as DeliveryState, record.state)) await outbox.put(record);
					}
				},
				'strict'
			);
		}
	});
}

interface KeptMessage {
	/** Blinded. */
	readonly id: string;
	readonly envelope: string;
	readonly expiresAt: number;
}

/** Messages that have not had their effect. Seen here and not there any more: it was had, and is not had again. */
export function messages({ db, vault }: KindDeps, told: Set<string>): Kind {
	return kind<KeptMessage>({
		group: 'mail',
		count: () => countOf(db, 'inbox'),
		async *all() {
			for await (const { id, sealed } of recordsOf(db, 'inbox')) {
				const [seen, bytes] = await Promise.all([
					transact(db, ['seen'], 'readonly', (tx) => tx.objectStore('seen').get(id)),
					vault.openBytes('inbox', id, sealed)
				]);
				// What is no longer known as seen has expired.
				if (!seen) continue;
				told.add(id);
				yield { id, envelope: base64url(bytes), expiresAt: seen.expiresAt };
			}
		},
		look: (theirs) =>
			transact(db, ['seen'], 'readonly', async (tx) => {
				const keys = await Promise.all(theirs.map(({ id }) => tx.objectStore('seen').getKey(id)));
				return theirs.map((one, n) => (keys[n] === undefined ? undefined : one));
			}),
		settled: () => 'same',
		async put(values) {
			const records = await Promise.all(
				values.map(async ({ id, envelope, expiresAt }) => ({
					expiresAt,
					message: { id, sealed: await vault.sealBytes('inbox', id, fromBase64url(envelope)) }
				}))
			);
			await transact(
				db,
				['seen', 'inbox'],
				'readwrite',
				async (tx) => {
					for (const { message, expiresAt } of records) {
						if (await tx.objectStore('seen').getKey(message.id)) continue;
						await tx.objectStore('seen').put({ id: message.id, expiresAt });
						await tx.objectStore('inbox').add(message);
					}
				},
				'strict'
			);
		}
	});
}

type Seen = Schema['seen']['value'];

/** Of all the others: a message on its way says itself that it was seen (`told`). */
export function seen({ db }: KindDeps, told: ReadonlySet<string>): Kind {
	return kind<Seen>({
		group: 'mail',
		count: () => countOf(db, 'seen'),
		async *all() {
			for await (const one of recordsOf(db, 'seen', 1_024)) if (!told.has(one.id)) yield one;
		},
		look: (theirs) =>
			transact(db, ['seen'], 'readonly', (tx) =>
				Promise.all(theirs.map(({ id }) => tx.objectStore('seen').get(id)))
			),
		settled: () => 'same',
		put: (values) =>
			transact(
				db,
				['seen'],
				'readwrite',
				async (tx) => {
					for (const one of values) await tx.objectStore('seen').put(one);
				},
				'strict'
			)
	});
}

interface KeptWindow {
	/** Blinded. */
	readonly id: string;
	readonly high: number;
	readonly bits: string;
}

/** What was seen on either side stays seen: a replay that one of them would refuse is refused. */
export function windows({ db }: KindDeps): Kind {
	const plain = ({ id, high, bits }: Schema['windows']['value']): KeptWindow => ({
		...{ id, high },
		bits: base64url(bits)
	});
	const asWindow = ({ high, bits }: KeptWindow) => ({ high, bits: fromBase64url(bits) });
	return kind<KeptWindow>({
		group: 'mail',
		count: () => countOf(db, 'windows'),
		async *all() {
			for await (const record of recordsOf(db, 'windows')) yield plain(record);
		},
		look: (theirs) =>
			transact(db, ['windows'], 'readonly', async (tx) => {
				const records = await Promise.all(theirs.map(({ id }) => tx.objectStore('windows').get(id)));
				return records.map((record) => record && plain(record));
			}),
		settled(theirs, here) {
			if (alike(theirs, here)) return 'same';
			const { high, bits } = mergedWindows(asWindow(theirs), asWindow(here));
			const merged = { id: here.id, high, bits: base64url(bits) };
			return alike(merged, here) ? 'older' : merged;
		},
		put: (values) =>
			transact(
				db,
				['windows'],
				'readwrite',
				async (tx) => {
					for (const one of values) {
						const now = await tx.objectStore('windows').get(one.id);
						const window = now ? mergedWindows(asWindow(one), now) : asWindow(one);
						await tx.objectStore('windows').put({ id: one.id, ...window });
					}
				},
				'strict'
			)
	});
}

type Numbered = Schema['counters']['value'];

/** The next mail number per reader: never one that was given out. */
export function numbers({ db }: KindDeps): Kind {
	return kind<Numbered>({
		group: 'mail',
		count: () => countOf(db, 'counters'),
		async *all() {
			for await (const record of recordsOf(db, 'counters')) if (record.name.startsWith('seq/')) yield record;
		},
		look: (theirs) =>
			transact(db, ['counters'], 'readonly', (tx) =>
				Promise.all(theirs.map(({ name }) => tx.objectStore('counters').get(name)))
			),
		settled: (theirs, here) =>
			theirs.value === here.value ? 'same' : theirs.value > here.value ? theirs : 'older',
		put: (values) =>
			transact(
				db,
				['counters'],
				'readwrite',
				async (tx) => {
					const counters = tx.objectStore('counters');
					for (const { name, value } of values)
						await counters.put({ name, value: Math.max(value, (await counters.get(name))?.value ?? 0) });
				},
				'strict'
			)
	});
}
