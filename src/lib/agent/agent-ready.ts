/** Everything that asking others, and answering them, loads when it is first needed, at once and ahead of the need. */
import type { Inside } from './inside.ts';

/** Rejects where something cannot be loaded now; what was loaded stays. */
export async function loadAll({ cellsOf, holdings }: Pick<Inside, 'cellsOf' | 'holdings'>): Promise<void> {
	await Promise.all([
		...[import('./ask.ts'), import('./feedback.ts'), import('./replies.ts'), import('./writing.ts')],
		...[import('./answer.ts'), import('./answerer.ts'), import('./referring.ts')],
		...[
			import('./admission.ts'),
			import('./heard.ts'),
			import('./strangers.ts'),
			import('./correspondents.ts')
		],
		...[import('./finding-more.ts'), import('./finding-judged.ts'), import('./routing/topic-words.ts')],
		cellsOf('elm'),
		holdings.on([0], ['public'])
	]);
}
