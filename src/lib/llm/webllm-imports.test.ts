/** WebLLM is 6.8 MB: whatever a page may import must not lead to it, at the first load or later. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const lib = resolve(import.meta.dirname, '..');
const LIBRARY = '@mlc-ai/web-llm';
/** All that runs: a type's import is gone when it does, and a worker's address is no import. */
const IMPORTS =
	/(?:^|\n)(?:import|export)\s+(?!type\b)(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/g;

function importsOf(file: string): string[] {
	const source = readFileSync(file, 'utf8');
	return [...source.matchAll(IMPORTS)].flatMap(([, still, later]) => {
		const name = still ?? later ?? '';
		if (name.includes('?worker')) return [];
		if (name.startsWith('#lib/')) return [join(lib, name.slice(5))];
		return [name.startsWith('.') ? resolve(dirname(file), name) : name];
	});
}

const files = readdirSync(lib, { recursive: true, encoding: 'utf8' })
	.filter((name) => /\.(ts|svelte)$/.test(name) && !/\.(test|fixture)\.ts$/.test(name))
	.map((name) => join(lib, name));

const graph = new Map(files.map((file) => [file, importsOf(file)]));

function leadsToLibrary(file: string, seen = new Set<string>()): boolean {
	if (file === LIBRARY) return true;
	if (seen.has(file)) return false;
	seen.add(file);
	return (graph.get(file) ?? []).some((next) => leadsToLibrary(next, seen));
}

test('nothing but WebLLM’s own worker leads to the library', () => {
	const leading = files.filter((file) => leadsToLibrary(file)).map((file) => relative(lib, file));
	expect(leading.sort()).toEqual(['llm/webllm-config.ts', 'llm/webllm.worker.ts']);
});

test('the loader is among what was looked at, and leads to what it needs', () => {
	const loader = join(lib, 'llm/webllm.ts');
	expect(graph.get(loader)).toContain(join(lib, 'llm/worker-engine.ts'));
});
