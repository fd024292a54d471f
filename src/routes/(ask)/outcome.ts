/** What came of a question, in sentences: for the empty answer, and for what is still to come or went wrong. */
import type { Exchange, RouteStop, StopState } from '#lib/app/node-api.ts';
import type { Trouble } from '#lib/app/trouble.ts';
import { route as routeWords } from '#lib/ui/text/route.ts';
import { text } from '#lib/ui/text.ts';

export const isRunning = ({ state }: Exchange): boolean =>
	state === 'searching' || state === 'asking' || state === 'writing';

const nameOf = (stop: RouteStop): string => stop.name || text.frame.unnamed;

/** A question left for a sleeper that the server did not take, or that nobody read in time. */
export const isStuck = ({ state, delivery, refusedWhy }: RouteStop): boolean =>
	(state === 'mailed' || state === 'unreachable') &&
	(refusedWhy !== undefined || delivery === 'refused' || delivery === 'expired');

/** Whoever a letter is stuck on its way to has words of their own, loaded when there are any. */
const namesIn = (exchange: Exchange, state: StopState): string[] =>
	exchange.route.filter((stop) => stop.state === state && !isStuck(stop)).map(nameOf);

/** The peers that have said something, of those asked. */
export const answeredOf = ({ route }: Exchange): number =>
	route.filter(({ state }) => state === 'answered' || state === 'answering' || state === 'incomplete').length;

/** One sentence in place of an answer; undefined where there is one, may still be, or failed: `failureOf` says why. */
export function emptyOutcome(exchange: Exchange, itemsKnown: number): string | undefined {
	const words = text.ask.outcome;
	if (exchange.parts.length > 0 || isRunning(exchange)) return undefined;
	if (exchange.state === 'stopped') return words.stoppedEmpty;
	if (exchange.state === 'failed') return undefined;
	const { route } = exchange;
	if (route.length === 0) {
		if (!exchange.askedOthers) return `${words.nothingOwn} ${words.own}`;
		if (exchange.messages) return routeWords.nobodyKnew;
		return itemsKnown === 0 ? words.untaught : words.nothingNobody;
	}
	const heard = route.filter(({ state }) => state === 'nothing').length;
	return heard === route.length ? words.nothingAsked(heard) : words.nothingYet(route.length, heard);
}

/** What else the person should know, in the order of its weight. */
export function footnotes(exchange: Exchange): string[] {
	const words = text.ask.outcome;
	const notes: string[] = [];
	const { fellBack, read } = exchange;
	if (fellBack) notes.push(text.ask.fellBack[fellBack]);
	if (read && !fellBack) notes.push(text.ask.read(read.passages, read.of));
	const add = (state: StopState, say: (names: readonly string[]) => string): void => {
		const names = namesIn(exchange, state);
		if (names.length > 0) notes.push(say(names));
	};
	if (exchange.state === 'stopped' && exchange.parts.length > 0) notes.push(words.stopped);
	if (isRunning(exchange)) return notes;
	add('incomplete', words.incomplete);
	add('mailed', words.mailed);
	if (exchange.parts.length === 0) {
		add('silent', words.silent);
		add('declined', words.declined);
		add('unreachable', words.unreachable);
	}
	return notes;
}

/** What went wrong, where it is not an engine's trouble: those have words of their own, loaded when one is met. */
export const failureOf = ({ failure = '' }: Exchange): string | undefined =>
	Object.hasOwn(text.frame.trouble, failure) ? text.frame.trouble[failure as Trouble] : undefined;

/** Who wrote the prose; nothing where quotes stand. A model of a server says where: "llama3.2 at localhost:11434". */
export function writerOf({ writtenBy, fellBack }: Exchange): string | undefined {
	if (writtenBy === undefined || fellBack) return undefined;
	return / at \S+$/.test(writtenBy) ? text.ask.writtenAt(writtenBy) : text.ask.writtenBy(writtenBy);
}

/** The words under a question while its answer is on the way. */
export function progressWords(exchange: Exchange): string | undefined {
	const words = text.ask.states;
	switch (exchange.state) {
		case 'searching':
			return words.searching;
		case 'asking': {
			const names = namesIn(exchange, 'waiting');
			const isHeard = exchange.route.every(({ state }) => state !== 'waiting' && state !== 'answering');
			if (isHeard && exchange.route.length > 0) return routeWords.lookingOn;
			return names.length > 0 && names.length <= 3 ? words.asking(names) : words.askingNobody;
		}
		case 'writing':
			return words.writing;
		case 'done':
		case 'stopped':
		case 'failed':
			return undefined;
	}
}
