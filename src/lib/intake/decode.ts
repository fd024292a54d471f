/**
 * Bytes into text, or a plain no. UTF-8, UTF-16 with its mark, and what old Windows programs wrote; nothing that is not
 * text. The whole file is looked at before the first character is given out, so that no half of a file is ever kept.
 */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export type NoText = 'not-text' | 'empty';

/** Text holds hardly any control characters; one in fifty is far more than any text and far less than any program. */
const MAX_CONTROL_SHARE = 0.02;

/** Looks at a file piece by piece, then says how to read it. */
export class Sniffer {
	#bytes = 0;
	#mark: Encoding | undefined;
	#head = new Uint8Array(0);
	#nuls = 0;
	#controls = 0;
	#highControls = 0;
	#utf8 = new TextDecoder('utf-8', { fatal: true });
	#isUtf8 = true;

	look(piece: Uint8Array): void {
		this.#bytes += piece.length;
		// The mark may be cut by the first piece's end.
		if (this.#head.length < 3)
			this.#head = Uint8Array.from([...this.#head, ...piece.subarray(0, 3)]).slice(0, 3);
		for (const byte of piece) {
			if (byte === 0) this.#nuls++;
			else if (byte < 0x20 && (byte < 0x09 || byte > 0x0d)) this.#controls++;
			else if (byte >= 0x80 && byte < 0xa0) this.#highControls++;
		}
		if (!this.#isUtf8) return;
		try {
			this.#utf8.decode(piece, { stream: true });
		} catch {
			this.#isUtf8 = false;
		}
	}

	verdict(): Encoding | NoText {
		const [first, second] = this.#head;
		if (first === 0xff && second === 0xfe) this.#mark = 'utf-16le';
		if (first === 0xfe && second === 0xff) this.#mark = 'utf-16be';
		if (this.#mark) return this.#bytes <= 2 ? 'empty' : this.#bytes % 2 === 0 ? this.#mark : 'not-text';
		if (this.#bytes === 0) return 'empty';
		if (this.#nuls > 0 || this.#controls > this.#bytes * MAX_CONTROL_SHARE) return 'not-text';
		if (this.#isUtf8 && this.#endsWell()) return 'utf-8';
		// There, 0x80 to 0x9f are quotes and dashes: some in a text, everywhere in a compressed file.
		return this.#highControls > this.#bytes * MAX_CONTROL_SHARE * 2 ? 'not-text' : 'windows-1252';
	}

	#endsWell(): boolean {
		try {
			this.#utf8.decode();
			return true;
		} catch {
			return false;
		}
	}
}
