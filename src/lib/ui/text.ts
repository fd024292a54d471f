/**
 * Every word on the screen, in one catalogue of typed functions and strings: the parts under `text/`, in English.
 * Another language is another set of the same types; nothing else in the app holds words for people. Here is what the
 * first screen needs; the parts for knowledge, peers, settings and limits are imported where they are shown, so that
 * they load with their page.
 */
import { ask } from './text/ask.ts';
import { frame } from './text/frame.ts';

export const text = { frame, ask } as const;
