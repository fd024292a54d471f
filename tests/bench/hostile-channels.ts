/**
 * What runs in the page of a hostile member. It is a member like any other until it floods: from then on nothing of its own
 * leaves over the channels of the live carrier but what the bench says, as fast as the channels take it.
 */
import type { Page } from 'playwright/test';
import { framesOf } from '#lib/net/frames.ts';

export interface Flood {
	/** Messages as a link takes them; said in turn, again from the first when all were said. */
	readonly messages: readonly Uint8Array[];
	readonly times: number;
	/** To each who is linked. Absent: as fast as they go. */
	readonly perSecond?: number;
	/** Some bytes of each are changed, others each time. */
	readonly isDamaged?: boolean;
	readonly mostMs: number;
}

interface HostilePage {
	flood(said: Omit<Flood, 'messages'> & { readonly frames: readonly (readonly string[])[] }): Promise<number>;
	linked(): number;
}

/** For `before` of an arrival. */
export async function becomeHostile(page: Page): Promise<void> {
	await page.addInitScript(takeOver);
}

export const linked = (page: Page): Promise<number> =>
	page.evaluate(() => (globalThis as unknown as HostilePage).linked());

/** Resolves with how many messages left when all were said, nobody was linked any more, or the time was up. */
export function flood(page: Page, { messages, ...said }: Flood): Promise<number> {
	const frames = messages.map((message) =>
		[...framesOf(message, 0)].map((frame) => Buffer.from(frame).toString('base64'))
	);
	return page.evaluate((all) => (globalThis as unknown as HostilePage).flood(all), { ...said, frames });
}

function takeOver(): void {
	/** By channel, the number of its next message. */
	const channels = new Map<RTCDataChannel, number>();
	/** Two that dialled each other at once have two channels for a moment. */
	const settledMs = 1_500;
	const openedAt = new Map<RTCDataChannel, number>();
	let isHostile = false;
	const send = Reflect.get(RTCDataChannel.prototype, 'send') as (data: unknown) => void;
	const put = (channel: RTCDataChannel, frame: Uint8Array) => Reflect.apply(send, channel, [frame]);
	RTCDataChannel.prototype.send = function (this: RTCDataChannel, data: unknown) {
		const frame = data instanceof Uint8Array ? data : new Uint8Array(0);
		if (frame[0] === 1) {
			// The carrier begins each channel by saying what it has; nothing that is sealed begins so.
			if (frame[8] === 0 && frame[9] === 0 && !channels.has(this)) {
				channels.set(this, 0);
				openedAt.set(this, performance.now());
			}
			const number = channels.get(this);
			if (number !== undefined && isHostile) return;
			if (number !== undefined && frame[7] === 1) channels.set(this, number + 1);
		}
		Reflect.apply(send, this, [data]);
	};
	const open = (): RTCDataChannel[] => {
		for (const channel of channels.keys()) if (channel.readyState !== 'open') channels.delete(channel);
		return [...channels.keys()];
	};
	const breath = () => new Promise((resolve) => setTimeout(resolve));

	const hostile: HostilePage = {
		linked: () =>
			open().filter((channel) => performance.now() - (openedAt.get(channel) ?? 0) > settledMs).length,
		async flood({ frames, times, perSecond = Infinity, isDamaged, mostMs }) {
			isHostile = true;
			const messages = frames.map((some) =>
				some.map((frame) => Uint8Array.from(atob(frame), (letter) => letter.charCodeAt(0)))
			);
			const began = performance.now();
			const passed = () => performance.now() - began;
			const due = () => (perSecond === Infinity ? times : (passed() / 1_000) * perSecond);
			let linkedAt = 0;
			let said = 0;
			while (said < times && passed() < mostMs && passed() - linkedAt < 2_000) {
				for (let burst = 0; burst < 32 && said < Math.min(times, due()); burst++) {
					for (const channel of open()) if (channel.bufferedAmount < 64 * 1024) say(channel, said);
					said += 1;
				}
				if (open().length > 0) linkedAt = passed();
				await breath();
			}
			return said;

			function say(channel: RTCDataChannel, which: number): void {
				const number = channels.get(channel) ?? 0;
				for (const frame of messages[which % messages.length] ?? []) {
					const out = frame.slice();
					new DataView(out.buffer).setUint32(1, number);
					for (let left = isDamaged ? 1 + Math.floor(Math.random() * 3) : 0; left > 0; left--)
						// Behind the frame's header and the kind of message.
						out[12 + Math.floor(Math.random() * Math.min(120, out.length - 12))] = Math.random() * 256;
					put(channel, out);
				}
				channels.set(channel, number + 1);
			}
		}
	};
	Object.assign(globalThis, hostile);
}
