/** What a visibility is called where it stands beside something. */
import { expect, test } from 'vitest';
import { visibilityWords } from './visibility-words.ts';

const people = [
	{ peer: 'a', name: 'Ada' },
	{ peer: 'b', name: '' }
];
const communities = [
	{ id: 'm', name: 'Mushrooms' },
	{ id: 'c', name: 'Choir' }
];

test('peers and communities are called by their names, and who has none by what is known', () => {
	const words = (...[visibility]: Parameters<typeof visibilityWords>) =>
		visibilityWords(visibility, people, communities);
	expect(words({ to: 'private' })).toBe('Private');
	expect(words({ to: 'named', peers: ['a', 'b'] })).toBe('Ada and Someone without a name');
	expect(words({ to: 'named', peers: [] })).toBe('Named peers: nobody');
	expect(words({ to: 'community', communities: ['c'] })).toBe('Community: Choir');
	expect(words({ to: 'community', communities: ['m', 'left'] })).toBe(
		'Community: Mushrooms and one you are no longer in'
	);
	expect(words({ to: 'community', communities: [] })).toBe('Community: none');
});
