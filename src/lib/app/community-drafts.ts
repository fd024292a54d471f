/**
 * What my agent would say: written from what a community and my own notes know, for the person to change and to send. Where
 * no model writes, what was found is quoted.
 */
import { passageHash } from '#lib/agent/citations.ts';
import { composed, ownFound, writtenAtOnce, type Found as Source } from '#lib/agent/compose.ts';
import type { CommunityDesk, Found } from '#lib/agent/community/views.ts';
import type { CitedSource, Exchange } from '#lib/agent/events.ts';
import { mayRead } from '#lib/agent/policy.ts';
import type { AgentDeps } from '#lib/agent/inside.ts';
import { terms } from '#lib/agent/terms.ts';
import { modelWriting } from '#lib/agent/writing.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { MAX_POST_CHARS, MAX_SOURCES } from '#lib/protocol/limits.ts';
import type { CommunitiesApi, Draft } from './communities-api.ts';

/** Entries and passages that are read for one draft. */
const HITS = 12;

export type DraftsApi = Pick<CommunitiesApi, 'draftAnswer' | 'draftSummary'>;

export type DraftsDeps = Pick<AgentDeps, 'engine' | 'quotes' | 'shelf' | 'random'> & {
	readonly me: PeerId;
	readonly desk: Pick<CommunityDesk, 'threads'>;
	readonly search: (community: string, text: string, most: number) => Promise<readonly Found[]>;
};

export function draftsFor(deps: DraftsDeps): DraftsApi {
	const { me, desk, search, shelf, engine, quotes, random } = deps;

	async function drafted(
		question: string,
		pool: readonly Source[]
	): Promise<Pick<Exchange, 'parts' | 'sources'>> {
		const never = new AbortController().signal;
		const quoted = composed(await writtenAtOnce(quotes, question, pool, never), pool);
		const chosen = engine();
		if (chosen.contextTokens === 0) return quoted;
		let last: Pick<Exchange, 'parts' | 'sources'> = quoted;
		const show = (draft: Pick<Exchange, 'parts' | 'sources'>): void => void (last = draft);
		for await (const _ of modelWriting(chosen, question, pool, quoted, random, show, never));
		return last;
	}

	function asDraft({ parts, sources }: Pick<Exchange, 'parts' | 'sources'>, found: readonly Found[]): Draft {
		const said = parts.flatMap((part) => {
			if (part.kind === 'cite') return [];
			return [part.kind === 'quote' ? `${part.text.trim()}\n\n` : part.text];
		});
		const used = new Set(sources.flatMap(({ community }) => (community ? [community.entry] : [])));
		return {
			text: said.join('').trim().slice(0, MAX_POST_CHARS),
			sources: found.filter(({ entry }) => used.has(entry)).slice(0, MAX_SOURCES)
		};
	}

	return {
		async draftAnswer(id, thread) {
			const asked = (await desk.threads(id, { most: 1, thread })).threads[0];
			if (!asked) return { text: '', sources: [] };
			const question = `${asked.title} ${asked.text}`.trim();
			const found = (await search(id, question, HITS)).filter(({ within }) => within !== thread);
			// Only what all who will read the answer may read: a draft is sent with one press.
			const reader = { peer: '' as PeerId, contact: false, communities: [id] };
			const own = await shelf.search(terms(question), {
				allow: ({ visibility }) => mayRead(visibility, reader),
				limit: HITS,
				meaning: question
			});
			const pool = [...ownFound(own, me), ...sourcesOf(found, id, '')];
			return asDraft(await drafted(question, pool), found);
		},
		async draftSummary(id, title) {
			const found = await search(id, title, HITS);
			return asDraft(await drafted(title, sourcesOf(found, id, '')), found);
		}
	};
}

/** Entries as sources of an answer. Each is signed by its author, or it would not be there. */
export function sourcesOf(found: readonly Found[], id: string, community: string): readonly Source[] {
	const best = Math.max(...found.map(({ score }) => score), Number.MIN_VALUE);
	return found.map(({ entry, title, text, author, name, at, score }) => ({
		author,
		authorName: name,
		title: [community, title].filter((part) => part !== '').join(': '),
		text,
		hash: passageHash(text),
		verification: 'verified' satisfies CitedSource['verification'],
		madeAt: at,
		community: { id, entry },
		relevance: Math.max(0, Math.min(1, score / best)),
		quotes: []
	}));
}
