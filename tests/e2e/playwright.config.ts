import { defineConfig } from 'playwright/test';
import { launchOptions } from '../browser.ts';

export default defineConfig({
	testDir: '.',
	testMatch: '*.spec.ts',
	outputDir: '../../test-results/e2e',
	// Two cores: one browser with several people in it at a time.
	workers: 1,
	fullyParallel: false,
	forbidOnly: true,
	retries: 0,
	timeout: 120_000,
	expect: { timeout: 20_000 },
	use: {
		browserName: 'chromium',
		launchOptions: launchOptions(),
		viewport: { width: 1280, height: 800 },
		trace: 'retain-on-failure',
		screenshot: 'only-on-failure'
	}
});
