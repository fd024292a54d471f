/** The desk of communities in a worker of its own: one reply to each request; the desk itself keeps them in order. */
import { createDesk } from '#lib/agent/community/desk.ts';
import type { DeskReply, DeskRequest } from './community-desk-messages.ts';

const desk = createDesk();

addEventListener('message', ({ data }: MessageEvent<DeskRequest>) => void answer(data));

async function answer({ n, call, with: given }: DeskRequest): Promise<void> {
	let reply: DeskReply;
	try {
		// The page is our own code, and asks what the table of calls lets it ask.
		const ask = desk[call] as (...given: readonly unknown[]) => Promise<unknown>;
		reply = { n, result: await ask(...given) };
	} catch (error) {
		reply = { n, failed: error instanceof Error ? error.message : String(error) };
	}
	postMessage(reply);
}
