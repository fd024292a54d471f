/** Whom the person does not want to meet, and about whom they asked a contact, kept as one setting. */
import { asPeerId, type PeerId } from '#lib/protocol/identity.ts';
import type { Settings } from '#lib/store/settings.ts';

const SETTING = 'meeting';
/** The oldest make room: by then they may have another card. */
const MOST_KEPT = 1_000;

export interface KeptMeeting {
	/** Oldest first. */
	readonly dismissed: readonly PeerId[];
	readonly asked: readonly PeerId[];
}

export const keptMeeting = async (settings: Pick<Settings, 'get'>): Promise<KeptMeeting> => {
	const kept = await settings.get(SETTING);
	return { dismissed: peersIn(kept, 'dismissed'), asked: peersIn(kept, 'asked') };
};

/** One change after the other is the caller's to see to. */
export async function keepMeeting(
	settings: Pick<Settings, 'get' | 'put'>,
	list: keyof KeptMeeting,
	peer: PeerId
): Promise<void> {
	const kept = await keptMeeting(settings);
	const all = [...kept[list].filter((one) => one !== peer), peer].slice(-MOST_KEPT);
	await settings.put(SETTING, { ...kept, [list]: all });
}

/** An older version, or a backup, may hold something else. */
function peersIn(kept: unknown, list: keyof KeptMeeting): readonly PeerId[] {
	if (typeof kept !== 'object' || kept === null) return [];
	const value: unknown = Reflect.get(kept, list);
	return Array.isArray(value)
		? value.flatMap((one: unknown) => (typeof one === 'string' ? (asPeerId(one) ?? []) : []))
		: [];
}
