/** What to say of something that went wrong while a model was chosen, opened or deleted. */
import { engineTroubleOf } from '#lib/app/mind-trouble.ts';
import { troubleOf } from '#lib/app/trouble.ts';
import { troubleWords, type TroubleWords } from '#lib/ui/text/mind.ts';
import { text } from '#lib/ui/text.ts';

/** Undefined where the person ended it: they know. */
export function wordsFor(thrown: unknown): TroubleWords | undefined {
	const trouble = engineTroubleOf(thrown);
	if (trouble === 'cancelled') return undefined;
	if (trouble) return troubleWords[trouble];
	return { what: text.frame.trouble[troubleOf(thrown)], next: '' };
}
