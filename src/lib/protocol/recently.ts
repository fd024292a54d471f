/**
 * Remembers which names were seen lately, and forgets the one not seen for longest. A stranger who brings a thousand
 * new names pushes out other strangers before any peer that keeps speaking.
 */
export function recently(kept: number) {
	// A Set iterates in the order of insertion: seeing a name again moves it to the end.
	const names = new Set<string>();
	return {
		has(name: string): boolean {
			if (!names.delete(name)) return false;
			names.add(name);
			return true;
		},
		add(name: string): void {
			names.delete(name);
			names.add(name);
			const [oldest] = names;
			if (names.size > kept && oldest !== undefined) names.delete(oldest);
		}
	};
}
