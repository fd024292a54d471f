/** Tabs that begin anew together: when they lock, when one of them unlocks, when what lies in the store is another's. */
import { TABS, type Message } from './tabs.ts';

/** Until what is being said to the other tabs has gone out. */
const LAST_WORDS_MS = 50;

/** In the leading tab: loads all tabs anew, this one last. Nothing that was opened stays in memory. */
export function reloadTabs(): void {
	setTimeout(() => {
		const channel = new BroadcastChannel(TABS);
		channel.postMessage({ say: 'reload' } satisfies Message);
		channel.close();
		location.reload();
	}, LAST_WORDS_MS);
}

/** In a tab that waits for a passphrase: hears that another tab leads. Returns how to stop. */
export function onceLed(then: () => void): () => void {
	const channel = new BroadcastChannel(TABS);
	channel.onmessage = ({ data }: MessageEvent<Message>) => {
		if (data.say === 'leading') then();
	};
	return () => channel.close();
}
