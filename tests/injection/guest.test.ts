/** The guest of two hundred questions over a store in memory, where the rule alone is real. */
import { memoryStore } from '#lib/store/in-memory.ts';
import { seeded } from '#lib/agent/means.fixture.ts';
import { guestSuite } from './guest-suite.ts';

guestSuite(async () => memoryStore({ random: seeded('guest') }));
