/** The browser's own model, over a browser that behaves as the Prompt API's specification says. */
import { FakeBrowser } from '#lib/llm/built-in.fixture.ts';
import { loadBuiltIn } from '#lib/llm/built-in.ts';
import { modelContract } from './model.ts';

modelContract('The built-in model', {
	open: () =>
		loadBuiltIn({ tell: () => undefined, signal: new AbortController().signal }, new FakeBrowser().api),
	prompt: 'Once upon a time'
});
