/** What the tools cannot be told in a configuration: each check takes a project's root and returns its violations, one line each. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
import { cruise } from 'dependency-cruiser';
import ts from 'typescript';
import config from './imports.config.mjs';

const transpiling = {
	target: ts.ScriptTarget.ESNext,
	module: ts.ModuleKind.ESNext,
	verbatimModuleSyntax: true
};

const require = createRequire(import.meta.url);

/**
 * Imports against the table of ARCHITECTURE.
 * @param {string} root
 * @returns {Promise<string[]>}
 */
export async function importViolations(root) {
	const folders = ['src', 'signaling', 'tests'].filter((folder) => existsSync(join(root, folder)));
	const { enhancedResolveOptions, ...options } = config.options ?? {};
	const { output } = await cruise(
		folders,
		{ ...options, baseDir: root, validate: true, ruleSet: { forbidden: config.forbidden ?? [] } },
		enhancedResolveOptions,
		// As the build does it: nothing lowered, and an import is dropped only where it says `type`.
		{ tsConfig: { options: transpiling } }
	);
	if (typeof output === 'string') throw new TypeError('expected a cruise result');
	const named = output.summary.violations.map(({ rule, from, to, cycle }) => {
		const way = cycle ? [from, ...cycle.map((step) => step.name)] : [from, to];
		return `${rule.name}: ${way.join(' → ')}`;
	});
	return [...named, ...typesInComponents(root)];
}

/**
 * What the cruise cannot see: it reads components compiled, and by then their type imports are gone.
 * @param {string} root
 * @returns {string[]}
 */
function typesInComponents(root) {
	return sources(join(root, 'src'), '.svelte').flatMap((path) =>
		[...readFileSync(path, 'utf8').matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)]
			.flatMap(([, script]) => ts.createSourceFile('it.ts', script ?? '', ts.ScriptTarget.ESNext).statements)
			.filter((statement) => ts.isImportDeclaration(statement))
			.filter(({ importClause }) => importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword)
			.map(({ moduleSpecifier }) => (ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : ''))
			.filter((from) => !/^(#lib\/(ui|app|protocol)\/|\.|svelte(\/|$)|\$app\/)/.test(from))
			.map((from) => `ui-shows: ${relative(root, path).split(sep).join('/')} → ${from}`)
	);
}

const PURE = ['src/lib/protocol', 'src/lib/agent'];

/** Time, chance, the log and the outside world are handed in; these names are how code helps itself to them. */
const HELP_YOURSELF = new Set([
	...['console', 'performance', 'process', 'navigator', 'location', 'document', 'window', 'self', 'alert'],
	...['setTimeout', 'setInterval', 'setImmediate', 'requestAnimationFrame', 'requestIdleCallback'],
	...['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'Worker', 'BroadcastChannel', 'MessageChannel'],
	...['indexedDB', 'localStorage', 'sessionStorage', 'caches', 'Buffer', 'require', 'eval', 'Function']
]);
const HELP_YOURSELF_MEMBERS = new Set([
	'Date.now',
	'Math.random',
	'crypto.getRandomValues',
	'crypto.randomUUID',
	'AbortSignal.timeout',
	'Atomics.wait'
]);

/**
 * Uses of the clock, chance, timers, the log or the network in the pure folders (tests excluded).
 * @param {string} root
 * @returns {string[]}
 */
export const forbiddenWords = (root) =>
	PURE.flatMap((folder) => sources(join(root, folder)))
		.filter((path) => !/\.(test|fixture)\.ts$/.test(path))
		.flatMap((path) =>
			wordsOf(readFileSync(path, 'utf8')).map(
				(word) => `pure: ${relative(root, path).split(sep).join('/')} uses ${word}`
			)
		);

/**
 * @param {string} source
 * @returns {string[]}
 */
export function wordsOf(source) {
	const file = ts.createSourceFile('it.ts', source, ts.ScriptTarget.ESNext, true);
	/** @type {string[]} */
	const found = [];
	/** @param {import('typescript').Node} node */
	const visit = (node) => {
		const word = wordOf(node);
		if (word !== undefined) found.push(`${word} (line ${lineOf(file, node)})`);
		ts.forEachChild(node, visit);
	};
	visit(file);
	return found;
}

/** @type {(file: import('typescript').SourceFile, node: import('typescript').Node) => number} */
const lineOf = (file, node) => file.getLineAndCharacterOfPosition(node.getStart()).line + 1;

/**
 * @param {import('typescript').Node} node
 * @returns {string | undefined}
 */
function wordOf(node) {
	if (ts.isIdentifier(node) && HELP_YOURSELF.has(node.text) && isUse(node)) return node.text;
	if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length)
		return 'new Date()';
	if (ts.isCallExpression(node) && node.expression.getText() === 'Date') return 'Date()';
	if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && node.initializer)
		return plain(node.initializer) === 'globalThis' ? 'globalThis' : undefined;
	const member = memberOf(node);
	if (member === undefined) return undefined;
	const bare = member.replace(/^globalThis\./, '');
	if (HELP_YOURSELF_MEMBERS.has(bare)) return bare;
	// Through the global object by name, where the compiler is asked to look away.
	return member !== bare && HELP_YOURSELF.has(bare) ? bare : undefined;
}

