/** What is shown of a community's content: the items as they stand, with the names their authors go by now. */
import type { EntryId } from '../../protocol/entry.ts';
import type { PeerId } from '../../protocol/identity.ts';
import type { Held } from './log.ts';
import type { Content, Item, ThreadItem } from './reduce.ts';
import type {
	Edit,
	Gathering,
	Page,
	Reaction,
	Reply,
	Said,
	SharedFile,
	Shown,
	Summary,
	Thread,
	Threads,
	ThreadsWanted,
	Unread
} from './views.ts';

export type NameOf = (peer: PeerId) => string;

function shown({ id, held, pinned, hidden }: Item, nameOf: NameOf): Shown {
	return {
		...{ id, author: held.author, name: nameOf(held.author), at: held.entry.at, clock: held.clock, pinned },
		...(hidden && { hidden: { ...hidden, name: nameOf(hidden.by) } }),
		forked: held.forked
	};
}

const reactionsOf = ({ reactions }: Item): readonly Reaction[] =>
	[...reactions].map(([emoji, by]) => ({ with: emoji, by: [...by] }));

function said(item: Item, nameOf: NameOf): Said {
	const { act } = item.held.entry;
	const { mentions = [], files = [] } = act.kind === 'post' || act.kind === 'reply' ? act : {};
	return {
		...shown(item, nameOf),
		...{ text: item.text, withdrawn: item.withdrawn },
		...(item.amendedAt !== undefined && { amendedAt: item.amendedAt }),
		mentions: item.withdrawn ? [] : (mentions as readonly PeerId[]),
		files: item.withdrawn ? [] : files,
		reactions: reactionsOf(item)
	};
}

function reply(item: Item, nameOf: NameOf): Reply {
	const { act } = item.held.entry;
	const { to, byAgent = false, sources = [] } = act.kind === 'reply' ? act : { to: item.within };
	return { ...said(item, nameOf), to, byAgent, sources };
}

function thread({ root, replies, last }: ThreadItem, nameOf: NameOf): Thread {
	const { act } = root.held.entry;
	return {
		...said(root, nameOf),
		title: root.withdrawn ? '' : root.title,
		question: act.kind === 'post' && act.question === true,
		replies: replies.map((item) => reply(item, nameOf)),
		lastClock: last.clock,
		lastAt: last.entry.at
	};
}

const later = (a: Held, b: Held) => b.clock - a.clock || (a.id < b.id ? 1 : -1);

export function threadsOf({ threads, items }: Content, wanted: ThreadsWanted, nameOf: NameOf): Threads {
	if (wanted.thread !== undefined) {
		const one = threads.get(items.get(wanted.thread)?.within ?? wanted.thread);
		return { threads: one ? [thread(one, nameOf)] : [], more: false };
	}
	const fitting = [...threads.values()].filter(({ root, last }) => {
		const { act } = root.held.entry;
		if (wanted.questions && !(act.kind === 'post' && act.question)) return false;
		if (wanted.pinned && !root.pinned) return false;
		return wanted.before === undefined || last.clock < wanted.before;
	});
	fitting.sort((a, b) => later(a.last, b.last));
	const most = Math.max(0, wanted.most);
	return { threads: fitting.slice(0, most).map((one) => thread(one, nameOf)), more: fitting.length > most };
}

export const pagesOf = ({ pages }: Content, nameOf: NameOf): readonly Page[] =>
	[...pages.values()]
		.sort((a, b) => later(a.last, b.last))
		.map(({ item, editors, edits, last }) => ({
			...shown(item, nameOf),
			...{ title: item.title, editors: [...editors], changedAt: last.entry.at, lastClock: last.clock },
			edits: edits.length
		}));

export const editsOf = ({ pages }: Content, page: EntryId, nameOf: NameOf): readonly Edit[] =>
	(pages.get(page)?.edits ?? []).flatMap(({ id, author, entry }) =>
		entry.act.kind === 'edit'
			? [{ id, author, name: nameOf(author), dev: entry.dev, at: entry.at, update: entry.act.update }]
			: []
	);

/** Newest first. */
const standing = ({ sequence }: Content, kind: Item['kind']): readonly Item[] =>
	sequence.filter((item) => item.kind === kind && !item.withdrawn).reverse();

export const filesOf = (content: Content, nameOf: NameOf): readonly SharedFile[] =>
	standing(content, 'file').flatMap((item) => {
		const { act } = item.held.entry;
		if (act.kind !== 'file') return [];
		const { type, size, pieces } = act;
		return [{ ...shown(item, nameOf), fileName: item.title, type, size, pieces }];
	});

export const summariesOf = (content: Content, nameOf: NameOf): readonly Summary[] =>
	standing(content, 'summary').flatMap((item) => {
		const { act } = item.held.entry;
		if (act.kind !== 'summary') return [];
		const { sources, confidence } = act;
		const { title, text } = item;
		return [{ ...shown(item, nameOf), title, text, sources, confidence: confidence / 100 }];
	});

export const gatheringsOf = ({ events }: Content, nameOf: NameOf): readonly Gathering[] =>
	[...events.values()].map(({ item, now, revision }) => ({
		...shown(item, nameOf),
		...{ title: item.title, text: item.text, place: now.place ?? '', start: now.start, end: now.end },
		...{ zone: now.zone, wholeDay: now.wholeDay ?? false, cancelled: now.cancelled ?? false },
		...{ revision, reactions: reactionsOf(item) }
	}));

/** Whether it speaks to `me`: by name, or as a reply to what I said. */
function speaksTo(me: PeerId, { held }: Item, { items }: Content): { names: boolean; answers: boolean } {
	const { act } = held.entry;
	if (act.kind !== 'post' && act.kind !== 'reply') return { names: false, answers: false };
	const answers = act.kind === 'reply' && items.get(act.to)?.held.author === me;
	return { names: act.mentions?.includes(me) ?? false, answers };
}

export function unreadOf(content: Content, after: number, me: PeerId, nameOf: NameOf): Unread {
	let [entries, mentions] = [0, 0];
	let newest: Unread['newest'];
	for (let i = content.sequence.length - 1; i >= 0; i--) {
		const item = content.sequence[i]!;
		if (item.held.clock <= after) break;
		if (item.held.author === me || item.hidden || item.withdrawn) continue;
		const { names, answers } = speaksTo(me, item, content);
		entries++;
		if (names) mentions++;
		newest ??= {
			...{ name: nameOf(item.held.author), text: item.text || item.title, entry: item.id },
			directed: names || answers
		};
	}
	return { entries, mentions, ...(newest && { newest }) };
}
