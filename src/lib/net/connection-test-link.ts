/** The self-test's links: what candidates this browser finds, and a data channel from this page to itself. */
import { StepFailed, type CauseName } from './connection-test-steps.ts';
import { isPlainSdp } from './sdp.ts';

/** A STUN server that does not answer keeps a browser searching for longer than a person waits. */
const GATHER_MS = 4_000;
const OPEN_MS = 10_000;

type Kind = 'host' | 'srflx' | 'prflx' | 'relay';

interface Gathered {
	readonly kinds: Readonly<Partial<Record<Kind, number>>>;
	/** What STUN and TURN servers said no with. */
	readonly errors: readonly number[];
}

/** Carries a description through the server and resolves with it as it came back. Rejects when it does not. */
export type Carry = (text: string) => Promise<string>;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Throws StepFailed where this browser has no WebRTC, or it is switched off. */
function connection(configuration: RTCConfiguration): RTCPeerConnection {
	if (typeof RTCPeerConnection === 'undefined')
		throw new StepFailed('no-webrtc', 'RTCPeerConnection is missing');
	try {
		return new RTCPeerConnection(configuration);
	} catch (error) {
		throw new StepFailed('no-webrtc', String(error));
	}
}

function watchGathering(peer: RTCPeerConnection): () => Promise<Gathered> {
	const kinds: Partial<Record<Kind, number>> = {};
	const errors: number[] = [];
	const done = new Promise<void>((resolve) => {
		peer.addEventListener('icecandidate', ({ candidate }) => {
			const kind = / typ (host|srflx|prflx|relay)\b/.exec(candidate?.candidate ?? '')?.[1] as
				Kind | undefined;
			if (kind) kinds[kind] = (kinds[kind] ?? 0) + 1;
			if (!candidate) resolve();
		});
		peer.addEventListener('icecandidateerror', ({ errorCode }) => void errors.push(errorCode));
	});
	return async () => {
		await Promise.race([done, pause(GATHER_MS)]);
		return { kinds, errors };
	};
}

const inWords = ({ kinds }: Gathered): string =>
	Object.entries(kinds)
		.map(([kind, count]) => `${count} ${kind}`)
		.join(', ') || 'none';

/** The kinds of candidates, in words. */
export async function findCandidates(configuration: RTCConfiguration): Promise<string> {
	const peer = connection(configuration);
	try {
		const gathered = watchGathering(peer);
		peer.createDataChannel('test');
		await peer.setLocalDescription();
		const found = await gathered();
		if (Object.keys(found.kinds).length === 0)
			throw new StepFailed('no-candidates', `none${coded(found.errors)}`);
		return inWords(found);
	} finally {
		peer.close();
	}
}

const coded = (errors: readonly number[]): string =>
	errors.length === 0 ? '' : `; errors ${[...new Set(errors)].join(', ')}`;

/** One data channel from here to here, with both descriptions carried through the server. Resolves with what it went over. */
export async function linkToSelf(
	configuration: RTCConfiguration,
	carry: Carry,
	blame: CauseName
): Promise<string> {
	const [here, there] = [connection(configuration), connection(configuration)];
	try {
		const [atHere, atThere] = [watchGathering(here), watchGathering(there)];
		const channel = here.createDataChannel('test');
		const echo = echoed(channel, there);
		await here.setLocalDescription();
		const found = await atHere();
		checkTurn(configuration, found);
		await there.setRemoteDescription(await carried(here, carry, 'offer'));
		await there.setLocalDescription();
		await atThere();
		await here.setRemoteDescription(await carried(there, carry, 'answer'));
		if (!(await Promise.race([echo, pause(OPEN_MS).then(() => false)])))
			throw new StepFailed(blame, `${here.iceConnectionState} with ${inWords(found)}${coded(found.errors)}`);
		return inWords(found);
	} finally {
		here.close();
		there.close();
	}
}

/** With nothing but TURN allowed, no candidate means that TURN gave none. */
function checkTurn({ iceTransportPolicy }: RTCConfiguration, { kinds, errors }: Gathered): void {
	if (iceTransportPolicy !== 'relay' || kinds.relay) return;
	// 401 wrong credentials, 403 forbidden, 437, 486 quota: it answered. 701: nothing did.
	const refused = errors.some((code) => code >= 400 && code < 500);
	throw new StepFailed(refused ? 'turn-refused' : 'turn-unreachable', `no relay${coded(errors)}`);
}

async function carried(
	peer: RTCPeerConnection,
	carry: Carry,
	type: 'offer' | 'answer'
): Promise<RTCSessionDescriptionInit> {
	const sdp = await carry(peer.localDescription?.sdp ?? '');
	if (!isPlainSdp(sdp)) throw new Error('the description came back changed');
	return { type, sdp };
}

/** True when a word went there and came back. */
function echoed(channel: RTCDataChannel, there: RTCPeerConnection): Promise<boolean> {
	const word = crypto.randomUUID();
	there.ondatachannel = ({ channel: other }) => {
		other.onmessage = ({ data }: MessageEvent<string>) => other.send(data);
	};
	channel.onopen = () => channel.send(word);
	return new Promise((resolve) => {
		channel.onmessage = ({ data }) => resolve(data === word);
	});
}
