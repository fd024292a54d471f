/** Says which of ARCHITECTURE's rules the code breaks; exits 1 when there is one. `node tests/arch/run.mjs` */
import { fileURLToPath } from 'node:url';
import {
	forbiddenWords,
	importViolations,
	misplacedFiles,
	promptsElsewhere,
	pureCompileErrors
} from './checks.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
process.chdir(root);

const violations = [
	...(await importViolations(root)),
	...forbiddenWords(root),
	...misplacedFiles(root),
	...promptsElsewhere(root),
	...pureCompileErrors(root)
];
for (const violation of violations) console.error(violation);
console.log(
	violations.length === 0
		? 'arch: imports, pure folders and names are as ARCHITECTURE says'
		: `arch: ${violations.length} violations`
);
process.exitCode = violations.length === 0 ? 0 : 1;
