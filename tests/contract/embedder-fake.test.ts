import { aFakeEmbedder } from './embedder-fake.ts';
import { embedderContract } from './embedder.ts';

embedderContract('the fake', { open: async () => aFakeEmbedder() });
