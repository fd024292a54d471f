import type { Place } from '#lib/app/knowledge-api.ts';
import { places } from './text/places.ts';

/** "page 7 · Chapter › Section"; empty where neither is known. */
export const placeWords = (place: Place | undefined): string =>
	[
		place?.page === undefined ? '' : places.page(place.page),
		place?.path?.length ? places.path(place.path) : ''
	]
		.filter((words) => words !== '')
		.join(' · ');
