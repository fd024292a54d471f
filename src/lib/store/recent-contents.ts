/** Contents opened lately, up to a bound in characters: the same few items are read again and again while one asks. */
import type { Content } from './items.ts';

const KEPT_CHARS = 8_000_000;

export interface RecentContents {
	get(id: string): Content | undefined;
	keep(id: string, content: Content): void;
	drop(id: string): void;
	/** How often something was dropped because it changed. */
	readonly changes: number;
}

export function recentContents(): RecentContents {
	const recent = new Map<string, Content>();
	let chars = 0;
	let changes = 0;
	const remove = (id: string): void => {
		chars -= recent.get(id)?.text.length ?? 0;
		recent.delete(id);
	};
	return {
		get(id) {
			const content = recent.get(id);
			if (!content) return undefined;
			// Back to the young end: a Map remembers the order of insertion.
			recent.delete(id);
			recent.set(id, content);
			return content;
		},
		keep(id, content) {
			remove(id);
			if (content.text.length > KEPT_CHARS) return;
			recent.set(id, content);
			chars += content.text.length;
			for (const oldest of recent.keys()) {
				if (chars <= KEPT_CHARS) break;
				remove(oldest);
			}
		},
		drop(id) {
			changes++;
			remove(id);
		},
		get changes() {
			return changes;
		}
	};
}
