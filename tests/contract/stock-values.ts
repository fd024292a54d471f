/** The values PeerJS's own end-to-end suite sends, by kind; whatever carries them must carry them all. */

const numbers = [
	0,
	1,
	-1,
	42,
	255,
	256,
	-32_768,
	65_536,
	2 ** 31,
	-(2 ** 31),
	0.5,
	-1.25e-7,
	1.7976931348623157
];
const words = ['', 'hello', '0'.repeat(31), 'a'.repeat(32), 'b'.repeat(65_536), 'quote " and \\ and \n'];
const scripts = [
	'grüße',
	'Ελληνικά',
	'русский',
	'日本語のテキスト',
	'עברית',
	'👩‍👩‍👧‍👦🧵',
	'\u0000\u007f\u0080\uffff'
];
const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 197 + (i >> 8)) & 255);

/** Values a JSON text can say; none of them is null, which stock clients cannot send by itself. */
export const jsonValues: Readonly<Record<string, readonly unknown[]>> = {
	numbers,
	strings: words,
	'scripts of the world': scripts,
	booleans: [true, false],
	arrays: [
		[],
		[1, 2, 3],
		[['nested', [['deeply', [[]]]]]],
		numbers,
		Array.from({ length: 5_000 }, (_, i) => i)
	],
	'nested objects': [
		{},
		{ a: 1, b: { c: [{ d: null, e: 'x' }], f: { g: { h: false } } } },
		Object.fromEntries(scripts.map((text, i) => [`key ${i} ${text}`, { text, index: i }])),
		Array.from({ length: 200 }, (_, i) => ({
			id: i,
			name: `item ${i}`,
			tags: ['a', 'b'],
			at: { x: i / 7, y: i - 100 }
		}))
	]
};

/** Values only bytes can carry. */
export const binaryValues: Readonly<Record<string, readonly unknown[]>> = {
	'typed arrays': [
		bytes(300),
		new Int8Array([-128, 0, 127]),
		new Uint16Array([0, 1, 65_535]),
		new Int32Array([-(2 ** 31), 2 ** 31 - 1]),
		new Float32Array([0.5, -1.5, 1e20]),
		new Float64Array([Math.PI, -0, Number.MAX_VALUE]),
		bytes(1_000).subarray(100, 200)
	],
	'array buffers': [
		new ArrayBuffer(0),
		bytes(70_000).buffer,
		{ name: 'bytes inside', body: bytes(512).buffer }
	],
	dates: [new Date(0), new Date('2024-02-29T12:34:56Z'), { when: new Date('1969-07-20T20:17:40Z') }],
	'long strings': ['long '.repeat(100_000), '長い'.repeat(100_000)],
	'big files': [bytes(3_000_000)]
};

/**
 * A value as it is after the journey: of bytes only the bytes are left, whatever they were an array of, and of a date its
 * text (a stock client sends no more than that).
 */
export function arrived(value: unknown): unknown {
	if (value instanceof ArrayBuffer) return digest(new Uint8Array(value));
	if (ArrayBuffer.isView(value))
		return digest(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
	if (value instanceof Date) return value.toString();
	if (Array.isArray(value)) return value.map(arrived);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, arrived(one)]));
}

/** Short, so that a difference can be read: length, first bytes and a sum that every byte and its place change. */
function digest(body: Uint8Array): string {
	let sum = 0;
	for (const byte of body) sum = (Math.imul(sum, 31) + byte + 1) | 0;
	return `${body.length} bytes ${body.subarray(0, 16).join(' ')}… ${sum}`;
}
