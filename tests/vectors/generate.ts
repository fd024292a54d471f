/** Writes the vectors anew: `npx tsx tests/vectors/generate.ts`. A difference afterwards is a change of protocol. */
import { writeFileSync } from 'node:fs';
import { vectorFiles } from './make/index.ts';

for (const [name, text] of Object.entries(await vectorFiles()))
	writeFileSync(new URL(name, import.meta.url), text);
