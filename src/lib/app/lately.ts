/** A part of the node that loads with the first call of one of its methods. */

type Methods = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;

/** The same methods as `load` gives, by these names. Where loading fails, the next call tries again. */
export function lately<Part extends { readonly [Name in keyof Part]: Methods[string] }>(
	names: readonly (keyof Part & string)[],
	load: () => Promise<Part>
): Part {
	let loading: Promise<Part> | undefined;
	const part = (): Promise<Part> =>
		(loading ??= load().catch((error: unknown) => {
			loading = undefined;
			throw error;
		}));
	return Object.fromEntries(
		names.map((name) => [name, async (...args: never[]) => (await part())[name](...args)])
	) as unknown as Part;
}
