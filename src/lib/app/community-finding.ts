/**
 * Finding communities: what the person is interested in becomes topics, and the topics are looked for in the servers'
 * directories, hidden among others. Nothing is published and no text leaves the device. Loaded with the first look.
 */
import type { Society } from '#lib/agent/community/society-port.ts';
import type { CommunityDirectory, Contacts, Embedder, KeptCommunity } from '#lib/agent/ports.ts';
import { isTopic, type Cell } from '#lib/agent/routing/cells.ts';
import { nameOf, openCodebook, type Codebook } from '#lib/agent/routing/codebook.ts';
import { matchOf } from '#lib/agent/routing/topic-match.ts';
import { topicSpace } from '#lib/agent/routing/topic-space.ts';
import type { CommunityCard } from '#lib/protocol/community-card.ts';
import { decodeCommunityLink } from '#lib/protocol/community-link.ts';
import { MAX_QUESTION_CELLS, MAX_QUESTION_CHARS } from '#lib/protocol/limits.ts';
import { isRefusal } from '#lib/protocol/refusal.ts';
import type { CommunityFinds, FoundCommunity } from './community-finding-api.ts';

export interface FindingDeps {
	readonly directory: Pick<CommunityDirectory, 'findCommunities'>;
	readonly society: Pick<Society, 'list'>;
	readonly contacts: Pick<Contacts, 'list'>;
	/** Absent: by words alone. */
	readonly embedder: () => Embedder | undefined;
}

export async function findCommunities(text: string, deps: FindingDeps): Promise<CommunityFinds> {
	const codebook = await openCodebook();
	const cells = await topicsIn(text.slice(0, MAX_QUESTION_CHARS), codebook, deps.embedder());
	const topics = namesOf(cells, codebook);
	if (cells.length === 0) return { outcome: 'no-topic', topics, communities: [] };
	const cards = await deps.directory.findCommunities(cells);
	if (!cards) return { outcome: 'no-directory', topics, communities: [] };
	const kept = new Map((await deps.society.list()).map((one) => [one.id, one]));
	const communities = (await inOrder(cards, cells, deps)).map((card) =>
		shown(card, kept.get(card.body.community), codebook)
	);
	return { outcome: 'looked', topics, communities };
}

/** What is called as a topic is that topic; the rest is read as a question is. Words that are no topic are not asked for. */
async function topicsIn(
	text: string,
	codebook: Codebook,
	embedder: Embedder | undefined
): Promise<readonly Cell[]> {
	const byName = new Map(codebook.topics.map(({ cell, name }) => [name.toLocaleLowerCase(), cell]));
	const parts = text.split(/[,;\n]/).map((part) => part.trim());
	const called = (part: string): Cell | undefined => byName.get(part.toLocaleLowerCase());
	const named = parts.map(called).filter((cell) => cell !== undefined);
	const rest = parts.filter((part) => called(part) === undefined).join('\n');
	const read = rest.trim() === '' ? [] : await topicSpace(embedder).ofQuestion(rest);
	return [...new Set([...named, ...read.filter(isTopic)])].slice(0, MAX_QUESTION_CELLS);
}

/**
 * The best fitting first, those of one community together and a contact's before a stranger's; of whom my person blocked none.
 * All who list a community are kept: anybody may claim its id, so none may hide another.
 */
async function inOrder(
	cards: readonly CommunityCard[],
	cells: readonly Cell[],
	{ contacts }: Pick<FindingDeps, 'contacts'>
): Promise<readonly CommunityCard[]> {
	const standing = new Map((await contacts.list()).map((one) => [one.peer, one.standing]));
	const strangeness = ({ from }: CommunityCard): number => (standing.get(from) === 'accepted' ? 0 : 1);
	const together = new Map<string, CommunityCard[]>();
	const fitting = cards
		.filter(({ from }) => standing.get(from) !== 'blocked')
		.map((card) => ({ card, match: matchOf(cells, card.body.topics) }))
		.sort((a, b) => b.match - a.match);
	for (const { card } of fitting) {
		const { community } = card.body;
		together.set(community, [...(together.get(community) ?? []), card]);
	}
	return [...together.values()].flatMap((same) => same.sort((a, b) => strangeness(a) - strangeness(b)));
}

function shown(
	{ from, body }: CommunityCard,
	kept: KeptCommunity | undefined,
	codebook: Codebook
): FoundCommunity {
	const { community, name, about = '', joining, members } = body;
	const link = decodeCommunityLink(body.link);
	const mine = kept?.standing === 'in' || kept?.standing === 'asking' ? kept.standing : 'no';
	return {
		...{ community, name, about, joining, members, by: from, mine, link: body.link },
		byName: isRefusal(link) ? '' : (link.from ?? ''),
		topics: namesOf(
			body.topics.map(({ cell }) => cell),
			codebook
		)
	};
}

const namesOf = (cells: readonly Cell[], codebook: Codebook): readonly string[] =>
	cells.flatMap((cell) => (isTopic(cell) ? (nameOf(codebook, cell)?.topic ?? []) : []));
