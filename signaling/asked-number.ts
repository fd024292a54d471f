/** The number of a request that could not be read otherwise, so that its refusal finds whoever asked; 0 where there is none. */
export function numberOf(parsed: unknown): number {
	const n = typeof parsed === 'object' && parsed !== null && 'n' in parsed ? parsed.n : 0;
	return typeof n === 'number' && Number.isSafeInteger(n) && n >= 0 && n <= 0xffff_ffff ? n : 0;
}
