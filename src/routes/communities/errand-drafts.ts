/** The steps of a plan while the person changes them. */
import type { CommunitySummary } from '#lib/app/communities-api.ts';
import { writtenText } from '#lib/app/community-said.ts';
import type { Around, Article, PlannedStep } from '#lib/app/errand-plan.ts';
import type { StepToSend, Where } from '#lib/app/errands-api.ts';
import type { PeerSummary, Visibility } from '#lib/app/node-api.ts';
import { errands } from '#lib/ui/text/errands.ts';
import { mayPost } from './around.ts';

export interface Draft {
	readonly kind: StepToSend['kind'];
	/** Of a place; empty where none is chosen. */
	place: string;
	text: string;
	isRaw: boolean;
	readonly from?: string;
}

/** Something of the person's own to be shared, and who can see it so far. */
export interface Chosen {
	readonly article: Article;
	readonly visibility: Visibility;
}

const keyOf = (where: Where): string => (where.to === 'community' ? `c/${where.id}` : `p/${where.peer}`);

/** Everywhere an errand may go, by key. */
export function placesIn({ communities, contacts }: Around): ReadonlyMap<string, Where> {
	const places: readonly Where[] = [
		...communities.map(({ id, name }) => ({ to: 'community' as const, id, name })),
		...contacts.map(({ peer, name }) => ({ to: 'person' as const, peer, name }))
	];
	return new Map(places.map((where) => [keyOf(where), where]));
}

export function aroundOf(
	communities: readonly CommunitySummary[],
	contacts: readonly PeerSummary[],
	here: string | undefined
): Around {
	return {
		communities: communities.flatMap(({ id, name, mine }) =>
			mayPost({ mine: mine === 'left' || mine === 'removed' ? 'none' : mine }) ? [{ id, name }] : []
		),
		contacts: contacts.map(({ peer, name }) => ({ peer, name })),
		...(here !== undefined && { here })
	};
}

export const draftOf = ({ kind, where, text, isRaw, from }: PlannedStep): Draft => ({
	...{ kind, text, isRaw, place: where ? keyOf(where) : '' },
	...(from !== undefined && { from })
});

/** What is sent, or in words what is missing. */
export function stepsOf(
	drafts: readonly Draft[],
	places: ReadonlyMap<string, Where>
): readonly StepToSend[] | string {
	if (drafts.length === 0) return errands.plan.noSteps;
	const steps: StepToSend[] = [];
	for (const [n, { kind, place, text, from }] of drafts.entries()) {
		const where = places.get(place);
		if (!where) return errands.plan.missingWhom(n + 1);
		if (writtenText(text) === '') return errands.plan.missingWords(n + 1);
		steps.push({ kind, where, text, ...(from !== undefined && { from }) });
	}
	return steps;
}
