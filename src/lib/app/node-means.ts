/** What the browser gives a node: chance, names nobody else has, sockets and workers. */
import type { RandomBytes } from '#lib/agent/ports.ts';
import { base64url } from '#lib/protocol/bytes.ts';
import { ownScript } from './own-script.ts';

export const random: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));
export const newId = (): string => base64url(random(16));
export const openSocket = (url: string): WebSocket => new WebSocket(url);
export const createWorker = (url: string | URL): Worker => new Worker(ownScript(url), { type: 'module' });
