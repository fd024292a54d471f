import type { Item } from '#lib/app/node-api.ts';
import type { Stretch } from './pieces.ts';

/** What lies open over the knowledge. */
export type Open =
	| { readonly kind: 'new'; readonly pasted: string }
	| { readonly kind: 'edit'; readonly item: Item }
	| { readonly kind: 'forget'; readonly id: string; readonly title: string }
	| { readonly kind: 'item'; readonly id: string; readonly span?: Stretch | undefined }
	/** Of everything that is ticked. */
	| { readonly kind: 'who' | 'move' }
	| { readonly kind: 'preview' | 'collections' };
