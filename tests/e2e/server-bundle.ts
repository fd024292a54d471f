/** Before the first story: the signaling server as `npm start` runs it, in one file. */
import { bundle, isBundled } from '../../signaling/bundle.mjs';

export default async function serverBundle(): Promise<void> {
	if (!isBundled()) await bundle();
}
