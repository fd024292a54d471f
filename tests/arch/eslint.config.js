/** Lint for the whole tree: `npx eslint -c tests/arch/eslint.config.js .` Only what finds mistakes; how code looks is prettier's. */
import { fileURLToPath } from 'node:url';
import js from '@eslint/js';
import prettier from 'eslint-config-prettier/flat';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';

const root = fileURLToPath(new URL('../..', import.meta.url));

export default defineConfig(
	globalIgnores(['build/', '.svelte-kit/', '.elmnet/', 'static/', 'test-results/', 'node_modules/']),
	js.configs.recommended,
	ts.configs.strictTypeChecked,
	svelte.configs.recommended,
	prettier,
	svelte.configs.prettier,
	{
		languageOptions: {
			globals: { ...globals.browser, ...globals.node, __APP_VERSION__: 'readonly' },
			parserOptions: {
				projectService: true,
				tsconfigRootDir: root,
				extraFileExtensions: ['.svelte']
			}
		},
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		rules: {
			eqeqeq: 'error',
			'no-console': 'error',
			// The compiler knows what is defined, types included.
			'no-undef': 'off',
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' }
			],
			'@typescript-eslint/consistent-type-imports': [
				'error',
				{ fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }
			],
			'@typescript-eslint/switch-exhaustiveness-check': 'error',
			// `void` is how a promise is let go on purpose; an arrow that returns void is how a callback is short.
			'@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
			'@typescript-eslint/no-confusing-void-expression': 'off',
			'@typescript-eslint/no-meaningless-void-operator': 'off',
			'@typescript-eslint/no-invalid-void-type': 'off',
			'@typescript-eslint/restrict-template-expressions': [
				'error',
				{ allowNumber: true, allowBoolean: true }
			],
			// An async function that does not wait yet keeps a port's shape, and turns what it throws into a rejection.
			'@typescript-eslint/require-await': 'off',
			// At borders the types are hopes: a check that looks needless to the compiler may be the one that holds.
			'@typescript-eslint/no-unnecessary-condition': 'off',
			'@typescript-eslint/no-unnecessary-type-parameters': 'off',
			// Arithmetic over indices is unreadable without it; what comes from outside has a rule of its own below.
			'@typescript-eslint/no-non-null-assertion': 'off',
			'@typescript-eslint/no-empty-function': 'off',
			'@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
			'@typescript-eslint/prefer-promise-reject-errors': 'off',
			'@typescript-eslint/unified-signatures': 'off'
		}
	},
	{
		// The parser makes a program of its own for every component, minutes in all, in which the types of other components are
		// `any`: what types say of components only svelte-check sees.
		files: ['**/*.svelte'],
		...ts.configs.disableTypeChecked,
		languageOptions: { parserOptions: { parser: ts.parser, projectService: false, program: null } }
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser } },
		rules: {
			// In a template the parser sees what other components hand out as `any`; svelte-check knows better.
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-return': 'off',
			'@typescript-eslint/no-unsafe-call': 'off',
			// A static app has no base path to resolve.
			'svelte/no-navigation-without-resolve': 'off',
			// Runes make `let` of what is never assigned in the script but by a binding.
			'prefer-const': 'off',
			// Screen state is `$state.raw` records, replaced and never mutated; a Map beside it is only a look-up.
			'svelte/prefer-svelte-reactivity': 'off'
		}
	},
	{
		files: ['src/lib/protocol/**', 'src/lib/agent/inbox*.ts', 'signaling/**'],
		rules: { '@typescript-eslint/no-non-null-assertion': 'error' }
	},
	{
		files: ['signaling/**', 'tests/**', '**/*.mjs'],
		rules: { 'no-console': 'off' }
	},
	{
		// The composition root: where the log that is handed in ends, and where parts that are plain functions behind a
		// port's method are handed on as such.
		files: ['src/lib/app/**'],
		rules: { 'no-console': 'off', '@typescript-eslint/unbound-method': 'off' }
	},
	{
		// A test says what it knows (`!`, casts) and would fail if it were wrong.
		files: ['**/*.test.ts', '**/*.fixture.ts', 'tests/**/*.ts'],
		rules: {
			'@typescript-eslint/no-non-null-assertion': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-return': 'off',
			'@typescript-eslint/no-unsafe-call': 'off',
			'@typescript-eslint/unbound-method': 'off',
			'@typescript-eslint/no-misused-spread': 'off',
			'@typescript-eslint/no-unnecessary-template-expression': 'off'
		}
	},
	{
		// Without types: scripts, and the service worker, whose compiler settings are its own and which the compiler checks by them.
		files: ['**/*.js', '**/*.mjs', '*.config.ts', 'src/service-worker.ts'],
		extends: [ts.configs.disableTypeChecked]
	}
);
