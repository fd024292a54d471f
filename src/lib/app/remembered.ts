/** Set from before one identity is deleted here until another stands in its place: no start makes one by itself meanwhile. */
export const REPLACING = 'elmnet-replacing';

/** Small choices of this device that must be known before the store is open. Forgotten silently where storage is closed. */
export function remembered(name: string, value?: string | null): string | null {
	try {
		if (value === undefined) return localStorage.getItem(name);
		if (value === null) localStorage.removeItem(name);
		else localStorage.setItem(name, value);
	} catch {
		// Private windows may refuse: the choice then lasts as long as the page.
	}
	return value ?? null;
}
