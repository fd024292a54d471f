import decodeQR from 'qr/decode.js';
import { expect, test } from 'vitest';
import { qrPicture } from './qr.ts';

test('what is drawn can be read back by a scanner', () => {
	const link = `https://elm.example/#i=${'aB3_-x'.repeat(30)}`;
	const { path, size } = qrPicture(link);
	const scale = 4;
	const side = size * scale;
	const pixels = new Uint8Array(side * side * 4).fill(255);
	for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
		for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++)
			for (let column = Number(x) * scale; column < (Number(x) + Number(run)) * scale; column++)
				pixels.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3);
	expect(decodeQR({ width: side, height: side, data: pixels })).toBe(link);
});
