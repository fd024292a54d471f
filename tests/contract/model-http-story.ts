/** What the scripted model server writes about everything; apart from the server, so that a page can read it too. */
export const STORY = Array.from(
	{ length: 40 },
	(_, n) => `Once upon a time, day ${n}, the owl wrote a letter.`
).join(' ');
