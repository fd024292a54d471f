/** Before the first story: the signaling server in one file, as `npm start` runs it. */
import { execFileSync } from 'node:child_process';

export default function serverBundle(): void {
	execFileSync(process.execPath, ['signaling/bundle.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] });
}
