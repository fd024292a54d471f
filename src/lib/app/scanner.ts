/** Finds QR codes in a camera's picture: by the browser where it can, by a library (loaded then) where it cannot. */
interface Detector {
	detect(image: CanvasImageSource): Promise<readonly { readonly rawValue: string }[]>;
}
interface DetectorClass {
	new (options: { formats: 'qr_code'[] }): Detector;
	getSupportedFormats(): Promise<readonly string[]>;
}

async function detector(): Promise<Detector> {
	const native = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
	if (native && (await native.getSupportedFormats()).includes('qr_code'))
		return new native({ formats: ['qr_code'] });
	const { BarcodeDetector } = await import('qr/decode.js');
	return new BarcodeDetector({ formats: ['qr_code'] });
}

/** Between two looks: often enough to feel immediate, seldom enough to leave a phone cool. */
const LOOK_EVERY_MS = 200;

/** Shows the camera in `video` and resolves with the first text `fits` takes; undefined when stopped. Rejects without a camera. */
export async function scan(
	video: HTMLVideoElement,
	fits: (text: string) => boolean,
	signal: AbortSignal
): Promise<string | undefined> {
	const [camera, eye] = await Promise.all([
		navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } }),
		detector()
	]);
	try {
		video.srcObject = camera;
		await video.play();
		while (!signal.aborted) {
			for (const { rawValue } of await eye.detect(video)) if (fits(rawValue)) return rawValue;
			await new Promise((next) => setTimeout(next, LOOK_EVERY_MS));
		}
		return undefined;
	} finally {
		for (const track of camera.getTracks()) track.stop();
		video.srcObject = null;
	}
}
