/** Keeps the person's rough place: set, shared, forgotten. Loaded when a screen first asks. */
import type { Store } from '#lib/store/store.ts';
import type { NamedPlace, PlaceApi } from './place-api.ts';
import { keepPlace, keptPlace, type KeptPlace } from './place.ts';

export interface PlaceDeps {
	readonly store: {
		readonly settings: Pick<Store['settings'], 'get' | 'put'>;
		readonly items: Pick<Store['items'], 'list' | 'get'>;
	};
	/** What the card may say of the place is another now. */
	readonly changed: () => Promise<void>;
}

/** More names than these nobody reads through; the latest are the likeliest. */
const MOST_NAMED = 50;
const MAX_NAME_CHARS = 120;

export function openPlace({ store: { settings, items }, changed }: PlaceDeps): PlaceApi {
	let last: Promise<unknown> = Promise.resolve();

	/** In turn: each change sees the one before. */
	function change(to: (before: KeptPlace) => KeptPlace): Promise<KeptPlace> {
		const changing = last.then(async () => {
			const before = await keptPlace(settings);
			const now = await keepPlace(settings, to(before));
			if (onCard(now) !== onCard(before)) await changed();
			return now;
		});
		last = changing.catch(() => undefined);
		return changing;
	}

	return {
		place: () => keptPlace(settings),
		setPlace: (place, precision) =>
			change((before) => {
				const { name: _name, geohash: _geohash, ...rest } = before;
				if (place === null) return { ...rest, onCard: false };
				return {
					...{ ...rest, precision: precision ?? before.precision, geohash: place.geohash },
					...(place.name !== undefined && { name: place.name.slice(0, MAX_NAME_CHARS) })
				};
			}),
		setPlacePrecision: (precision) => change((before) => ({ ...before, precision })),
		sharePlace: (wanted) =>
			change((before) =>
				before.geohash === undefined && wanted.sharing === 'always' ? before : { ...before, ...wanted }
			),
		async namedPlaces() {
			const places = new Map<string, NamedPlace>();
			for (const { id, kind } of await items.list()) {
				if (kind !== 'review') continue;
				const fields = (await items.get(id))?.fields;
				if (fields?.kind !== 'review' || !fields.geohash) continue;
				const name = [fields.itemReviewed, fields.address]
					.filter(Boolean)
					.join(', ')
					.slice(0, MAX_NAME_CHARS);
				if (!places.has(name)) places.set(name, { name, geohash: fields.geohash });
				if (places.size === MOST_NAMED) break;
			}
			return [...places.values()];
		}
	};
}

const onCard = ({ geohash, onCard: said }: KeptPlace): string => (said ? (geohash ?? '') : '');
