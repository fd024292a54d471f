import { defineConfig } from 'playwright/test';
import { launchOptions } from '../browser.ts';

export default defineConfig({
	testDir: '.',
	testMatch: '*.spec.ts',
	outputDir: '../../test-results/e2e',
	// One for each core of the smallest machine.
	workers: 2,
	fullyParallel: false,
	forbidOnly: true,
	retries: 0,
	timeout: 120_000,
	expect: { timeout: 20_000 },
	globalSetup: './server-bundle.ts',
	use: {
		browserName: 'chromium',
		launchOptions: launchOptions(),
		viewport: { width: 1280, height: 800 },
		// A trace costs a quarter of the time: `--trace on` where a failure needs one.
		screenshot: 'only-on-failure'
	}
});
