/** Somebody who can speak, for the tests of this folder: fixed keys, a fixed hour, ids that count. */
import { newDevice, type Device } from './identity.ts';

export const NOW = Date.UTC(2027, 0, 15, 12);

/** Bytes that are fresh in the sense that no two calls give the same. */
export function counter(): (length: number) => Uint8Array {
	let calls = 0;
	return (length) => {
		calls += 1;
		return new Uint8Array(length).map((_, i) => (i === 0 ? calls : calls * 7 + i));
	};
}

export const aDevice = (seed: number, now = NOW): Promise<Device> =>
	newDevice(new Uint8Array(32).fill(seed), (length) => new Uint8Array(length).fill(seed + 100), now);
