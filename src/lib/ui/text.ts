/**
 * Every word on the screen, in one catalogue of typed functions and strings. Another language is another set of the
 * same types: the parts under `text/` hold the English one, and nothing else in the app holds words for people. What
 * the first screen does not need is exported by itself, so that it loads with the page that shows it.
 */
import { LANGUAGE } from './format.ts';
import { ask } from './text/ask.ts';
import { frame } from './text/frame.ts';

export const language = LANGUAGE;

export const text = { frame, ask } as const;
export { knowledge as knowledgeText } from './text/knowledge.ts';
export { limits as limitsText } from './text/limits.ts';
export { peers as peersText } from './text/peers.ts';
export { settings as settingsText } from './text/settings.ts';
