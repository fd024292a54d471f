import { expect, test } from 'vitest';
import { gpuReport, type Gpu } from './gpu.ts';

const roomy = {
	maxBufferSize: 2 ** 31,
	maxStorageBufferBindingSize: 2 ** 31,
	maxComputeWorkgroupStorageSize: 2 ** 15,
	maxStorageBuffersPerShaderStage: 10
};

interface Adapter {
	readonly info?: object;
	readonly features?: readonly string[];
	readonly limits?: Partial<typeof roomy>;
	readonly isFallbackAdapter?: boolean;
}

function gpuWith({ info = {}, features = [], limits, isFallbackAdapter }: Adapter): Gpu {
	const adapter = { info, features: new Set(features), limits: { ...roomy, ...limits }, isFallbackAdapter };
	return { requestAdapter: () => Promise.resolve(adapter as unknown as GPUAdapter) };
}

test('no WebGPU, no adapter, and one that fails are the same: none', async () => {
	expect(await gpuReport(undefined)).toBeNull();
	expect(await gpuReport({ requestAdapter: () => Promise.resolve(null) })).toBeNull();
	expect(await gpuReport({ requestAdapter: () => Promise.reject(new Error('blocked')) })).toBeNull();
	const throws = (): never => {
		throw new Error('blocked');
	};
	expect(await gpuReport({ requestAdapter: throws })).toBeNull();
});

test('a driver that never answers is none after its time', async () => {
	expect(await gpuReport({ requestAdapter: () => new Promise(() => undefined) }, 10)).toBeNull();
});

test('an adapter is told by its description, else by whatever it says', async () => {
	const name = async (info: object) => (await gpuReport(gpuWith({ info })))?.name;
	expect(await name({ description: 'NVIDIA RTX', vendor: 'nvidia' })).toBe('NVIDIA RTX');
	expect(await name({ description: '', vendor: 'apple', architecture: 'metal-3', device: '' })).toBe(
		'apple metal-3'
	);
	expect(await name({})).toBe('WebGPU');
});

test('f16 and software are seen where either browser says it', async () => {
	expect(await gpuReport(gpuWith({ features: ['shader-f16'] }))).toMatchObject({
		f16: true,
		isFallback: false
	});
	expect(await gpuReport(gpuWith({ info: { isFallbackAdapter: true } }))).toMatchObject({ isFallback: true });
	expect(await gpuReport(gpuWith({ isFallbackAdapter: true }))).toMatchObject({
		f16: false,
		isFallback: true
	});
});

test('between 128 MiB and 1 GiB the engine would get 128 MiB, so that is what counts', async () => {
	const bytes = async (limits: Partial<typeof roomy>) =>
		(await gpuReport(gpuWith({ limits })))?.storageBufferBytes;
	expect(await bytes({ maxStorageBufferBindingSize: 2 ** 30 })).toBe(2 ** 30);
	expect(await bytes({ maxStorageBufferBindingSize: 2 ** 30 - 4 })).toBe(2 ** 27);
	expect(await bytes({ maxStorageBufferBindingSize: 2 ** 27 })).toBe(2 ** 27);
});

test('a device on which the engine would not start binds nothing', async () => {
	const bytes = async (limits: Partial<typeof roomy>) =>
		(await gpuReport(gpuWith({ limits })))?.storageBufferBytes;
	expect(await bytes({ maxStorageBufferBindingSize: 2 ** 26 })).toBe(0);
	expect(await bytes({ maxBufferSize: 2 ** 27 })).toBe(0);
	expect(await bytes({ maxComputeWorkgroupStorageSize: 2 ** 14 })).toBe(0);
	expect(await bytes({ maxStorageBuffersPerShaderStage: 8 })).toBe(0);
});
