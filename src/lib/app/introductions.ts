/** Introductions that wait for the person or for the other side, kept as one setting: they are few, and gone within weeks. */
import type { Introduction, Introductions } from '#lib/agent/ports.ts';
import { asPeerId } from '#lib/protocol/identity.ts';
import type { Settings } from '#lib/store/settings.ts';

const SETTING = 'introductions';

export function keptIntroductions(settings: Pick<Settings, 'get' | 'put'>): Introductions {
	let last: Promise<readonly Introduction[]> | undefined;
	const read = (): Promise<readonly Introduction[]> => (last ??= settings.get(SETTING).then(asIntroductions));
	/** In turn: each change sees the one before; one that could not be stored has not happened. */
	async function change(work: (all: readonly Introduction[]) => readonly Introduction[]): Promise<void> {
		const before = read();
		const after = before.then(async (all) => {
			const changed = work(all);
			await settings.put(SETTING, changed);
			return changed;
		});
		last = after.catch(() => before);
		await after;
	}
	return {
		list: read,
		put: (one) => change((all) => [...all.filter(({ id }) => id !== one.id), one].sort(byTime)),
		remove: (gone) => change((all) => all.filter(({ id }) => id !== gone))
	};
}

const byTime = (a: Introduction, b: Introduction): number => a.at - b.at || (a.id < b.id ? -1 : 1);

/** An older version, or a backup, may hold what this one does not know. */
const asIntroductions = (value: unknown): readonly Introduction[] =>
	Array.isArray(value) ? value.flatMap((one: unknown) => asIntroduction(one) ?? []) : [];

const STATES: readonly Introduction['state'][] = ['open', 'accepted', 'declined'];

function asIntroduction(value: unknown): Introduction | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	const of = (name: keyof Introduction): unknown => Reflect.get(value, name);
	const text = (name: keyof Introduction): string | undefined => asText(of(name));
	const [by, peer] = [asPeerId(text('by') ?? ''), asPeerId(text('peer') ?? '')];
	const [id, name, card, words] = [text('id'), text('name'), text('card'), text('words')];
	const [at, expiresAt, certificateSeq] = [of('at'), of('expiresAt'), of('certificateSeq')];
	const state = STATES.find((known) => known === of('state'));
	if (id === undefined || name === undefined || card === undefined || !by || !peer || !state)
		return undefined;
	if (typeof at !== 'number' || typeof expiresAt !== 'number' || typeof certificateSeq !== 'number')
		return undefined;
	return {
		...{ id, by, peer, name, card, certificateSeq, at, expiresAt, state },
		...(words !== undefined && { words })
	};
}

const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
