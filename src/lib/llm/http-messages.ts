/** What the page and the worker of a model server say to one another beside the words of every engine. */
import type { Checked, HttpPlace } from './http-engine.ts';

export interface CheckOrder {
	readonly say: 'check';
	readonly place: HttpPlace;
}

export interface CheckReply {
	readonly say: 'checked';
	readonly checked: Checked;
}
