/** The app as something installed: works offline after the first visit, and says when a new version waits. */
import { dev } from '$app/environment';
import { ownScript } from './own-script.ts';

export class Pwa {
	/** A new version is loaded and takes over on a click. */
	waiting = $state(false);
	/** This browser keeps the app for offline use. */
	kept = $state(false);

	#takeOver: (() => void) | undefined;

	async register(): Promise<void> {
		if (!('serviceWorker' in navigator)) return;
		const { Workbox } = await import('workbox-window');
		const workbox = new Workbox(ownScript('/service-worker.js'), { type: dev ? 'module' : 'classic' });
		workbox.addEventListener('waiting', () => (this.waiting = true));
		let asked = false;
		this.#takeOver = () => {
			asked = true;
			workbox.messageSkipWaiting();
		};
		workbox.addEventListener('controlling', ({ isUpdate }) => {
			if (asked) location.reload();
			// Another tab updated: this one still runs the old version and is only told so, it may hold half a sentence.
			else if (isUpdate) {
				this.#takeOver = () => location.reload();
				this.waiting = true;
			}
		});
		try {
			await workbox.register();
		} catch {
			// Private windows and some settings refuse service workers; the app works without, online.
			return;
		}
		void navigator.serviceWorker.ready.then(() => (this.kept = true));
	}

	update(): void {
		this.#takeOver?.();
	}
}
