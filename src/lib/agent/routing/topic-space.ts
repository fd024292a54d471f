/**
 * The space of topics, with an embedder or without: the same cells for the same words, and with a model also for what is
 * said in others. Texts go in, cells come out; nothing is kept of them.
 */
import { NodeError, type Embedder } from '../ports.ts';
import type { Cell, TopicSpace, Weighted } from './cells.ts';
import { openCodebook, type Codebook } from './codebook.ts';
import { ShelfTopics } from './shelf-topics.ts';
import { topicsByMeaning } from './topic-meaning.ts';
import {
	heaviest,
	stemsOf,
	topicsByWords,
	wordCell,
	wordsApart,
	type Read,
	type Votes
} from './topic-words.ts';

export interface Reader {
	/** By words alone where the embedder cannot be had. */
	read(texts: readonly string[]): Promise<readonly Read[]>;
}

const MOST_TOPICS = 3;
const MOST_WORDS = 3;
/** A topic with less than this share of the best one's votes is an echo of it. */
const LEAST_SHARE = 0.35;
/** Less is a guess: a word that many topics share, or a text that lies near to none. */
const LEAST_VOTE = 0.2;
/** What a model's best guess is worth beside a word that only one topic has. */
const MEANING_WORTH = 0.5;
/** Texts read in one go. */
const SLICE = 32;

export function topicSpace(embedder?: Embedder): TopicSpace {
	const reading = topicReader(embedder);
	return {
		async ofQuestion(text) {
			const [read] = await reading.read([text]);
			return read ? cellsOf(read) : [];
		},
		async ofShelf(texts): Promise<readonly Weighted[]> {
			const shelf = new ShelfTopics();
			for (let from = 0; from < texts.length; from += SLICE)
				for (const read of await reading.read(texts.slice(from, from + SLICE))) shelf.add(read);
			return shelf.best();
		}
	};
}

/** What reads texts for a shelf that is fed in slices. The codebook is loaded with the first. */
export function topicReader(embedder?: Embedder): Reader {
	return {
		async read(texts) {
			const codebook = await openCodebook();
			byWords ??= topicsByWords(codebook);
			const ofWords = byWords;
			const stems = texts.map(stemsOf);
			const votes = stems.map(ofWords);
			const meanings = embedder && (await meaningsOf(texts, embedder, codebook));
			return stems.map((one, n) => ({ stems: one, topics: together(votes[n]!, meanings?.[n]) }));
		}
	};
}

async function meaningsOf(
	texts: readonly string[],
	embedder: Embedder,
	codebook: Codebook
): Promise<readonly Votes[] | undefined> {
	try {
		return await (await topicsByMeaning(embedder, codebook)).votes(texts);
	} catch (error) {
		// A question is not kept back because a model is gone.
		if (error instanceof NodeError) return undefined;
		throw error;
	}
}

let byWords: ReturnType<typeof topicsByWords> | undefined;

function together(words: Votes, meaning: Votes | undefined): Votes {
	if (!meaning) return words;
	const votes = new Map(words);
	for (const [cell, vote] of meaning) votes.set(cell, (votes.get(cell) ?? 0) + MEANING_WORTH * vote);
	return votes;
}

/** The topics that stand out, heaviest first. */
function standingOut(votes: Votes, most = MOST_TOPICS): readonly (readonly [Cell, number])[] {
	const best = heaviest(votes, most);
	const least = Math.max(LEAST_VOTE, (best[0]?.[1] ?? 0) * LEAST_SHARE);
	return best.filter(([, vote]) => vote >= least);
}

function cellsOf({ stems, topics }: Read): readonly Cell[] {
	const named = standingOut(topics).map(([cell]) => cell);
	const words = wordsApart(stems, MOST_WORDS).map(({ stem }) => wordCell(stem));
	return [...new Set([...named, ...words])];
}
