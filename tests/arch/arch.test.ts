/** Each rule of ARCHITECTURE is shown to bite: a small project that breaks it, and one that does not. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
	forbiddenWords,
	importViolations,
	misplacedFiles,
	promptsElsewhere,
	pureCompileErrors,
	turnsOf,
	wordsOf
} from './checks.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folders: string[] = [];
afterEach(() => {
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A project of these files, in which the packages named below are installed. */
function aProject(files: Record<string, string>, parent = tmpdir()): string {
	const folder = mkdtempSync(join(parent, 'elmnet-arch-'));
	folders.push(folder);
	const installed = Object.fromEntries(
		['valibot', '@noble/hashes', 'idb', 'svelte', 'ws'].flatMap((name) => [
			[
				`node_modules/${name}/package.json`,
				JSON.stringify({ name, type: 'module', exports: { '.': './index.js', './internal/*': './index.js' } })
			],
			[`node_modules/${name}/index.js`, 'export const it = 1;\n']
		])
	);
	const all: Record<string, string> = {
		'package.json': JSON.stringify({ type: 'module', imports: { '#lib/*': './src/lib/*' } }),
		...installed,
		...files
	};
	for (const [path, text] of Object.entries(all)) {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), text);
	}
	return folder;
}

const it = 'export const it = 1;\nexport type It = number;\n';
const runs = (from: string) => `import { it } from '${from}';\nexport const used = it;\n`;
const types = (from: string) => `import type { It } from '${from}';\nexport const used: It = 1;\n`;

const everywhere = {
	'src/lib/protocol/schema.ts': it,
	'src/lib/agent/ports.ts': it,
	'src/lib/agent/ask.ts': it,
	'src/lib/agent/post.ts': it,
	'src/lib/agent/memory.ts': it,
	'src/lib/agent/prompt.ts': it,
	'src/lib/agent/detour.ts': runs('./prompt.ts'),
	'src/lib/net/mesh.ts': it,
	'src/lib/store/database.ts': it,
	'src/lib/app/node.ts': it,
	'src/lib/ui/words.ts': it,
	'src/routes/page.ts': it,
	'signaling/broker.ts': it
};

const page = (script: string) => `<script lang="ts">\n${script}</script>\n<p>{used}</p>\n`;

