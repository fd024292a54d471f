/** Who may import whom: ARCHITECTURE's table, for dependency-cruiser. Tests may reach further than what they test; cycles are for nobody. */

/** Unit tests and what only they import. */
const tests = '\\.(test|fixture)\\.ts$|(^|/)tests/';
const packages = (...names) => `(^|/)node_modules/(${names.join('|')})/`;
const anyPackage = '(^|/)node_modules/';
/** Modules the framework makes up: `$app/…` and what the service worker and environment are given. */
const framework = '^\\$(app|env|service-worker)(/|$)';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
	forbidden: [
		{
			name: 'protocol-is-pure',
			comment: 'Someone else must be able to implement the protocol from this folder alone.',
			severity: 'error',
			from: { path: '^src/lib/protocol/', pathNot: tests },
			to: { pathNot: ['^src/lib/protocol/', packages('@noble', '@hpke', '@scure', 'valibot')] }
		},
		{
			name: 'agent-knows-protocol',
			comment: 'The agent sees the world through ports.ts: no package, no built-in of Node, no adapter.',
			severity: 'error',
			from: { path: '^src/lib/agent/', pathNot: tests },
			to: { pathNot: ['^src/lib/(agent|protocol)/'] }
		},
		{
			name: 'answerer-is-alone',
			comment:
				'What answers peers knows their question, what they may read and the filter; nothing of asking, memory, prompts, people or post. answerer.ts hands in the rest, narrowed.',
			severity: 'error',
			from: { path: '^src/lib/agent/(answer|leaving[^/]*)\\.ts$', pathNot: tests },
			to: {
				pathNot: [
					'^src/lib/protocol/',
					'^src/lib/agent/(answerer|citations|compose|leaving[^/]*|near|ports|terms|wire-text)\\.ts$'
				]
			}
		},
		{
			name: 'answerer-reaches-no-model',
			comment: 'Not by a detour either: no prompt for a model, and nothing that reads what one wrote.',
			severity: 'error',
			from: { path: '^src/lib/agent/(answer|answerer|leaving[^/]*)\\.ts$', pathNot: tests },
			to: {
				path: '^src/lib/agent/(ask|prompt|prose|support|understand|branches|writing|replies|route)[^/]*\\.ts$',
				reachable: true
			}
		},
		{
			name: 'adapters-are-strangers',
			comment: 'An adapter can be replaced without touching another, or judgement.',
			severity: 'error',
			from: { path: '^src/lib/(net|store|intake|llm|tools)/', pathNot: tests },
			to: { pathNot: ['^src/lib/$1/', '^src/lib/protocol/', '^src/lib/agent/ports\\.ts$', anyPackage] }
		},
		{
			name: 'app-composes',
			comment: 'The composition root knows every part but not the pictures.',
			severity: 'error',
			from: { path: '^src/lib/app/', pathNot: tests },
			to: { pathNot: ['^src/lib/(?!ui/)', anyPackage, framework] }
		},
		{
			name: 'ui-shows',
			comment: 'Pictures and words: what they show comes from app, and names of the protocol only as types.',
			severity: 'error',
			from: { path: '^src/(lib/ui|routes)/', pathNot: tests },
			to: {
				pathNot: [
					'^src/lib/(ui|app|protocol)/',
					'^src/routes/',
					'^src/app\\.css$',
					packages('svelte'),
					framework
				]
			}
		},
		{
			name: 'ui-shows-types-of-protocol',
			comment: 'A page that runs protocol code has begun to decide things.',
			severity: 'error',
			from: { path: '^src/(lib/ui|routes)/', pathNot: tests },
			to: { path: '^src/lib/protocol/', dependencyTypesNot: ['type-only'] }
		},
		{
			name: 'signaling-is-blind',
			comment: 'The server shares the protocol with the app and nothing else.',
			severity: 'error',
			from: { path: '^signaling/', pathNot: tests },
			to: { pathNot: ['^signaling/', '^src/lib/protocol/', anyPackage], dependencyTypesNot: ['core'] }
		},
		{
			name: 'signaling-stays-outside',
			comment: 'What runs in the browser never imports the server.',
			severity: 'error',
			from: { path: '^src/', pathNot: tests },
			to: { path: '^signaling/' }
		},
		{
			name: 'tests-stay-outside',
			comment: 'What is shipped imports no test.',
			severity: 'error',
			from: { path: '^(src|signaling)/', pathNot: tests },
			to: { path: tests, pathNot: anyPackage }
		},
		{
			name: 'no-cycles',
			comment: 'Two modules that need one another at run time are one module, or lack a third.',
			severity: 'error',
			from: {},
			to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }
		},
		{
			name: 'resolves',
			comment: 'An import that leads nowhere escapes every other rule.',
			severity: 'error',
			from: { path: '^(src|signaling|tests)/' },
			to: {
				couldNotResolve: true,
				pathNot: [framework, '^virtual:', '^\\./\\$types', '\\?(url|raw|worker)$']
			}
		}
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '^(build|\\.svelte-kit)/' },
		// Types too, told apart from what runs: an `import type` is still a promise kept.
		tsPreCompilationDeps: 'specify',
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['svelte', 'browser', 'import', 'node', 'default', 'types'],
			extensions: ['.ts', '.js', '.mjs', '.svelte', '.json', '.css']
		}
	}
};
