/** The checksum that zip writes beside every entry: tells a broken one, not a forged one. */
const table = Uint32Array.from({ length: 256 }, (_, n) => {
	let value = n;
	for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
	return value;
});

export function crc32(bytes: Uint8Array): number {
	let value = 0xffff_ffff;
	for (const byte of bytes) value = table[(value ^ byte) & 0xff]! ^ (value >>> 8);
	return (value ^ 0xffff_ffff) >>> 0;
}