describe('an import across a border is named', () => {
	const bad: [rule: string, file: string, text: string][] = [
		['protocol-is-pure', 'src/lib/protocol/a.ts', runs('idb')],
		['protocol-is-pure', 'src/lib/protocol/a.ts', runs('#lib/agent/ports.ts')],
		['protocol-is-pure', 'src/lib/protocol/a.ts', types('#lib/agent/ports.ts')],
		[
			'protocol-is-pure',
			'src/lib/protocol/a.ts',
			"import { readFileSync } from 'node:fs';\nreadFileSync('');\n"
		],
		['agent-knows-protocol', 'src/lib/agent/a.ts', runs('#lib/store/database.ts')],
		['agent-knows-protocol', 'src/lib/agent/a.ts', runs('valibot')],
		[
			'agent-knows-protocol',
			'src/lib/agent/a.ts',
			"import { join } from 'node:path';\nexport const used = join;\n"
		],
		['adapters-are-strangers', 'src/lib/net/a.ts', runs('#lib/store/database.ts')],
		['adapters-are-strangers', 'src/lib/store/a.ts', types('#lib/net/mesh.ts')],
		['adapters-are-strangers', 'src/lib/llm/a.ts', types('#lib/agent/ask.ts')],
		['adapters-are-strangers', 'src/lib/intake/a.ts', runs('#lib/app/node.ts')],
		['adapters-are-strangers', 'src/lib/tools/a.ts', runs('#lib/ui/words.ts')],
		['app-composes', 'src/lib/app/a.ts', runs('#lib/ui/words.ts')],
		['app-composes', 'src/lib/app/a.ts', runs('../../routes/page.ts')],
		['ui-shows', 'src/lib/ui/a.ts', runs('#lib/agent/ask.ts')],
		['ui-shows', 'src/lib/ui/a.ts', types('#lib/agent/ask.ts')],
		['ui-shows', 'src/routes/a.ts', runs('#lib/store/database.ts')],
		['ui-shows', 'src/routes/a.ts', runs('idb')],
		['ui-shows', 'src/lib/ui/A.svelte', page(runs('#lib/agent/ask.ts'))],
		['ui-shows', 'src/lib/ui/A.svelte', page(types('#lib/agent/ask.ts'))],
		['ui-shows-types-of-protocol', 'src/lib/ui/a.ts', runs('#lib/protocol/schema.ts')],
		['ui-shows-types-of-protocol', 'src/lib/ui/A.svelte', page(runs('#lib/protocol/schema.ts'))],
		['answerer-is-alone', 'src/lib/agent/answer.ts', runs('./ask.ts')],
		['answerer-is-alone', 'src/lib/agent/answer.ts', types('./post.ts')],
		['answerer-is-alone', 'src/lib/agent/leaving.ts', runs('./ask.ts')],
		['answerer-is-alone', 'src/lib/agent/leaving-words.ts', runs('./memory.ts')],
		['answerer-reaches-no-model', 'src/lib/agent/answerer.ts', runs('./detour.ts')],
		['signaling-is-blind', 'signaling/a.ts', runs('../src/lib/agent/ask.ts')],
		['signaling-is-blind', 'signaling/a.ts', types('../src/lib/net/mesh.ts')],
		['signaling-stays-outside', 'src/lib/app/a.ts', runs('../../../signaling/broker.ts')],
		['tests-stay-outside', 'src/lib/net/a.ts', runs('./mesh.test.ts')],
		['resolves', 'src/lib/net/a.ts', runs('./nowhere.ts')]
	];
	test.each(bad)('%s: %s', async (rule, file, text) => {
		const project = aProject({ ...everywhere, 'src/lib/net/mesh.test.ts': it, [file]: text });
		const violations = await importViolations(project);
		expect(violations.filter((violation) => violation.startsWith(`${rule}: ${file} →`))).toHaveLength(1);
	});

	test('what the table allows is not named', async () => {
		const good = {
			'src/lib/protocol/a.ts': runs('@noble/hashes') + types('./schema.ts').replace('used', 'other'),
			'src/lib/protocol/b.ts': runs('valibot'),
			'src/lib/agent/a.ts': runs('../protocol/schema.ts'),
			'src/lib/agent/b.ts': runs('#lib/protocol/schema.ts'),
			'src/lib/agent/a.test.ts': runs('#lib/store/database.ts'),
			'src/lib/net/a.ts': runs('#lib/agent/ports.ts'),
			'src/lib/store/a.ts': runs('idb'),
			'src/lib/app/a.ts': runs('#lib/store/database.ts') + "import '$app/environment';\n",
			'src/lib/ui/a.ts': types('#lib/protocol/schema.ts'),
			'src/lib/ui/b.ts': runs('svelte'),
			'src/lib/ui/A.svelte': page(types('#lib/protocol/schema.ts')),
			'src/routes/a.ts': runs('#lib/app/node.ts'),
			'signaling/a.ts': runs('../src/lib/protocol/schema.ts') + "import 'node:http';\nimport 'ws';\n"
		};
		expect(await importViolations(aProject({ ...everywhere, ...good }))).toEqual([]);
	});

	test('no-cycles: two modules that run each other', async () => {
		const project = aProject({
			'src/lib/net/a.ts': `import { b } from './b.ts';\nexport const a = () => b;\n`,
			'src/lib/net/b.ts': `import { a } from './a.ts';\nexport const b = () => a;\n`
		});
		const violations = await importViolations(project);
		expect(violations.some((violation) => violation.startsWith('no-cycles: '))).toBe(true);
	});

	test('a circle of types alone is no cycle', async () => {
		const project = aProject({
			'src/lib/net/a.ts': `import { b } from './b.ts';\nexport type A = number;\nexport const a = () => b;\n`,
			'src/lib/net/b.ts': `import type { A } from './a.ts';\nexport const b: A = 1;\n`
		});
		expect(await importViolations(project)).toEqual([]);
	});
});

