/**
 * What the end-to-end tests stand on: the real signaling server in its own process and folder, and people, each with a
 * browser profile of their own, who find everything by role and name. Longer than others: what a person can do in every
 * story is looked up in one place.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	test as base,
	expect,
	type Browser,
	type BrowserContext,
	type Locator,
	type Page
} from 'playwright/test';
import { freePort } from '../../signaling/port-testing.ts';

export { expect };

export class Server {
	readonly url: string;
	readonly dataDir: string;
	#port: number;
	#process: ChildProcess | undefined;
	#log: string[] = [];

	readonly #env: Readonly<Record<string, string>>;

	private constructor(port: number, dataDir: string, env: Readonly<Record<string, string>>) {
		this.#env = env;
		this.#port = port;
		this.url = `http://localhost:${port}`;
		this.dataDir = dataDir;
	}

	static async start(env: Readonly<Record<string, string>> = {}): Promise<Server> {
		const server = new Server(await freePort(), mkdtempSync(join(tmpdir(), 'elmnet-e2e-')), env);
		await server.up();
		return server;
	}

	/** Starts (again) on the same port and folder; resolves when /health answers. */
	async up(): Promise<void> {
		const child = spawn(process.execPath, ['.elmnet/server.mjs'], {
			env: {
				...process.env,
				PORT: String(this.#port),
				DATA_DIR: this.dataDir,
				LOG_LEVEL: 'debug',
				...this.#env
			},
			stdio: ['ignore', 'pipe', 'pipe']
		});
		child.stdout.on('data', (chunk: Buffer) => this.#log.push(chunk.toString()));
		child.stderr.on('data', (chunk: Buffer) => this.#log.push(chunk.toString()));
		this.#process = child;
		await expect
			.poll(
				() =>
					fetch(`${this.url}/health`).then(
						(answer) => answer.status,
						() => 0
					),
				{
					message: 'the signaling server answers /health',
					timeout: 20_000
				}
			)
			.toBe(200);
	}

	/** No goodbye: as a crash would. */
	async kill(): Promise<void> {
		const child = this.#process;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const gone = new Promise((resolve) => child.once('exit', resolve));
		child.kill('SIGKILL');
		await gone;
	}

	/** Everything the server wrote: its log and every byte of its folder. */
	traces(): Buffer {
		const files = readdirSync(this.dataDir, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map((entry) => readFileSync(join(entry.parentPath, entry.name)));
		return Buffer.concat([Buffer.from(this.#log.join('')), ...files]);
	}

	async end(): Promise<void> {
		await this.kill();
		rmSync(this.dataDir, { recursive: true, force: true });
	}
}

export type Visibility = 'Private' | 'Contacts' | 'Named peers' | 'Public';

/** Somebody at a browser of their own. Closing the tab keeps the profile. */
export class Person {
	readonly name: string;
	readonly context: BrowserContext;
	page: Page;
	/** Uncaught errors and console errors of every tab this person had: there should be none. */
	readonly errors: string[] = [];
	#url: string;

	private constructor(name: string, context: BrowserContext, page: Page, url: string) {
		this.name = name;
		this.context = context;
		this.page = page;
		this.#url = url;
		this.#listen(page);
	}

	static async arrive(
		browser: Browser,
		name: string,
		url: string,
		path = '/',
		before?: (page: Page) => Promise<void>
	): Promise<Person> {
		const context = await browser.newContext({
			// Chromium hides addresses from pages without it; Firefox has a preference instead.
			...(browser.browserType().name() === 'chromium' && { permissions: ['microphone'] }),
			viewport: { width: 1280, height: 800 }
		});
		const person = new Person(name, context, await context.newPage(), url);
		await before?.(person.page);
		await person.go(path);
		return person;
	}

	#listen(page: Page): void {
		page.on('pageerror', (error) => {
			// In Firefox the test tool's own style for taking pictures meets our policy, and is told as a page's error;
			// so are a server that is away and a script that was still loading when the person went elsewhere.
			const isNoise =
				/blocked an inline style \(style-src-elem\)|connection to the server at ws|ServiceWorker intercepted the request|^error loading dynamically imported module/;
			if (!isNoise.test(error.message)) this.errors.push(`${this.name}: ${error.message}`);
		});
		page.on('console', (message) => {
			// The browser itself reports refused connections while the server is down; those are shown in words.
			if (message.type() === 'error' && !/WebSocket|ERR_|Failed to load resource/.test(message.text()))
				this.errors.push(`${this.name}: ${message.text()}`);
		});
	}

	async go(path: string): Promise<void> {
		await this.page.goto(new URL(path, this.#url).href);
		await this.ready();
	}

	/** The node behind the page has started. */
	async ready(): Promise<void> {
		await expect(this.page.getByRole('navigation', { name: 'Main' })).toBeVisible();
		await expect(this.status).not.toHaveText('');
		await expect(this.page.getByText('Opening your agent')).toHaveCount(0);
		await expect(this.page.getByRole('heading', { level: 1 })).toBeAttached();
	}

	get status(): Locator {
		return this.page.getByRole('status', { name: 'Connection' });
	}

	async closeTab(): Promise<void> {
		await this.page.close();
	}

	async openTab(path = '/'): Promise<void> {
		this.page = await this.context.newPage();
		this.#listen(this.page);
		await this.go(path);
	}

	async visit(name: 'Ask' | 'Knowledge' | 'Peers' | 'Communities' | 'Settings'): Promise<void> {
		await this.page
			.getByRole('navigation', { name: 'Main' })
			.getByRole('link', { name, exact: true })
			.click();
	}

	async teach(title: string, text: string, who: Visibility): Promise<void> {
		await this.visit('Knowledge');
		await this.page.getByRole('button', { name: 'Add note', exact: true }).first().click();
		const dialog = this.page.getByRole('dialog', { name: 'Note' });
		await dialog.getByRole('textbox', { name: 'Title' }).fill(title);
		await dialog.getByRole('textbox', { name: 'Text' }).fill(text);
		await dialog.getByRole('combobox', { name: 'Who may see it' }).selectOption({ label: who });
		await dialog.getByRole('button', { name: 'Save' }).click();
		await expect(dialog).toBeHidden();
		await expect(
			this.page.getByRole('list', { name: 'Knowledge' }).getByText(title, { exact: true })
		).toBeVisible();
	}

	/** Makes an invite and returns its link; gives a name first when asked for one. */
	async inviteLink(options: { withoutAsking?: boolean } = {}): Promise<string> {
		await this.visit('Peers');
		await this.page.getByRole('button', { name: 'Invite', exact: true }).first().click();
		const dialog = this.page.getByRole('dialog', { name: 'Invite' });
		const link = dialog.getByRole('textbox', { name: 'Invite link' });
		await expect(link).toHaveValue(/#i=/);
		// A name, or another choice, makes another link: the one shown before is not the one to give.
		const renewed = async (act: () => Promise<void>): Promise<void> => {
			const before = await link.inputValue();
			await act();
			await expect(link).not.toHaveValue(before);
			await expect(link).toHaveValue(/#i=/);
		};
		const name = dialog.getByRole('textbox', { name: 'Your name' });
		if ((await name.isVisible()) && (await name.inputValue()) === '') await renewed(() => this.nameIfAsked());
		const without = dialog.getByRole('checkbox', { name: /without asking/i });
		if (options.withoutAsking && !(await without.isChecked())) await renewed(() => without.check());
		const value = await link.inputValue();
		await this.page.keyboard.press('Escape');
		return value;
	}

	async nameIfAsked(): Promise<void> {
		const name = this.page.getByRole('textbox', { name: 'Your name' });
		const link = this.page.getByRole('textbox', { name: 'Invite link' });
		await expect(name.or(link).first()).toBeVisible();
		if (!(await name.isVisible()) || (await name.inputValue()) !== '') return;
		await name.fill(this.name);
		await name.press('Enter');
	}

	/** Opens an invite on a first visit and accepts it. */
	async join(link: string): Promise<void> {
		const dialog = await this.knock(link);
		await expect(dialog.getByRole('button', { name: 'Accept' })).toBeHidden();
	}

	/** The app is on this device: it loads the rest of itself without its server from now on. */
	async keptForLater(): Promise<void> {
		await this.page.evaluate(() => navigator.serviceWorker.ready);
		await expect.poll(() => this.page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
		// The search's engine comes last, after the worker is there.
		const hasEngine = () =>
			this.page.evaluate(async () => {
				const names = await caches.keys();
				const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
				return kept.flat().some(({ url }) => /\/sqlite3[^/]*\.wasm$/.test(url));
			});
		await expect.poll(hasEngine).toBe(true);
	}

	/** The same, where the dialog may have to say that it did not work. */
	async knock(link: string): Promise<Locator> {
		await this.page.goto(link);
		const dialog = this.page.getByRole('dialog', { name: 'Join' });
		await expect(dialog).toBeVisible();
		const name = dialog.getByRole('textbox', { name: 'Your name' });
		if (await name.isVisible()) await name.fill(this.name);
		await dialog.getByRole('button', { name: 'Accept' }).click();
		return dialog;
	}

	async allow(): Promise<void> {
		const dialog = this.page.getByRole('alertdialog', { name: 'Allow this peer?' });
		await dialog.getByRole('button', { name: 'Allow' }).click();
		await expect(dialog).toBeHidden();
	}

	peer(name: string): Locator {
		return this.page.getByRole('list', { name: 'Peers' }).getByRole('listitem').filter({ hasText: name });
	}

	/** Answers are written by the first model of the server at `url` from now on. */
	async useModelServer(url: string): Promise<void> {
		await this.visit('Settings');
		await this.page.getByRole('radio', { name: 'A model server (OpenAI-compatible)' }).check();
		await this.page.getByRole('textbox', { name: 'Server address' }).fill(url);
		await this.page.getByRole('button', { name: 'Check', exact: true }).click();
		await this.page.getByRole('button', { name: 'Use this model' }).click();
		await expect(this.page.getByText(/answers now/)).toBeVisible();
	}

	/** Asks, and returns the answer's article without waiting for it to be finished. */
	async ask(question: string): Promise<Locator> {
		await this.visit('Ask');
		const box = this.page.getByRole('textbox', { name: 'Ask your agent' });
		const log = this.page.getByRole('log', { name: 'Conversation' });
		const answers = log.getByRole('article', { name: 'Answer' });
		// The page is there when its box is, and with it what was asked before; how answers are drawn is loaded after it.
		await expect(box).toBeVisible();
		const before = await log.locator('[id^="question-"]').count();
		await box.fill(question);
		await box.press('Enter');
		await expect(answers).toHaveCount(before + 1);
		return answers.last();
	}

	async answerTo(question: string): Promise<Locator> {
		const answer = await this.ask(question);
		await expect(answer).toHaveAttribute('data-state', 'done');
		return answer;
	}
}

export interface Arrival {
	readonly path?: string;
	/** Another browser than everybody else's. */
	readonly elsewhere?: Browser;
	/** Done to the empty tab before the first visit. */
	readonly before?: (page: Page) => Promise<void>;
}

/** `test` with a server and a way to bring people; both are gone afterwards, and nobody may have seen an error. */
export const test = base.extend<{
	server: Server;
	arrive: (name: string, options?: Arrival) => Promise<Person>;
}>({
	// eslint-disable-next-line no-empty-pattern -- Playwright wants the destructuring
	server: async ({}, use) => {
		const server = await Server.start();
		await use(server);
		await server.end();
	},
	arrive: async ({ browser, server }, use) => {
		const people: Person[] = [];
		await use(async (name, { path = '/', elsewhere = browser, before } = {}) => {
			const person = await Person.arrive(elsewhere, name, server.url, path, before);
			people.push(person);
			return person;
		});
		for (const person of people) await person.context.close();
		expect(people.flatMap((person) => person.errors)).toEqual([]);
	}
});
