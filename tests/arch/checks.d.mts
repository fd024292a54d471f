/** Types of checks.mjs for the test; `run.mjs` runs without a compiler. */
export function importViolations(root: string): Promise<string[]>;
export function forbiddenWords(root: string): string[];
export function wordsOf(source: string): string[];
export function pureCompileErrors(root: string, project?: string): string[];
export function misplacedFiles(root: string): string[];
export function promptsElsewhere(root: string): string[];
export function turnsOf(source: string): number[];
