/** What contacts say of being there counts while their link stands, over a mesh that has a life of its own. */
import { expect, test } from 'vitest';
import type { PeerId } from '../protocol/identity.ts';
import type { Reach } from './ports.ts';
import { createPresences } from './presences.ts';

class Links {
	#way: Reach = 'direct';
	reach(): Reach {
		return this.#way;
	}
	break(): void {
		this.#way = 'none';
	}
}

test('who says to be busy rests, and says nothing any more once the link is gone', () => {
	const links = new Links();
	const presences = createPresences(links);
	const ben = 'b'.repeat(64) as PeerId;
	expect(presences.of(ben)).toBeUndefined();
	presences.heard(ben, { state: 'busy' });
	expect(presences.of(ben)).toBe('resting');
	links.break();
	expect(presences.of(ben)).toBeUndefined();
});
