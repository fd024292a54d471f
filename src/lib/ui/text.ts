/**
 * Every word on the screen, in one catalogue of typed functions and strings. Another language is another object of the
 * same type: the parts under `text/` hold the English one, and nothing else in the app holds words for people.
 */
import { LANGUAGE } from './format.ts';
import { ask } from './text/ask.ts';
import { frame } from './text/frame.ts';
import { knowledge } from './text/knowledge.ts';
import { limits } from './text/limits.ts';
import { peers } from './text/peers.ts';
import { settings } from './text/settings.ts';

export const language = LANGUAGE;

export const text = { frame, ask, knowledge, peers, settings, limits } as const;
