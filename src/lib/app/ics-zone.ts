/**
 * Times on the clocks of a zone, by what the browser knows of zones. A time that the clocks skip is taken as if they had
 * not been put forward yet; of one that they show twice, the first is meant (as RFC 5545, 3.3.5, has it).
 */
const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

export function isZone(name: string): boolean {
	try {
		formatIn(name);
		return true;
	} catch {
		return false;
	}
}

/** The reader's own. */
export const zoneHere = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** All zones to choose from, the reader's own among them. */
export const zonesKnown = (): readonly string[] =>
	[...new Set([zoneHere(), 'UTC', ...Intl.supportedValuesOf('timeZone')])].sort();

function formatIn(zone: string): Intl.DateTimeFormat {
	const known = formats.get(zone);
	if (known) return known;
	const made = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
		...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
		...{ hour: 'numeric', minute: 'numeric', second: 'numeric' }
	});
	formats.set(zone, made);
	return made;
}

/** How far the clocks of a zone are ahead of UTC then, in milliseconds. */
export function offsetAt(zone: string, at: number): number {
	const parts: Record<string, number> = {};
	for (const { type, value } of formatIn(zone).formatToParts(at)) parts[type] = Number(value);
	const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
	return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** `2026-11-22T19:30` as if it were UTC; undefined where there is no such day. */
export function wallOf(local: string): number | undefined {
	const read = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)$/.exec(local);
	if (!read) return undefined;
	const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = read.slice(1).map(Number);
	const at = Date.UTC(year, month - 1, day, hour, minute);
	return localOf(at) === local ? at : undefined;
}

/** The other way. */
export const localOf = (wall: number): string => new Date(wall).toISOString().slice(0, 16);

/** When the clocks of `zone` show this; undefined where there is no such day or the zone is not known here. */
export function instantOf(local: string, zone: string): number | undefined {
	const wall = wallOf(local);
	if (wall === undefined || !isZone(zone)) return undefined;
	// No zone changes its clocks twice within two days.
	const [before, after] = [offsetAt(zone, wall - DAY_MS), offsetAt(zone, wall + DAY_MS)];
	const [early, late] = [wall - Math.max(before, after), wall - Math.min(before, after)];
	for (const at of [early, late]) if (at + offsetAt(zone, at) === wall) return at;
	return wall - before;
}

/** What the clocks of `zone` show then. */
export const localIn = (zone: string, at: number): string => localOf(at + offsetAt(zone, at));

/** Every change of the clocks of `zone` in that time, with what they were ahead by before and after. */
export function changesIn(
	zone: string,
	from: number,
	to: number
): readonly { readonly at: number; readonly before: number; readonly after: number }[] {
	const changes: { at: number; before: number; after: number }[] = [];
	/** Nowhere are clocks changed and changed back within this. */
	const step = 8 * DAY_MS;
	for (let at = from; at < to; at += step) {
		const [before, after] = [offsetAt(zone, at), offsetAt(zone, at + step)];
		if (before === after) continue;
		let [low, high] = [at, at + step];
		while (high - low > 1000) {
			const middle = Math.floor((low + high) / 2000) * 1000;
			if (offsetAt(zone, middle) === before) low = middle;
			else high = middle;
		}
		changes.push({ at: Math.round(high / 1000) * 1000, before, after });
	}
	return changes;
}
