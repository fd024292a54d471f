/** What each kind of file is held against while it is stored. */
import { md5 } from '@noble/hashes/legacy.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import * as v from 'valibot';
import type { Check } from './files-desk.ts';
import type { Shard } from './files-manifest.ts';
import { Wrong } from './files-trouble.ts';

/** Far more than any of them has. */
const MOST_BYTES = 2 ** 28;
const WASM = [0, 0x61, 0x73, 0x6d];

/** Exactly the length and, where the list says one, the hash. */
export function shardCheck({ name, bytes, md5: wanted }: Shard): Check {
	const hash = md5.create();
	let seen = 0;
	return {
		see(chunk) {
			seen += chunk.length;
			if (seen > bytes) throw new Wrong(`${name}: longer than its list says`);
			if (wanted !== undefined) hash.update(chunk);
		},
		end() {
			if (seen < bytes) throw new Wrong(`${name}: ${seen} of ${bytes} bytes`);
			if (wanted !== undefined && bytesToHex(hash.digest()) !== wanted)
				throw new Wrong(`${name}: another hash`);
		}
	};
}

/** By what stands in it, once all of it has come. */
const contentCheck = (name: string, isRight: (bytes: Uint8Array) => boolean) => (): Check => {
	const chunks: Uint8Array<ArrayBuffer>[] = [];
	let seen = 0;
	return {
		see(chunk) {
			seen += chunk.length;
			if (seen > MOST_BYTES) throw new Wrong(`${name}: larger than it can be`);
			chunks.push(chunk.slice());
		},
		end() {
			const bytes = new Uint8Array(seen);
			let at = 0;
			for (const chunk of chunks) {
				bytes.set(chunk, at);
				at += chunk.length;
			}
			if (!isRight(bytes)) throw new Wrong(`${name}: not what it should be`);
		}
	};
};

export const wasmCheck = contentCheck(
	'program',
	(bytes) => bytes.length > 8 && WASM.every((b, i) => bytes[i] === b)
);

export const jsonCheck = contentCheck('tokenizer.json', (bytes) => {
	try {
		const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
		return typeof value === 'object' && value !== null;
	} catch {
		return false;
	}
});

export const anyCheck = contentCheck('tokenizer.model', (bytes) => bytes.length > 0);

/** A safetensors file begins with a list of its tensors: the last of them ends where the file ends. */
export const safetensorsCheck = contentCheck('model.safetensors', (bytes) => {
	if (bytes.length < 10) return false;
	const list = Number(new DataView(bytes.buffer).getBigUint64(0, true));
	const rest = bytes.length - 8 - list;
	if (rest < 0) return false;
	try {
		const tensors: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + list)));
		const ends = Object.values(v.parse(v.record(v.string(), tensorShape), tensors));
		return rest === Math.max(0, ...ends.map(({ data_offsets }) => data_offsets?.[1] ?? 0));
	} catch {
		return false;
	}
});

/** Beside the tensors there is one entry of free words, without offsets. */
const tensorShape = v.object({ data_offsets: v.optional(v.tuple([v.number(), v.number()])) });
