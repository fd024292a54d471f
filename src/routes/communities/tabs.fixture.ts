/** A tab of a community in a real browser, over a node that answers as told. Importing it takes the tab away after each test. */
import { mount, unmount, type Component } from 'svelte';
import { afterEach } from 'vitest';
import { page } from 'vitest/browser';
import type { Overview } from '#lib/app/communities-api.ts';
import type { NodeApi } from '#lib/app/node-api.ts';
import { anOverview, aSummary, ID } from './community.fixture.ts';
import { aNode, type Holds } from './entries.fixture.ts';
import type { PartProps } from './parts.ts';

let end = (): void => undefined;
export const close = (): void => end();
afterEach(close);

interface Given extends Holds {
	readonly overview?: Partial<Overview>;
	readonly api?: Partial<NodeApi>;
	readonly open?: string;
}

export function show(part: Component<PartProps>, { overview, api, open, ...holds }: Given = {}) {
	const { node, calls, tell } = aNode(holds, api);
	const component = mount(part, {
		target: document.body,
		props: {
			...{ id: ID, node, summary: aSummary(), overview: anOverview(overview) },
			...(open !== undefined && { open })
		}
	});
	end = () => void unmount(component);
	return { calls, tell };
}

export const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
export const acts = (calls: readonly unknown[]): readonly unknown[] =>
	calls.flatMap((call) => (Array.isArray(call) && call[0] === 'act' ? [call[1]] : []));
