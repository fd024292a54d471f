declare global {
	/** The version in package.json, put in at build time. */
	const __APP_VERSION__: string;
}
export {};
