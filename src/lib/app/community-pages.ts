/**
 * Pages of a community: what they say now and said before, and changes of mine as entries. Texts are made in a worker; what
 * is written here was read back from the same edits that everybody has.
 */
import type { CommunityDesk, Edit, Page } from '#lib/agent/community/views.ts';
import type { Society } from '#lib/agent/community/society-port.ts';
import { createLanes } from '#lib/agent/lanes.ts';
import { NodeError } from '#lib/agent/ports.ts';
import type { CommunitiesApi } from './communities-api.ts';
import type { PageReader } from './community-page-reader.ts';

export type PagesApi = Pick<
	CommunitiesApi,
	'communityPage' | 'editCommunityPage' | 'pageVersions' | 'pageVersion' | 'restorePage'
>;

export interface PagesDeps {
	readonly desk: Pick<CommunityDesk, 'edits' | 'pages'>;
	readonly society: () => Promise<Pick<Society, 'act'>>;
	readonly reader: PageReader;
	/** The client id of this device's log. */
	readonly client: number;
}

export interface Pages extends PagesApi {
	/** What all pages say, for a search. */
	texts(community: string): Promise<ReadonlyMap<string, string>>;
}

export function keepPages({ desk, society, reader, client }: PagesDeps): Pages {
	const lanes = createLanes();
	const texts = new Map<string, { readonly as: string; readonly text: string }>();

	const named = async (id: string, page: string): Promise<{ page: string; edits: readonly Edit[] }> => ({
		page: `${id}/${page}`,
		edits: await desk.edits(id, page)
	});
	const now = async (id: string, page: string) => reader.ask('now', { ...(await named(id, page)), client });
	const write = async (id: string, page: string, update: string): Promise<void> => {
		await (await society()).act(id, { kind: 'edit', page, update });
	};

	/** One after the other on each page: the next must know of the one before. */
	const inTurn = <Result>(id: string, page: string, work: () => Promise<Result>): Promise<Result> =>
		lanes.run(`${id}/${page}`, work);

	async function textAt(id: string, page: string, edit: string): Promise<string> {
		const text = await reader.ask('textAt', { ...(await named(id, page)), edit });
		if (text === undefined) throw new NodeError('storage-unreadable', { detail: 'no such edit' });
		return text;
	}

	async function textOf(community: string, { id, lastClock, edits }: Page): Promise<string> {
		const kept = texts.get(id);
		const as = `${lastClock}/${edits}`;
		if (kept?.as === as) return kept.text;
		const { text } = await now(community, id);
		texts.set(id, { as, text });
		return text;
	}

	return {
		communityPage: now,
		editCommunityPage: (id, page, update) =>
			inTurn(id, page, async () => {
				if (!(await reader.ask('goesOn', { ...(await named(id, page)), update, client }))) return false;
				await write(id, page, update);
				return true;
			}),
		pageVersions: async (id, page) => reader.ask('versions', await named(id, page)),
		pageVersion: textAt,
		restorePage: (id, page, edit) =>
			inTurn(id, page, async () => {
				const text = await textAt(id, page, edit);
				for (const update of await reader.ask('changedTo', { ...(await named(id, page)), text, client }))
					await write(id, page, update);
			}),
		async texts(community) {
			const found = new Map<string, string>();
			for (const page of await desk.pages(community)) {
				// One that cannot be read is not searched; the rest is.
				const text = await textOf(community, page).catch(() => undefined);
				if (text !== undefined) found.set(page.id, text);
			}
			return found;
		}
	};
}
