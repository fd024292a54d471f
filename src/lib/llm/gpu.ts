/**
 * What WebGPU says about this device, in a page and in a worker alike. Never waits for long: some drivers answer never.
 * Says what the WebLLM engine would get, not what the adapter could give: gating by more would end after the download.
 */
import type { DeviceReport } from './models.ts';

export type GpuReport = NonNullable<DeviceReport['gpu']>;

/** The part of `navigator.gpu` that is asked; undefined where the browser has none. */
export type Gpu = Pick<GPU, 'requestAdapter'> | undefined;

/** A healthy driver answers in some 100 ms, a cold one in a second or two. */
const ADAPTER_WITHIN_MS = 5_000;

/** WebLLM asks for bindings of 1 GiB and, where that is refused, for the standard's least: nothing between. */
const WANTED_BINDING_BYTES = 2 ** 30;
const LEAST_BINDING_BYTES = 2 ** 27;
const LEAST_BUFFER_BYTES = 2 ** 28;
const LEAST_WORKGROUP_BYTES = 2 ** 15;
const LEAST_BUFFERS_PER_STAGE = 10;

/** null: no adapter, or none within the time. Never rejects. */
export async function gpuReport(gpu: Gpu, withinMs = ADAPTER_WITHIN_MS): Promise<GpuReport | null> {
	if (!gpu) return null;
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), withinMs)));
	try {
		// The same wish as WebLLM's: on a laptop with two GPUs the answers differ.
		const asked = Promise.resolve(gpu.requestAdapter({ powerPreference: 'high-performance' }));
		const adapter = await Promise.race([asked, late]);
		return adapter && reportOf(adapter);
	} catch {
		// Blocked by a flag or a policy, or a driver that broke: for us the same as none.
		return null;
	} finally {
		clearTimeout(timer);
	}
}

function reportOf(adapter: GPUAdapter): GpuReport {
	return {
		name: nameOf(adapter.info),
		isFallback: isFallback(adapter),
		f16: adapter.features.has('shader-f16'),
		storageBufferBytes: bindableBytes(adapter.limits)
	};
}

function nameOf(info: GPUAdapterInfo | undefined): string {
	const { description = '', vendor = '', architecture = '', device = '' } = info ?? {};
	return description || [vendor, architecture, device].filter((word) => word !== '').join(' ') || 'WebGPU';
}

interface MaybeSoftware {
	readonly isFallbackAdapter?: boolean;
}

/** Newer browsers say it in the adapter's info, older ones on the adapter. */
function isFallback(adapter: GPUAdapter): boolean {
	const { info, isFallbackAdapter }: { info?: MaybeSoftware } & MaybeSoftware = adapter;
	return info?.isFallbackAdapter ?? isFallbackAdapter ?? false;
}

/** 0: WebLLM cannot be started on it at all. */
function bindableBytes(limits: GPUSupportedLimits): number {
	const tooSmall =
		limits.maxBufferSize < LEAST_BUFFER_BYTES ||
		limits.maxStorageBufferBindingSize < LEAST_BINDING_BYTES ||
		limits.maxComputeWorkgroupStorageSize < LEAST_WORKGROUP_BYTES ||
		limits.maxStorageBuffersPerShaderStage < LEAST_BUFFERS_PER_STAGE;
	if (tooSmall) return 0;
	return limits.maxStorageBufferBindingSize < WANTED_BINDING_BYTES
		? LEAST_BINDING_BYTES
		: limits.maxStorageBufferBindingSize;
}
