/**
 * An invite link opened in this tab: a contact's (`#i=`) or a community's (`#c=`). It holds a secret, so it is taken out of
 * the address bar before anything else runs and kept in this tab only until it is accepted or declined; a reload in between
 * does not lose it.
 */
const KEY = 'invite';

/** Takes an invite out of the address bar, if one is there. Safe to call at any time. */
export function takeInvite(): boolean {
	if (!/^#[ic]=/.test(location.hash)) return false;
	const link = location.href;
	history.replaceState(history.state, '', location.pathname + location.search);
	try {
		sessionStorage.setItem(KEY, link);
	} catch {
		// No session storage: it lives as long as the page.
	}
	held = link;
	return true;
}

let held: string | null = null;

/** The invite that waits for the person's decision. */
export function heldInvite(): string | null {
	try {
		return held ?? sessionStorage.getItem(KEY);
	} catch {
		return held;
	}
}

/** Whether it leads into a community. */
export const isCommunityLink = (link: string): boolean => link.includes('#c=');

export function dropInvite(): void {
	held = null;
	try {
		sessionStorage.removeItem(KEY);
	} catch {
		// Nothing was kept there.
	}
}
