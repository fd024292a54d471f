/** Two runs with the same trace sent the same messages at the same moments. */
export class Trace {
	#one = 0x811c9dc5;
	#other = 0x9e3779b9;

	note(now: number, one: number, other: number): void {
		this.#one = Math.imul(this.#one ^ one ^ (now | 0), 0x01000193);
		this.#other = Math.imul(this.#other ^ other ^ this.#one, 0x85ebca6b);
		this.#other ^= this.#other >>> 15;
	}

	toString(): string {
		return [this.#one, this.#other].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
	}
}
