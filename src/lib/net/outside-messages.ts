/** What a page and its outside worker say to each other about sockets and small texts, each named by a number. */

export type OutsideOrder =
	| { readonly say: 'open'; readonly n: number; readonly url: string }
	| { readonly say: 'send'; readonly n: number; readonly text: string }
	| { readonly say: 'close'; readonly n: number; readonly code?: number }
	| { readonly say: 'fetch'; readonly n: number; readonly url: string }
	| { readonly say: 'stop'; readonly n: number };

export type OutsideNews =
	| { readonly say: 'opened'; readonly n: number }
	| { readonly say: 'heard'; readonly n: number; readonly text: string }
	| { readonly say: 'closed'; readonly n: number; readonly code: number; readonly reason: string }
	| { readonly say: 'fetched'; readonly n: number; readonly status: number; readonly text: string };
