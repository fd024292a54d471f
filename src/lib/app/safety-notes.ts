/** What a tab says of itself to the page that it becomes: restoring loads everything anew, and the person should be told what came of it. */
import * as v from 'valibot';

const NAME = 'elmnet-restored';

const note = v.variant('kind', [
	v.object({ kind: v.picklist(['phrase', 'repaired']) }),
	v.object({ kind: v.literal('backup'), added: v.number(), replaced: v.number() })
]);
export type Note = v.InferOutput<typeof note>;

/** No more than counts: it lies in the open. */
export function leaveNote(left: Note): void {
	try {
		sessionStorage.setItem(NAME, JSON.stringify(left));
	} catch {
		// Then the page says nothing; what was done is done.
	}
}

/** The note that was left, once. */
export function takeNote(): Note | null {
	try {
		const left = sessionStorage.getItem(NAME);
		sessionStorage.removeItem(NAME);
		const read = v.safeParse(note, JSON.parse(left ?? 'null'));
		return read.success ? read.output : null;
	} catch {
		return null;
	}
}
