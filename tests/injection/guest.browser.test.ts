/** The guest of two hundred questions over the store as it is: IndexedDB, full-text search, a key for each circle. */
import { stores } from '../contract/store-opening.ts';
import { guestSuite } from './guest-suite.ts';

const aStore = stores();

guestSuite(() => aStore('guest'));
