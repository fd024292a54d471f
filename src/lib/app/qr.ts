/** The picture of a text as a QR code: one path of dark squares. Loaded with the dialog that shows it. */
import encodeQR from 'qr';

export interface QrPicture {
	readonly path: string;
	readonly size: number;
}

/** Four light squares all around: less, and some cameras do not find it. */
const BORDER = 4;

export function qrPicture(text: string): QrPicture {
	const rows = encodeQR(text, 'raw', { ecc: 'low', border: BORDER });
	let path = '';
	rows.forEach((row, y) => {
		for (let x = 0; x < row.length; x++) {
			if (!row[x]) continue;
			let run = 1;
			while (row[x + run]) run++;
			path += `M${x} ${y}h${run}v1h-${run}z`;
			x += run;
		}
	});
	return { path, size: rows.length };
}
