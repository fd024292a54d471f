/** What the screens may ask about the recovery phrase, the passphrase and the keys, and what they are told of them. */

/** After how many minutes without input the tabs lock; 0 for never. */
export type AutoLockMinutes = 0 | 5 | 15 | 60;
export const AUTO_LOCK_MINUTES: readonly AutoLockMinutes[] = [5, 15, 60, 0];

export interface SafetyState {
	/** When the person showed that they have the recovery phrase; null: not yet. */
	readonly phraseConfirmedAt: number | null;
	/** A passphrase is asked for at every start. */
	readonly passphrase: boolean;
	readonly autoLockMinutes: AutoLockMinutes;
	/** When the vault key of now was made; null where that is not known. */
	readonly keysMadeAt: number | null;
	/** While the keys are being changed: how many records are under the new one. */
	readonly changing: { readonly done: number; readonly all: number } | null;
}

export interface SafetyApi {
	/** From then on `safety` in the state is known, and a passphrase locks by itself. */
	lookAtSafety(): Promise<void>;
	/** The twelve words, a space between them. */
	recoveryPhrase(): Promise<string>;
	/** The person has shown that they have it. */
	confirmPhrase(): Promise<void>;
	/**
	 * Erases what this browser holds and begins anew as whom the phrase makes: final. All tabs load again. Does nothing
	 * where the phrase is this identity's own. The phrase must have been read (`readPhrase`).
	 */
	restoreIdentity(phrase: string): Promise<'same' | 'restored'>;
	/** Null for none. Throws NodeError('passphrase-wrong') where `current` is not it. */
	setPassphrase(next: string | null, current: string | null): Promise<void>;
	setAutoLock(minutes: AutoLockMinutes): Promise<void>;
	/** All tabs load anew: everything opened leaves their memory, and where there is a passphrase they ask for it. */
	lockNow(): Promise<void>;
	/** Puts every record under a new vault key; progress is in the state. Resolves with the number of records. */
	changeKeys(): Promise<number>;
}

export const SAFETY_CALLS = [
	'lookAtSafety',
	'recoveryPhrase',
	'confirmPhrase',
	'restoreIdentity',
	'setPassphrase',
	'setAutoLock',
	'lockNow',
	'changeKeys'
] as const satisfies readonly (keyof SafetyApi)[];
