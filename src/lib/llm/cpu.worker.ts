/** The CPU engine's worker: one model, behind the messages that every engine speaks. */
import { openCpuModel, type CpuModel, type CpuSetup } from './cpu-model.ts';
import { cpuTrouble } from './cpu-trouble.ts';
import { serveEngine, type Port } from './serve-engine.ts';

let model: CpuModel | undefined;

const lost = serveEngine<CpuSetup>(globalThis as unknown as Port, {
	async load(setup, tell) {
		model = await openCpuModel(setup, tell);
		return { contextTokens: model.contextTokens, structured: true, dimensions: 0 };
	},
	async *write(order, signal) {
		if (!model) return;
		try {
			yield* model.write(order, signal);
		} finally {
			// Also when nobody listens any more: the page is to know before it asks again.
			if (model.death) lost(model.death);
		}
	},
	troubleOf: (error) => cpuTrouble(String(error), 'writing')
});

// A promise the library let go of: it would wait for ever, and so would we.
addEventListener('unhandledrejection', ({ reason }) => lost(reason));
