/**
 * The document of one room: recent entries that this device verified, each in the one form it has there, and no more than
 * fits. Nothing is ever taken out of it or written over: a new stretch of the community begins a new document.
 */
import { applyUpdate, decodeStateVector, Doc } from 'yjs';
import { concat, type Bytes } from '#lib/protocol/bytes.ts';
import { varBytes } from './carrier-bytes.ts';
import { updateOf, type Carried } from './carrier-entry.ts';

/** With the bytes, all that others can make this device keep of a room. */
const MAX_ENTRIES = 1_024;
const MAX_BYTES = 2 * 1024 * 1024;
/** Of one log. Its honest entries of one stretch are never more, and no one log fills the document. */
const MAX_OF_LOG = 512;
const MAX_BYTES_OF_LOG = MAX_BYTES / 2;
/** A message of several entries. */
const CHUNK_BYTES = 48 * 1024;

/** Kinds of message of y-webrtc, and of its sync messages. */
export const SAY = { sync: 0, awareness: 1, query: 3 } as const;
export const SYNC = { step1: 0, step2: 1, update: 2 } as const;
/** An update that says nothing. */
export const NOTHING: Bytes = new Uint8Array([0, 0]);

export const syncMessage = (step: number, content: Uint8Array): Bytes =>
	concat(new Uint8Array([SAY.sync, step]), varBytes(content));

export class CarrierDocument {
	readonly doc = new Doc();
	readonly #kept = new Map<number, Carried>();
	readonly #ofLog = new Map<string, { entries: number; bytes: number }>();
	#bytes = 0;

	get size(): { readonly entries: number; readonly bytes: number } {
		return { entries: this.#kept.size, bytes: this.#bytes };
	}

	has(client: number): boolean {
		return this.#kept.has(client);
	}

	/** In the order in which they came. */
	get all(): readonly Carried[] {
		return [...this.#kept.values()];
	}

	/** Keeps what is new and has room. In groups that fit into a message each; `put` follows. */
	keep(carried: readonly Carried[]): readonly (readonly Carried[])[] {
		return groupsOf(carried.filter((one) => this.#keep(one)));
	}

	/** Puts a group in; y-webrtc tells the others meanwhile. */
	put(group: readonly Carried[]): void {
		applyUpdate(this.doc, updateOf(group.map(({ block }) => block)));
	}

	#keep(carried: Carried): boolean {
		const { client, dev, block } = carried;
		const log = this.#ofLog.get(dev) ?? { entries: 0, bytes: 0 };
		const grown = { entries: log.entries + 1, bytes: log.bytes + block.length };
		if (
			this.#kept.has(client) ||
			this.#kept.size >= MAX_ENTRIES ||
			this.#bytes + block.length > MAX_BYTES ||
			grown.entries > MAX_OF_LOG ||
			grown.bytes > MAX_BYTES_OF_LOG
		)
			return false;
		this.#ofLog.set(dev, grown);
		this.#kept.set(client, carried);
		this.#bytes += block.length;
		return true;
	}

	/** What somebody lacks who told their state vector, in messages. Throws where it is none. */
	lacking(stateVector: Uint8Array): { readonly clients: readonly number[]; readonly messages: Bytes[] } {
		const theirs = decodeStateVector(stateVector);
		const lacks = [...this.#kept.values()].filter(({ client }) => !theirs.has(client));
		const messages: Bytes[] = [];
		for (const group of groupsOf(lacks))
			messages.push(syncMessage(SYNC.update, updateOf(group.map(({ block }) => block))));
		return { clients: lacks.map(({ client }) => client), messages };
	}

	close(): void {
		this.doc.destroy();
		this.#kept.clear();
	}
}

function groupsOf(carried: readonly Carried[]): readonly (readonly Carried[])[] {
	const groups: Carried[][] = [];
	let bytes = CHUNK_BYTES;
	for (const one of carried) {
		bytes += one.block.length;
		if (bytes > CHUNK_BYTES) {
			groups.push([]);
			bytes = one.block.length;
		}
		groups.at(-1)?.push(one);
	}
	return groups;
}
