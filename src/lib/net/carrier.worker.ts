/** Decodes what other members sent, where it can hang nobody. */
import { carriedOf, screenCarried } from './carrier-entry.ts';
import type { CarrierAnswer, CarrierOrder } from './carrier-messages.ts';

function answer(order: CarrierOrder): CarrierAnswer {
	if (order.do === 'screen') return screenCarried(order.update, order.community);
	const carried = order.texts.flatMap((text) => carriedOf(text, order.community) ?? []);
	return { carried };
}

addEventListener('message', ({ data }: MessageEvent<CarrierOrder>) => postMessage(answer(data)));
// Loaded: from here on an order has its time.
postMessage('ready');
