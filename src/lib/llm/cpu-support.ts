/** Whether this browser's WebAssembly carries the CPU engine, asked without loading any of it. */

/** A module of the version 1 format with one function of type () → () or () → v128 and this body. */
const moduleOf = (results: readonly number[], ...body: number[]): Uint8Array<ArrayBuffer> =>
	Uint8Array.of(
		...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
		...[1, 4 + results.length, 1, 0x60, 0, results.length, ...results],
		...[3, 2, 1, 0],
		...[10, body.length + 4, 1, body.length + 2, 0, ...body, 0x0b]
	);

/** i32.const 0, i8x16.splat */
const SIMD = moduleOf([0x7b], 0x41, 0, 0xfd, 0x0f);
/** try, catch_all, end */
const EXCEPTIONS = moduleOf([], 0x06, 0x40, 0x19, 0x0b);

/**
 * `fast` the build with 64-bit memory · `slow` the compatible one · `none` neither runs here. Where a suspended call is
 * missing only the compatible build can wait for a file; Firefox is given the whole file instead.
 */
export function cpuSupport(): 'fast' | 'slow' | 'none' {
	if (typeof WebAssembly !== 'object') return 'none';
	try {
		if (!WebAssembly.validate(SIMD) || !WebAssembly.validate(EXCEPTIONS)) return 'none';
	} catch {
		return 'none';
	}
	return hasMemory64() && ('Suspending' in WebAssembly || isFirefox()) ? 'fast' : 'slow';
}

function hasMemory64(): boolean {
	try {
		const descriptor = { address: 'i64', initial: 1n };
		new WebAssembly.Memory(descriptor as unknown as WebAssembly.MemoryDescriptor);
		return true;
	} catch {
		return false;
	}
}

const isFirefox = (): boolean => /Firefox\/[\d.]+/.test(navigator.userAgent);
