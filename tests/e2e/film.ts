/** What a camera sees that looks at a QR code on a screen: two frames of YUV4MPEG2, dark on light. */
import encodeQR from 'qr';

export function filmOf(text: string): Buffer {
	const [width, height] = [640, 480];
	const code = encodeQR(text, 'raw', { ecc: 'low', border: 4 });
	const scale = Math.floor(height / code.length);
	const luma = Buffer.alloc(width * height, 235);
	for (const [y, row] of code.entries())
		for (const [x, dark] of row.entries())
			if (dark)
				for (let line = y * scale; line < (y + 1) * scale; line++)
					luma.fill(16, line * width + x * scale, line * width + (x + 1) * scale);
	const frame = [Buffer.from('FRAME\n'), luma, Buffer.alloc((width * height) / 2, 128)];
	return Buffer.concat([
		Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420\n`),
		...frame,
		...frame
	]);
}
