/**
 * Hears it when a GPU device that was given out in this worker is lost. WebLLM unloads itself then and tells nobody; and
 * where a buffer could not be made it destroys the device itself, so the reason is kept from the errors before that.
 */
import type { EngineTrouble } from '#lib/agent/ports.ts';

export interface LostDevice {
	readonly trouble: Extract<EngineTrouble, 'gpu-lost' | 'memory' | 'gpu-limits'>;
	readonly detail: string;
}

/** The parts of GPUAdapter's prototype and of a device that are watched; tests hand in their own. */
export interface AdapterPrototype {
	requestDevice: (this: GPUAdapter, descriptor?: GPUDeviceDescriptor) => Promise<GPUDevice>;
}

/** `tell` is called once for each device that is lost, destroyed ones included: nothing here gives a device back on purpose. */
export function watchDevices(prototype: AdapterPrototype, tell: (lost: LostDevice) => void): void {
	const request = prototype.requestDevice;
	prototype.requestDevice = async function (descriptor) {
		const device = await request.call(this, descriptor);
		watch(device, tell);
		return device;
	};
}

function watch(device: GPUDevice, tell: (lost: LostDevice) => void): void {
	let last: GPUError | undefined;
	const pop = device.popErrorScope.bind(device);
	device.popErrorScope = async () => {
		const error = await pop();
		last = error ?? last;
		return error;
	};
	void device.lost.then(({ reason, message }) => {
		const detail = [last?.message, message].filter(Boolean).join(' · ') || 'the GPU device was lost';
		tell({ trouble: reason === 'destroyed' && last ? whyDestroyed(last) : 'gpu-lost', detail });
	});
}

const whyDestroyed = (error: GPUError): LostDevice['trouble'] =>
	error.constructor.name === 'GPUValidationError' ? 'gpu-limits' : 'memory';
