/** The page worker: texts of pages behind messages, one after the other. It may be ended at any time and loses nothing. */
import type { PageReply, PageRequest } from './community-page-messages.ts';
import {
	changedTo,
	goesOn,
	nowOf,
	PageTexts,
	textAt,
	versionsOf,
	type Watch
} from './community-page-text.ts';

const ALIVE_EVERY_MS = 200;

const pages = new PageTexts();
const say = (reply: PageReply): void => postMessage(reply);

addEventListener('message', ({ data }: MessageEvent<PageRequest>) => {
	const { n } = data;
	try {
		say({ n, result: done(data, watchOf(data)) });
	} catch (error) {
		say({ n, failed: error instanceof Error ? error.message : String(error) });
	}
});
say({ ready: true });

function watchOf({ n, careful }: PageRequest): Watch {
	let said = performance.now();
	return (at) => {
		if (!careful && performance.now() - said < ALIVE_EVERY_MS) return;
		said = performance.now();
		say({ n, at });
	};
}

function done(request: PageRequest, watch: Watch): unknown {
	const { page, edits } = request;
	switch (request.do) {
		case 'now':
			return nowOf(pages.of(page, edits, watch), request.client);
		case 'versions':
			return versionsOf(edits, watch);
		case 'textAt':
			return textAt(edits, request.edit, watch);
		case 'goesOn':
			return goesOn(pages.of(page, edits, watch), request.update, request.client);
		case 'changedTo':
			return changedTo(pages.of(page, edits, watch), request.text, request.client);
	}
}
