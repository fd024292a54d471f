/** A channel of frames over a browser's data channel, with back-pressure where measurement put it. */
import { MAX_FRAME_BYTES } from '#lib/protocol/limits.ts';
import { Inlet, type Channel } from './channel.ts';

/** Above this the channel is full; throughput collapses when it is let run to a megabyte. */
const FULL_BYTES = 64 * 1024;
/** Below this it takes more. */
const LOW_BYTES = 32 * 1024;
/** How long a parting word may take to leave. */
const FAREWELL_MS = 300;

export interface RtcParts {
	readonly dataChannel: RTCDataChannel;
	readonly peerConnection: RTCPeerConnection;
	/** Gives the connection back to whoever made it. */
	readonly release: () => void;
}

export function rtcChannel({ dataChannel, peerConnection, release }: RtcParts): Channel {
	const inlet = new Inlet();
	const gone = new AbortController();
	const { signal } = gone;
	const closed = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
	let closing = false;
	let waiting: (() => void)[] = [];
	const go = () => {
		const senders = waiting;
		waiting = [];
		for (const send of senders) send();
	};
	const end = () => {
		if (signal.aborted) return;
		gone.abort();
		inlet.end();
		go();
		release();
		peerConnection.close();
	};
	const channel: Channel = {
		inlet,
		send(frame) {
			if (closing || dataChannel.readyState !== 'open') throw new Error('channel: closed');
			dataChannel.send(frame);
		},
		async ready() {
			while (!closing && !signal.aborted && dataChannel.bufferedAmount > FULL_BYTES)
				await new Promise<void>((resolve) => waiting.push(resolve));
		},
		close() {
			if (closing) return;
			closing = true;
			go();
			// Closing the data channel lets what was sent leave first; closing the connection does not.
			dataChannel.close();
			setTimeout(end, FAREWELL_MS);
		},
		closed
	};
	dataChannel.binaryType = 'arraybuffer';
	dataChannel.bufferedAmountLowThreshold = LOW_BYTES;
	dataChannel.addEventListener(
		'message',
		({ data }: MessageEvent<unknown>) => {
			const frame = data instanceof ArrayBuffer ? new Uint8Array(data) : undefined;
			if (!frame || frame.length > MAX_FRAME_BYTES || !inlet.take(frame)) end();
		},
		{ signal }
	);
	dataChannel.addEventListener('bufferedamountlow', go, { signal });
	dataChannel.addEventListener('close', end, { signal });
	watchConnection(peerConnection, channel, end, signal);
	return channel;
}

function watchConnection(
	connection: RTCPeerConnection,
	channel: Channel,
	end: () => void,
	signal: AbortSignal
): void {
	connection.addEventListener(
		'connectionstatechange',
		() => {
			if (connection.connectionState === 'disconnected') channel.onDoubt?.();
			else if (connection.connectionState === 'failed' || connection.connectionState === 'closed') end();
		},
		{ signal }
	);
	// One channel is all that was agreed.
	connection.ondatachannel = ({ channel: second }) => second.close();
	connection.ontrack = null;
}
