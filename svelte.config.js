import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

// The theme is set by one short script in app.html before the first paint; its hash is all the policy lets in.
const html = readFileSync(new URL('./src/app.html', import.meta.url), 'utf8');
const inlineScripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
	([, code]) =>
		/** @type {const} */ (
			`sha256-${createHash('sha256')
				.update(code ?? '')
				.digest('base64')}`
		)
);

const site = adapter({ pages: 'build', assets: 'build', fallback: 'index.html' });
/** Above it the best compression takes minutes and saves a tenth: engines are large, and loaded only when chosen. */
const LARGE_BYTES = 1024 * 1024;

/** Compressed ahead, beside each file, as the server looks for them. @param {string} folder */
function compress(folder) {
	for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
		if (!/\.(?:html|js|json|css|svg|wasm|webmanifest)$/.test(name)) continue;
		const path = join(folder, name);
		const bytes = readFileSync(path);
		const isLarge = bytes.length > LARGE_BYTES;
		const brotli = brotliCompressSync(bytes, {
			params: {
				[constants.BROTLI_PARAM_QUALITY]: isLarge ? 6 : constants.BROTLI_MAX_QUALITY,
				[constants.BROTLI_PARAM_SIZE_HINT]: bytes.length
			}
		});
		writeFileSync(`${path}.br`, brotli);
		writeFileSync(`${path}.gz`, gzipSync(bytes, { level: isLarge ? 6 : 9 }));
	}
}

/**
 * Everything the service worker stores when a version is installed, in one file: some three hundred requests cost a
 * first visit more than all the rest of it. Workers and what only they load are not in it. @param {string} version
 */
function pack(version) {
	/** @type {Record<string, string>} */
	const files = {};
	for (const folder of ['entry', 'nodes', 'chunks', 'assets'])
		for (const name of readdirSync(join('build/_app/immutable', folder)))
			if (/\.(?:js|css)$/.test(name))
				files[`/_app/immutable/${folder}/${name}`] = readFileSync(
					join('build/_app/immutable', folder, name),
					'utf8'
				);
	writeFileSync('build/_app/shell.json', JSON.stringify({ version, files }));
}

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	kit: {
		adapter: {
			name: site.name,
			async adapt(builder) {
				await site.adapt(builder);
				pack(builder.config.kit.version.name);
				compress('build');
			}
		},
		paths: { relative: false },
		serviceWorker: { register: false },
		typescript: { config: (config) => ({ ...config, include: [] }) },
		csp: {
			mode: 'hash',
			directives: {
				'default-src': ['none'],
				'script-src': ['self', 'wasm-unsafe-eval', ...inlineScripts],
				'style-src': ['self'],
				// The one style attribute there is: SvelteKit's route announcer hides itself with it.
				'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
				'img-src': ['self', 'blob:'],
				'font-src': ['self'],
				'worker-src': ['self'],
				'manifest-src': ['self'],
				'connect-src': ['self'],
				'media-src': ['self', 'blob:'],
				'object-src': ['none'],
				'base-uri': ['none'],
				'form-action': ['none'],
				'require-trusted-types-for': ['script'],
				'trusted-types': ['svelte-trusted-html', 'elmnet-own-scripts']
			}
		}
	}
};
