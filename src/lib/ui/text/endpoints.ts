/** English: for each way a model server can be out of reach, the exact line that helps, by the program that serves. */
import type { EngineTrouble } from '#lib/app/node-api.ts';
import type { ServerKind } from '#lib/app/endpoint.ts';

export interface Fix {
	readonly kind: ServerKind;
	/** What to do with the line. */
	readonly says: string;
	/** To be copied; absent where it is not typed. */
	readonly line?: string;
}

export interface FixFor {
	/** This page's: what the server must let in. */
	readonly origin: string;
	/** The model asked for, or empty. */
	readonly model: string;
}

const inTerminal = 'Stop the server, then start it in a terminal with:';

const cors = ({ origin }: FixFor): readonly Fix[] => [
	{
		kind: 'ollama',
		says: 'Quit Ollama, then start it in a terminal with:',
		line: `OLLAMA_ORIGINS=${origin} ollama serve`
	},
	{
		kind: 'ollama',
		says: 'Or, where it runs as a service on Linux: sudo systemctl edit ollama, add this line under [Service], and restart it.',
		line: `Environment="OLLAMA_ORIGINS=${origin}"`
	},
	{
		kind: 'llama.cpp',
		says: inTerminal,
		line: `llama-server -m model.gguf --port 8080 --cors-origins ${origin}`
	},
	{
		kind: 'lm-studio',
		says: 'Under Developer, Server Settings switch “Enable CORS” on; or in a terminal:',
		line: 'lms server start --cors'
	},
	{
		kind: 'other',
		says: 'The server’s answers must carry this header:',
		line: `Access-Control-Allow-Origin: ${origin}`
	}
];

const down = (_: FixFor): readonly Fix[] => [
	{ kind: 'ollama', says: 'Start Ollama, or in a terminal:', line: 'ollama serve' },
	{ kind: 'llama.cpp', says: 'In a terminal:', line: 'llama-server -m model.gguf --port 8080' },
	{
		kind: 'lm-studio',
		says: 'Start the server under Developer, or in a terminal:',
		line: 'lms server start --cors'
	},
	{ kind: 'other', says: 'Start the server and compare the address with the one it prints.' }
];

const noModel = ({ model }: FixFor): readonly Fix[] => [
	{ kind: 'ollama', says: 'In a terminal:', line: `ollama pull ${model === '' ? 'llama3.2:1b' : model}` },
	{
		kind: 'llama.cpp',
		says: 'It serves the model that it was started with:',
		line: 'llama-server -m model.gguf --port 8080'
	},
	{ kind: 'lm-studio', says: 'In a terminal:', line: `lms load ${model === '' ? '' : model}`.trimEnd() },
	{ kind: 'other', says: 'Choose one of the models that the server lists.' }
];

const key = (_: FixFor): readonly Fix[] => [
	{
		kind: 'llama.cpp',
		says: 'The key is the one it was started with:',
		line: 'llama-server -m model.gguf --api-key YOUR-KEY'
	},
	{ kind: 'ollama', says: 'It wants no key itself; something in front of it does.' },
	{ kind: 'lm-studio', says: 'Under Developer, Server Settings: make a key, or switch authentication off.' },
	{ kind: 'other', says: 'Keys of hosted services are made in their account pages.' }
];

const mixed = (_: FixFor): readonly Fix[] => [
	{
		kind: 'other',
		says: 'On this device write localhost instead of its name or number; elsewhere put it behind https.'
	}
];

/** What helps against this trouble; of one program where it is known, else of each. */
export function fixesFor(trouble: EngineTrouble, kind: ServerKind, given: FixFor): readonly Fix[] {
	const all = tables[trouble]?.(given) ?? [];
	const own = all.filter((fix) => fix.kind === kind);
	return kind === 'other' || own.length === 0 ? all : own;
}

const tables: Partial<Record<EngineTrouble, (given: FixFor) => readonly Fix[]>> = {
	'endpoint-cors': cors,
	'endpoint-down': down,
	'endpoint-model': noModel,
	'endpoint-key': key,
	'endpoint-mixed': mixed
};
