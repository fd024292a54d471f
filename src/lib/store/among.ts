import type { ItemFacts } from '#lib/agent/ports.ts';
import type { Among } from './full-text.ts';
import type { Meta } from './items.ts';

/** Which items `allow` lets through: all, none, or the shorter list. The deleted are never let through. */
export function amongThe(
	metas: ReadonlyMap<string, Meta>,
	allow: (item: ItemFacts) => boolean
): 'all' | 'none' | Among {
	const only: string[] = [];
	const except: string[] = [];
	for (const meta of metas.values()) (!meta.deleted && allow(meta) ? only : except).push(meta.id);
	if (only.length === 0) return 'none';
	if (except.length === 0) return 'all';
	return only.length < except.length ? { only } : { except };
}
