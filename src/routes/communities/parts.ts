/** What a tab of a community is handed. */
import type { NodeApi } from '#lib/app/node-api.ts';
import type { CommunitySummary, Overview } from '#lib/app/communities-api.ts';

export interface PartProps {
	readonly id: string;
	readonly node: NodeApi;
	readonly summary: CommunitySummary;
	readonly overview: Overview;
	/** An entry to show and to focus. */
	readonly open?: string;
}
