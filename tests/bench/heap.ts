/** What a page and its workers hold in memory, asked of the browser after a collection. */
import type { CDPSession, Page } from 'playwright/test';

type Send = (method: string, asks?: object) => Promise<unknown>;

/** Sessions of a page's workers, while it is open; opened before the workers start. */
export async function watchHeap(page: Page): Promise<() => Promise<number>> {
	const session = await page.context().newCDPSession(page);
	const workers = new Set<string>();
	session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
		if (targetInfo.type === 'worker') workers.add(sessionId);
	});
	session.on('Target.detachedFromTarget', ({ sessionId }) => void workers.delete(sessionId));
	await session.send('Target.setAutoAttach', {
		autoAttach: true,
		waitForDebuggerOnStart: false,
		flatten: false
	});
	return async () => {
		let bytes = await held((method, asks) => session.send(method as 'Runtime.getHeapUsage', asks));
		for (const worker of workers)
			bytes += await held((method, asks) => inWorker(session, worker, method, asks));
		return bytes;
	};
}

async function held(send: Send): Promise<number> {
	await send('HeapProfiler.collectGarbage');
	const { usedSize } = (await send('Runtime.getHeapUsage')) as { usedSize: number };
	return usedSize + (await buffers(send));
}

/** The bytes of all array buffers, WebAssembly's memory among them: no part of the heap. */
async function buffers(send: Send): Promise<number> {
	const { result } = (await send('Runtime.evaluate', { expression: 'ArrayBuffer.prototype' })) as {
		result: { objectId: string };
	};
	const { objects } = (await send('Runtime.queryObjects', { prototypeObjectId: result.objectId })) as {
		objects: { objectId: string };
	};
	const counted = (await send('Runtime.callFunctionOn', {
		objectId: objects.objectId,
		functionDeclaration: 'function () { return this.reduce((sum, { byteLength }) => sum + byteLength, 0); }',
		returnByValue: true
	})) as { result: { value: number } };
	await send('Runtime.releaseObject', { objectId: objects.objectId });
	return counted.result.value;
}

let next = 1;
function inWorker(
	session: CDPSession,
	sessionId: string,
	method: string,
	params: object = {}
): Promise<unknown> {
	const id = next++;
	return new Promise((resolve) => {
		const hear = ({ message }: { message: string }): void => {
			const reply = JSON.parse(message) as { id?: number; result?: unknown };
			if (reply.id !== id) return;
			session.off('Target.receivedMessageFromTarget', hear);
			resolve(reply.result);
		};
		session.on('Target.receivedMessageFromTarget', hear);
		void session.send('Target.sendMessageToTarget', {
			sessionId,
			message: JSON.stringify({ id, method, params })
		});
	});
}
