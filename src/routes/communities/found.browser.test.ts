/** Finding a community and listing one, over a node that answers as told. */
import '../../app.css';
import { mount, unmount, type Component } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { CommunityFinds, FoundCommunity } from '#lib/app/community-finding-api.ts';
import { CommunityView } from '#lib/app/community-view.svelte.ts';
import type { NodeApi, NodeState } from '#lib/app/node-api.ts';
import { Peers } from '#lib/app/peers.svelte.ts';
import { Status } from '#lib/app/status.svelte.ts';
import { anOverview, ID, ME, peerNamed } from './community.fixture.ts';
import FindDialog from './FindDialog.svelte';
import Listed from './Listed.svelte';

let end = (): void => undefined;
afterEach(() => end());

function show<Props extends Record<string, unknown>>(component: Component<Props>, props: Props): void {
	const shown = mount(component, { target: document.body, props });
	end = () => void unmount(shown);
}

const aFind = (over: Partial<FoundCommunity> = {}): FoundCommunity => ({
	...{ community: ID, name: 'Mill Lane Choir', about: 'Rehearsals.', topics: ['Choirs'], members: 10 },
	...{ joining: 'approval', by: peerNamed('b'), byName: 'Ben', link: 'a link', mine: 'no' },
	...over
});

function finding(api: Partial<NodeApi>, server: NodeState['server'] = 'online') {
	const joined: string[] = [];
	const me = { me: { peer: ME, did: '', name: 'Ada', role: 'leader' }, server } as unknown as NodeState;
	const node = api as NodeApi;
	show(FindDialog, {
		...{ status: new Status(node, me), peers: new Peers(node, [], []) },
		onjoin: (link: string) => void joined.push(link),
		onclose: () => undefined
	});
	return joined;
}

const looked = (communities: readonly FoundCommunity[], topics = ['Choirs']): CommunityFinds => ({
	...{ outcome: 'looked', topics, communities }
});
const interest = () => page.getByRole('textbox', { name: 'What are you interested in?' });
const find = async (text: string): Promise<void> => {
	await interest().fill(text);
	await page.getByRole('button', { name: 'Find', exact: true }).click();
};

test('what was looked for is said, what is found is a claim of its lister, and joining takes its link', async () => {
	const asked: string[] = [];
	const joined = finding({
		findCommunities: async (text) => {
			asked.push(text);
			return looked([aFind(), aFind({ community: 'd'.repeat(43), name: 'Bach Choir', mine: 'in' })]);
		}
	});
	expect(asked, 'nothing is asked before it was said').toEqual([]);
	await find('singing with others');
	expect(asked).toEqual(['singing with others']);
	await expect.element(page.getByText('Looked for: Choirs')).toBeVisible();
	await expect.element(page.getByText('Nobody has checked it.')).toBeVisible();
	const [first, second] = [0, 1].map((at) =>
		page
			.getByRole('list', { name: 'Communities that were found' })
			.getByRole('listitem')
			.nth(at * 2)
	);
	await expect.element(first!).toHaveTextContent('about 10 members · An anchor lets them in · Listed by Ben');
	await expect.element(second!).toHaveTextContent('You are in it');
	await page.getByRole('button', { name: 'Ask to join Mill Lane Choir' }).click();
	expect(joined).toEqual(['a link']);
});

test('where several list one community each is offered, with who lists it, and leads to their own door', async () => {
	const ben = aFind({ link: 'by Ben' });
	const other = aFind({ by: peerNamed('c'), byName: 'Cem', link: 'by Cem' });
	const alone = aFind({ community: 'd'.repeat(43), name: 'Bach Choir' });
	const joined = finding({ findCommunities: async () => looked([ben, other, alone]) });
	await find('singing');
	await expect.element(page.getByText('Listed by Ben, who is not a contact of yours').first()).toBeVisible();
	await expect.element(page.getByText('Listed by Cem, who is not a contact of yours')).toBeVisible();
	expect(page.getByText('Others list it too.').elements()).toHaveLength(2);
	for (const who of ['Cem', 'Ben'])
		await page.getByRole('button', { name: `Ask to join Mill Lane Choir, listed by ${who}` }).click();
	expect(joined).toEqual(['by Cem', 'by Ben']);
});

test('a name and a text that look like markup are shown as they are written', async () => {
	const name = '<img src=x onerror="document.title=1">';
	finding({ findCommunities: async () => looked([aFind({ name, about: '<b>loud</b>', joining: 'open' })]) });
	await find('singing');
	await expect.element(page.getByRole('heading', { name, exact: true })).toBeVisible();
	await expect.element(page.getByText('<b>loud</b>')).toBeVisible();
	expect(document.querySelector('li img, li b')).toBeNull();
});

test.each([
	['no topic is known', { outcome: 'no-topic', topics: [], communities: [] }, 'online', 'No topic is known'],
	[
		'no directory answers',
		{ outcome: 'no-directory', topics: [], communities: [] },
		'online',
		'None of your'
	],
	[
		'the person is offline',
		{ outcome: 'no-directory', topics: [], communities: [] },
		'offline',
		'You are offline'
	],
	['nobody lists one', looked([]), 'online', 'Nobody who is there now']
] as const)('where %s, words say so', async (_when, finds, server, words) => {
	finding({ findCommunities: async () => finds }, server);
	await find('singing');
	await expect.element(page.getByRole('status')).toHaveTextContent(words);
});

test('one’s own interests are written into the field on request, to be read before anybody is asked', async () => {
	const topics = [
		{ cell: 1, name: 'Choirs', kind: 'topic', onCard: true },
		{ cell: 2, name: 'Baking', kind: 'topic', onCard: false },
		{ cell: 3, name: 'Bach', kind: 'word', onCard: true }
	] as const;
	finding({
		lookAtFound: async () => ({
			...{ on: true, publicRecords: 9, topics, offered: [], capabilities: [], languages: [] }
		})
	});
	await expect.element(interest()).toHaveValue('');
	await page.getByRole('button', { name: 'Use what I can be found by' }).click();
	await expect.element(interest()).toHaveValue('Choirs, Bach');
});

test('an anchor lists a community once it has topics, and is told what that shows; members are told that it is', async () => {
	const acts: unknown[] = [];
	const node = { actInCommunity: async (_id: string, act: unknown) => void acts.push(act) };
	const view = new CommunityView(node as unknown as NodeApi, ID);
	const box = () =>
		page.getByRole('checkbox', { name: 'Listed: people can find this community by its topics' });
	show(Listed, { view, overview: anOverview(), isAnchor: true });
	await expect.element(box()).toBeDisabled();
	await expect.element(box()).toHaveAccessibleDescription(/Add a topic first/);
	end();
	const topics = [{ cell: 1, weight: 15 }];
	show(Listed, { view, overview: anOverview({ topics }), isAnchor: true });
	await expect.element(box()).toHaveAccessibleDescription(/a link by which they ask to come in/);
	await box().click();
	expect(acts).toEqual([{ kind: 'describe', listed: true }]);
	end();
	show(Listed, {
		...{ view, isAnchor: true },
		overview: anOverview({ topics, listed: true, listingFull: true })
	});
	await expect.element(page.getByRole('status')).toHaveTextContent(/have no room for it.*Untick this/);
	end();
	show(Listed, { view, overview: anOverview({ topics, listed: true }), isAnchor: false });
	await expect.element(page.getByText('Its anchors list it')).toBeVisible();
	await expect.element(page.getByText('have no room for it')).not.toBeInTheDocument();
	await expect.element(page.getByRole('checkbox')).not.toBeInTheDocument();
});
