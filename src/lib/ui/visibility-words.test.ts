/** What a visibility is called where it stands beside something. */
import { expect, test } from 'vitest';
import type { Visibility } from '#lib/app/node-api.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { visibilityWords } from './visibility-words.ts';

const [ADA, BEA] = ['a'.repeat(64) as PeerId, 'b'.repeat(64) as PeerId];
const people = [
	{ peer: ADA, name: 'Ada' },
	{ peer: BEA, name: '' }
];
const communities = [
	{ id: 'm', name: 'Mushrooms' },
	{ id: 'c', name: 'Choir' }
];

test('peers and communities are called by their names, and who has none by what is known', () => {
	const words = (visibility: Visibility): string => visibilityWords(visibility, people, communities);
	expect(words({ to: 'private' })).toBe('Private');
	expect(words({ to: 'named', peers: [ADA, BEA] })).toBe('Ada and Someone without a name');
	expect(words({ to: 'named', peers: [] })).toBe('Named peers: nobody');
	expect(words({ to: 'community', communities: ['c'] })).toBe('Community: Choir');
	expect(words({ to: 'community', communities: ['m', 'left'] })).toBe(
		'Community: Mushrooms and one you are no longer in'
	);
	expect(words({ to: 'community', communities: [] })).toBe('Community: none');
});
