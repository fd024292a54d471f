/** Reads asked for in one breath go in one transaction: opening one for each costs more than the reading. */

/** `read` gives the values in the order of the ids; what it throws, all who asked hear. */
export function readTogether<Value>(
	read: (ids: readonly string[]) => Promise<readonly Value[]>
): (id: string) => Promise<Value> {
	let breath: { readonly ids: string[]; readonly values: Promise<readonly Value[]> } | undefined;
	return async (id) => {
		if (!breath) {
			const ids: string[] = [];
			const over = Promise.resolve().then(() => {
				breath = undefined;
				return read(ids);
			});
			breath = { ids, values: over };
		}
		const at = breath.ids.push(id) - 1;
		// One value for each id.
		return (await breath.values)[at]!;
	};
}
