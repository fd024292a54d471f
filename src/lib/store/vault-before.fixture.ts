/** A vault as versions before circles, locks and rotation left it behind: what an update finds. */
import { random } from '../../../tests/contract/store-opening.ts';
import { utf8 } from '#lib/protocol/bytes.ts';
import { keysOfEntropy } from '#lib/protocol/identity.ts';
import type { Database, Sealed } from './database.ts';
import type { Entry } from './items.ts';
import { contentOf, metaOf } from './items.ts';
import { aesKey, wrap } from './sealing.ts';

export interface EarlierVault {
	readonly entropy: Uint8Array;
	seal(kind: string, id: string, value: unknown): Promise<Sealed>;
	/** As `StoredItems` put it. */
	put(entry: Entry): Promise<void>;
}

export async function earlierVault(db: Database): Promise<EarlierVault> {
	const device = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
		'encrypt',
		'decrypt'
	]);
	await db.put('keys', { name: 'wrapping', key: device });
	const entropy = random(16);
	const { vault } = keysOfEntropy(entropy);
	for (const [name, secret] of Object.entries({ entropy, vault }))
		await db.put('secrets', { name, wrapped: await wrap(device, random, name, secret) });
	const wrapper = await aesKey(vault);
	const seal = async (kind: string, id: string, value: unknown): Promise<Sealed> => {
		const dataKey = random(32);
		return {
			key: await wrap(wrapper, random, `key|${id}|${kind}`, dataKey),
			data: await wrap(await aesKey(dataKey), random, `${id}|${kind}`, utf8(JSON.stringify(value)))
		};
	};
	return {
		entropy,
		seal,
		async put({ item, spans }) {
			const { id } = item;
			await db.put('items', { id, revision: 1, meta: await seal('meta', id, metaOf(item)) });
			await db.put('contents', { id, sealed: await seal('content', id, contentOf(item, spans)) });
		}
	};
}