describe('the pure folders take nothing by themselves', () => {
	test.each([
		['Date.now()', 'Date.now'],
		['new Date()', 'new Date()'],
		['new Date', 'new Date()'],
		["Date['now']()", 'Date.now'],
		['Math.random()', 'Math.random'],
		["console.log('x')", 'console'],
		['setTimeout(f, 1)', 'setTimeout'],
		["await fetch('/')", 'fetch'],
		['const { fetch } = globalThis', 'globalThis'],
		["globalThis['fetch']('/')", 'fetch'],
		['(globalThis as unknown as { fetch: F }).fetch()', 'fetch'],
		['crypto.getRandomValues(b)', 'crypto.getRandomValues'],
		['AbortSignal.timeout(5)', 'AbortSignal.timeout'],
		['const now = performance.now', 'performance'],
		['let later = { at: setTimeout }', 'setTimeout']
	])('%s is found', (source, word) => {
		expect(wordsOf(source).map((found) => found.replace(/ \(line 1\)$/, ''))).toContain(word);
	});

	test.each([
		'deps.fetch(url)',
		'const page = { fetch: deps.fetch, console: 1 };',
		'interface Ports { fetch(url: string): void; setTimeout: number }',
		'// Date.now() and fetch are handed in',
		"const word = 'console';",
		'new Date(at).toISOString()',
		'clock.now() + chance.random()',
		'class Link { self = 1; close() { return this.self; } }',
		'(globalThis as { crypto?: { subtle?: SubtleCrypto } }).crypto?.subtle'
	])('%s is no use of them', (source) => {
		expect(wordsOf(source)).toEqual([]);
	});

	test('tests may; the code beside them may not', () => {
		const project = aProject({
			'src/lib/agent/a.test.ts': 'Date.now();\n',
			'src/lib/protocol/b.ts': 'export const at = () =>\n\tDate.now();\n',
			'src/lib/net/c.ts': 'Date.now();\n'
		});
		expect(forbiddenWords(project)).toEqual(['pure: src/lib/protocol/b.ts uses Date.now (line 2)']);
	});

	// Beside the real packages, because their types could bring a browser's along.
	describe('of a browser and of Node', () => {
		const names = ['document', 'localStorage', 'fetch', 'setTimeout', 'process', 'Buffer', 'indexedDB'];
		let errors: readonly string[];
		// In one run of the compiler: reading those types is what takes its time.
		beforeAll(() => {
			const sealed = join(root, 'src/lib/protocol/sealed.ts');
			const uses = names.map((name) => [
				`${name}.ts`,
				`import { seal } from '${sealed}';\nexport const used = [seal, ${name}];\n`
			]);
			const files = { ...Object.fromEntries(uses), 'tsconfig.json': pure(names.map((name) => `${name}.ts`)) };
			const project = aProject(files, root + 'tests/arch');
			errors = pureCompileErrors(root, join(project, 'tsconfig.json'));
		}, 60_000);

		test.each(names)('%s does not compile there', (name) => {
			expect(errors.filter((text) => text.includes(`'${name}'`))).toHaveLength(1);
		});
	});
});

const pure = (files: readonly string[]) =>
	JSON.stringify({
		extends: join(root, 'tests/arch/tsconfig.pure.json'),
		include: [],
		files: [join(root, 'tests/arch/pure.d.ts'), ...files]
	});

describe("a model's prompt is made in one place", () => {
	test.each([
		["const turn = { role: 'system', text };", 1],
		["turns.push({ text, role: 'person' as const });", 1],
		['const turns = [{ "role": `agent`, text }];', 1],
		["const me = { peer, role: 'leader' };", 0],
		["if (turn.role === 'system') text += turn.text;", 0],
		["interface Turn { role: 'system' | 'person'; text: string }", 0]
	])('%s', (source, found) => {
		expect(turnsOf(source)).toHaveLength(found);
	});

	test('prompt.ts may; what asks, shows or composes may not', () => {
		const turn = "export const turns = [{ role: 'person', text: '' }];\n";
		const project = aProject({
			'src/lib/agent/prompt.ts': turn,
			'src/lib/agent/prompt-fence.ts': turn,
			'src/lib/agent/prompt.test.ts': turn,
			'src/lib/agent/replies.ts': turn,
			'src/lib/app/mind.ts': `\n${turn}`
		});
		expect(promptsElsewhere(project)).toEqual([
			'prompts-in-one-place: src/lib/agent/replies.ts makes a turn (line 1)',
			'prompts-in-one-place: src/lib/app/mind.ts makes a turn (line 2)'
		]);
	});
});

test('screen state outside app and files called server are named', () => {
	const project = aProject({
		'src/lib/ui/peers.svelte.ts': it,
		'src/lib/app/peers.svelte.ts': it,
		'src/lib/net/server.ts': it,
		'src/lib/net/observer.ts': it
	});
	expect(misplacedFiles(project)).toEqual([
		'no-server: src/lib/net/server.ts has a name that Kit reserves',
		'state-in-app: src/lib/ui/peers.svelte.ts belongs in src/lib/app'
	]);
});
