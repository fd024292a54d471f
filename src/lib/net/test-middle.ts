/** A signaling server that lies, for tests in a browser: it sits in the sockets that the PeerJS client opens. */

type Message = Record<string, unknown> & { type: string; src: string; payload: Record<string, unknown> };
/** What the client shall hear instead of what the server said; may take its time, order is kept. */
export type Lie = (said: Message) => Promise<unknown[]>;

export interface LyingSockets {
	/** Says something to every client, as if the server had. */
	readonly say: (message: unknown) => void;
	readonly restore: () => void;
}

/** Replaces the page's WebSocket until restored. */
export function lyingSockets(lie: Lie): LyingSockets {
	const Real = globalThis.WebSocket;
	const ears = new Set<(event: MessageEvent) => void>();
	function Lying(url: string): WebSocket {
		const socket = new Real(url);
		let turn = Promise.resolve();
		Object.defineProperty(socket, 'onmessage', {
			set(ear: ((event: MessageEvent) => void) | null) {
				if (!ear) return;
				ears.add(ear);
				socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
					turn = turn.then(async () => {
						for (const told of await lie(JSON.parse(data) as Message)) ear(eventOf(told));
					});
				});
			}
		});
		return socket;
	}
	Lying.prototype = Real.prototype;
	globalThis.WebSocket = Object.assign(Lying, Real);
	return {
		say: (message) => {
			for (const ear of ears) ear(eventOf(message));
		},
		restore: () => {
			globalThis.WebSocket = Real;
		}
	};
}

const eventOf = (message: unknown): MessageEvent =>
	new MessageEvent('message', { data: JSON.stringify(message) });

/**
 * A server in the middle: ends the caller's connection in one of its own, makes another to the called one, and passes
 * every byte of the data channels on. To both of them everything looks as it should, but for the fingerprints.
 */
export function aMiddle(): Lie & { readonly passedOn: number } {
	const legs = new Map<string, { toCaller: RTCPeerConnection; toCalled: RTCPeerConnection }>();
	let passedOn = 0;
	const bridge = (from: RTCDataChannel, to: Promise<RTCDataChannel>) => {
		from.binaryType = 'arraybuffer';
		from.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
			passedOn += 1;
			void to.then((channel) => channel.readyState === 'open' && channel.send(data));
		});
		from.addEventListener('close', () => void to.then((channel) => channel.close()));
	};
	const opened = (channel: RTCDataChannel) =>
		new Promise<RTCDataChannel>((resolve) => {
			if (channel.readyState === 'open') return resolve(channel);
			channel.addEventListener('open', () => resolve(channel));
		});
	const lie: Lie = async (said) => {
		if (!said.payload) return [said];
		const id = String(said.payload['connectionId']);
		if (said.type === 'OFFER') {
			const [toCaller, toCalled] = [new RTCPeerConnection(), new RTCPeerConnection()];
			legs.set(id, { toCaller, toCalled });
			const mine = toCalled.createDataChannel(String(said.payload['label']));
			const theirs = new Promise<RTCDataChannel>((resolve) =>
				toCaller.addEventListener('datachannel', ({ channel }) => {
					bridge(channel, opened(mine));
					resolve(opened(channel));
					channel.addEventListener('close', () => {
						toCaller.close();
						toCalled.close();
					});
				})
			);
			bridge(mine, theirs);
			await toCaller.setRemoteDescription(said.payload['sdp'] as RTCSessionDescriptionInit);
			await gathered(toCaller, await toCaller.createAnswer());
			await gathered(toCalled, await toCalled.createOffer());
			return [{ ...said, payload: { ...said.payload, sdp: plain(toCalled) } }];
		}
		const leg = legs.get(id);
		if (!leg) return [said];
		if (said.type === 'ANSWER') {
			await leg.toCalled.setRemoteDescription(said.payload['sdp'] as RTCSessionDescriptionInit);
			return [{ ...said, payload: { ...said.payload, sdp: plain(leg.toCaller) } }];
		}
		// The caller's candidates come to the called one and the other way round; each belongs to its own leg.
		const candidate = said.payload['candidate'] as RTCIceCandidateInit;
		const { remoteDescription } = leg.toCalled;
		const mine = remoteDescription?.sdp.includes(`ice-ufrag:${candidate.usernameFragment}`)
			? leg.toCalled
			: leg.toCaller;
		// Not waited for: on a closed connection that is never done.
		mine.addIceCandidate(candidate).catch(() => undefined);
		return [];
	};
	return Object.defineProperty(lie, 'passedOn', { get: () => passedOn }) as Lie & {
		readonly passedOn: number;
	};
}

const plain = (connection: RTCPeerConnection) => ({
	type: connection.localDescription?.type,
	sdp: connection.localDescription?.sdp
});

async function gathered(
	connection: RTCPeerConnection,
	description: RTCSessionDescriptionInit
): Promise<void> {
	const done = new Promise<void>((resolve) =>
		connection.addEventListener('icegatheringstatechange', () => {
			if (connection.iceGatheringState === 'complete') resolve();
		})
	);
	await connection.setLocalDescription(description);
	if (connection.iceGatheringState !== 'complete') await done;
}
