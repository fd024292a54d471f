/** Claims and finished exchanges for tests. */
import type { Learnt } from './claims.ts';
import type { CitedSource, Exchange } from './events.ts';
import type { PeerId } from '../protocol/identity.ts';
import type { Claim, ClaimSource } from './ports.ts';

export const DAY = 86_400_000;
export const NOW = 1_800_000_000_000;
export const ben = 'b'.repeat(64) as PeerId;
export const cleo = 'c'.repeat(64) as PeerId;

export const fromPeer = (
	text: string,
	over: Partial<Extract<ClaimSource, { kind: 'peer' }>> = {}
): ClaimSource => ({
	...{ kind: 'peer', exchange: 'e1', conversation: 'c', at: NOW, author: ben, authorName: 'Ben' },
	...{ title: 'Note', text, hash: `hash of ${text}`, madeAt: NOW - DAY, start: 0, end: text.length },
	...over
});

export const said = (over: Partial<ClaimSource> = {}): ClaimSource =>
	({ kind: 'person', exchange: 'e1', conversation: 'c', at: NOW, ...over }) as ClaimSource;

export const learnt = (text: string, source: ClaimSource = fromPeer(text)): Learnt => ({ text, source });

export const aClaim = (text: string, over: Partial<Claim> = {}): Claim => ({
	...{ id: text, text, sources: [fromPeer(text)], learntAt: NOW, lastUsedAt: NOW },
	...{ expiresAt: NOW + 180 * DAY, pinned: false, edited: false },
	...over
});

export const aSource = (text: string, over: Partial<CitedSource> = {}): CitedSource => ({
	...{ n: 1, author: ben, authorName: 'Ben', title: 'Note', text, hash: `hash of ${text}` },
	...{ spans: [{ start: 0, end: text.length }], verification: 'verified', madeAt: NOW - DAY },
	...over
});

/** A finished exchange that quotes its sources. */
export const anExchange = (sources: readonly CitedSource[], over: Partial<Exchange> = {}): Exchange => ({
	...{ id: 'e1', conversation: 'c', question: 'When does Luigi close?', askedAt: NOW, tookMs: 5 },
	...{ state: 'done', route: [], askedOthers: true, sources },
	parts: sources.map(({ n, text }) => ({ kind: 'quote', text, sources: [n] })),
	...over
});