/**
 * `a.b` and `a['b']` as "a.b".
 * @param {import('typescript').Node} node
 * @returns {string | undefined}
 */
function memberOf(node) {
	if (ts.isPropertyAccessExpression(node)) return `${plain(node.expression)}.${node.name.text}`;
	if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
		return `${plain(node.expression)}.${node.argumentExpression.text}`;
	return undefined;
}

/**
 * An expression without casts, brackets and marks that change nothing at run time.
 * @param {import('typescript').Expression} expression
 * @returns {string}
 */
function plain(expression) {
	if (
		ts.isParenthesizedExpression(expression) ||
		ts.isAsExpression(expression) ||
		ts.isNonNullExpression(expression) ||
		ts.isSatisfiesExpression(expression)
	)
		return plain(expression.expression);
	return memberOf(expression) ?? expression.getText();
}

/**
 * A name that is read, not one that is merely a member, a key or a declaration.
 * @param {import('typescript').Identifier} node
 * @returns {boolean}
 */
function isUse(node) {
	const { parent } = node;
	if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
	if (ts.isQualifiedName(parent)) return false;
	if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
	if (ts.isBindingElement(parent)) return parent.initializer === node;
	if (ts.isVariableDeclaration(parent)) return parent.initializer === node;
	if (ts.isParameter(parent)) return parent.initializer === node;
	return !(
		ts.isTypeElement(parent) ||
		ts.isClassElement(parent) ||
		ts.isTypeReferenceNode(parent) ||
		ts.isFunctionDeclaration(parent) ||
		ts.isMethodDeclaration(parent) ||
		ts.isImportSpecifier(parent) ||
		ts.isExportSpecifier(parent)
	);
}

/** Where a person tries a model: their own words, and nobody else's, are all of the prompt. */
const TRYING_A_MODEL = 'src/lib/app/mind-keeper.ts';

/**
 * A model's prompt is made in one place, where what others wrote is fenced: turns with a role stand in `prompt*.ts` alone.
 * @param {string} root
 * @returns {string[]}
 */
export const promptsElsewhere = (root) =>
	['src/lib/agent', 'src/lib/app', 'src/lib/ui', 'src/routes']
		.flatMap((folder) => sources(join(root, folder)))
		.map((path) => relative(root, path).split(sep).join('/'))
		.filter((path) => path !== TRYING_A_MODEL && !/\.(test|fixture)\.ts$|agent\/prompt[^/]*\.ts$/.test(path))
		.flatMap((path) =>
			turnsOf(readFileSync(join(root, path), 'utf8')).map(
				(line) => `prompts-in-one-place: ${path} makes a turn (line ${line})`
			)
		);

/**
 * Lines of object literals that are turns of a prompt.
 * @param {string} source
 * @returns {number[]}
 */
export function turnsOf(source) {
	const file = ts.createSourceFile('it.ts', source, ts.ScriptTarget.ESNext, true);
	/** @type {number[]} */
	const lines = [];
	/** @param {import('typescript').Node} node */
	const visit = (node) => {
		if (isRole(node)) lines.push(lineOf(file, node));
		ts.forEachChild(node, visit);
	};
	visit(file);
	return lines;
}

/** @param {import('typescript').Node} node */
const isRole = (node) =>
	ts.isPropertyAssignment(node) &&
	/^['"]?role['"]?$/.test(node.name.getText()) &&
	/^['"`](system|person|agent|assistant)['"`]$/.test(plain(node.initializer));

/**
 * The pure folders compiled without the types of any browser or of Node.
 * @param {string} root
 * @param {string} [project]
 * @returns {string[]}
 */
export function pureCompileErrors(root, project = 'tests/arch/tsconfig.pure.json') {
	const tsc = join(require.resolve('typescript/package.json'), '../bin/tsc');
	const { stdout, status } = spawnSync(process.execPath, [tsc, '--pretty', 'false', '-p', project], {
		cwd: root,
		encoding: 'utf8'
	});
	const errors = stdout.split('\n').filter((text) => text.includes('error TS'));
	return status === 0 || errors.length > 0 ? errors.map((text) => `pure-compile: ${text}`) : [stdout];
}

/**
 * Screen state lives in `app/`; nothing under `src/` is called `server`, which Kit keeps for itself.
 * @param {string} root
 * @returns {string[]}
 */
export const misplacedFiles = (root) =>
	sources(join(root, 'src'))
		.map((path) => relative(root, path).split(sep).join('/'))
		.flatMap((path) => [
			...(path.endsWith('.svelte.ts') && !path.startsWith('src/lib/app/')
				? [`state-in-app: ${path} belongs in src/lib/app`]
				: []),
			...(/(^|\/)server(\.|\/)/.test(path) ? [`no-server: ${path} has a name that Kit reserves`] : [])
		]);

/**
 * @param {string} folder
 * @param {string} [ending]
 * @returns {string[]}
 */
function sources(folder, ending = '.ts') {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return sources(path, ending);
		return entry.name.endsWith(ending) ? [path] : [];
	});
}
