import { defineConfig } from 'playwright/test';
import e2e from '../e2e/playwright.config.ts';

export default defineConfig({
	...e2e,
	testDir: '.',
	testMatch: '*.bench.ts',
	// Paths of a configuration are read from its own folder.
	globalSetup: '../e2e/server-bundle.ts',
	outputDir: '../../test-results/bench',
	timeout: 90_000,
	use: { ...e2e.use, trace: 'off', screenshot: 'off' }
});
