/** Words of the browser beside the page, only where the person allowed them before and does not look at the page. */
import type { CommunityNotice } from './communities-api.ts';

export const notifyOf =
	(page: Window & typeof globalThis) =>
	({ community, entry, title, name, text }: CommunityNotice): void => {
		if (page.Notification?.permission !== 'granted' || page.document.visibilityState === 'visible') return;
		const said = { body: `${name}: ${text}`, tag: community };
		try {
			const shown = new page.Notification(title, said);
			shown.addEventListener('click', () => {
				page.focus();
				page.location.assign(`/communities#${community}/${entry}`);
				shown.close();
			});
		} catch {
			// Browsers of phones have only the service worker say something.
			void page.navigator.serviceWorker?.ready.then((worker) => worker.showNotification(title, said));
		}
	};
