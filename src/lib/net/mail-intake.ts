/**
 * Mail, one piece after the other, and "received" only for what the listener has taken in for good. Receipts are
 * gathered while one is on its way, so a thousand letters cost a few requests.
 */
import { fromBase64url, type Bytes } from '#lib/protocol/bytes.ts';

function bytesOf(text: string): Bytes | undefined {
	try {
		return fromBase64url(text);
	} catch {
		return undefined;
	}
}

export type MailListener = (box: Bytes) => Promise<void>;

/** What one receipt may name. */
const MAX_RECEIPT = 256;
/** The server keeps a thousand for one reader. */
const MAX_WAITING = 2_000;

interface Piece {
	readonly id: string;
	readonly box: string;
}

export class MailIntake {
	readonly #acknowledge: (ids: readonly string[]) => Promise<void>;
	#listener: MailListener | undefined;
	#waiting: Piece[] = [];
	#reading = false;
	#taken: string[] = [];
	#acknowledging = false;

	constructor(acknowledge: (ids: readonly string[]) => Promise<void>) {
		this.#acknowledge = acknowledge;
	}

	listen(listener: MailListener): void {
		this.#listener = listener;
		void this.#read();
	}

	take(id: string, box: string): void {
		// What does not fit comes again with the next connection.
		if (this.#waiting.length >= MAX_WAITING) return;
		this.#waiting.push({ id, box });
		void this.#read();
	}

	/** The connection has ended: unread mail will be sent again. */
	forget(): void {
		this.#waiting = [];
	}

	async #read(): Promise<void> {
		const listener = this.#listener;
		if (this.#reading || !listener) return;
		this.#reading = true;
		for (let piece = this.#waiting.shift(); piece; piece = this.#waiting.shift()) {
			try {
				const box = bytesOf(piece.box);
				// What is no box will not become one by coming again.
				if (box) await listener(box);
				this.#taken.push(piece.id);
				void this.#sendReceipts();
			} catch {
				// Not taken in, so not acknowledged: the server keeps it.
			}
		}
		this.#reading = false;
	}

	async #sendReceipts(): Promise<void> {
		if (this.#acknowledging) return;
		this.#acknowledging = true;
		while (this.#taken.length > 0) {
			const ids = this.#taken.splice(0, MAX_RECEIPT);
			// Offline: it comes again, and whoever keeps ids of mail drops it then.
			await this.#acknowledge(ids).catch(() => undefined);
		}
		this.#acknowledging = false;
	}
}
