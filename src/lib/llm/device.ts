/**
 * What this device has for a model, as far as the browser says: asked in the page, without any library. Never rejects and
 * never hangs; what a browser lacks or refuses to say counts as absent.
 */
import { availabilityOf, type LanguageModelApi } from './built-in-api.ts';
import { cpuSupport } from './cpu-support.ts';
import { gpuReport, type Gpu } from './gpu.ts';
import type { DeviceReport } from './models.ts';

/** The browser as it is looked at here; every part may be missing. Tests hand in their own. */
export interface Surroundings {
	readonly isSecureContext?: boolean;
	readonly LanguageModel?: Pick<LanguageModelApi, 'availability'>;
	readonly navigator: {
		readonly gpu?: Gpu;
		/** GiB, rounded by the browser. */
		readonly deviceMemory?: number;
		readonly hardwareConcurrency?: number;
		readonly storage?: Partial<Pick<StorageManager, 'estimate' | 'persisted'>>;
		readonly mediaDevices?: Pick<MediaDevices, 'enumerateDevices'>;
		readonly userAgent?: string;
		readonly userAgentData?: { readonly mobile?: boolean };
	};
}

/** Enough for a slow phone's storage; whoever waits longer than that waits for something broken. */
const ANSWER_WITHIN_MS = 3_000;
const GIB = 2 ** 30;

export async function deviceReport(here: Surroundings = globalThis): Promise<DeviceReport> {
	const { navigator } = here;
	const [gpu, builtIn, estimate, persisted, devices] = await Promise.all([
		gpuReport(navigator.gpu),
		within(() => availabilityOf(here.LanguageModel)),
		within(() => navigator.storage?.estimate?.()),
		within(() => navigator.storage?.persisted?.()),
		within(() => navigator.mediaDevices?.enumerateDevices())
	]);
	const roomBytes = roomIn(estimate);
	return {
		secure: here.isSecureContext === true,
		gpu,
		wasm: cpuSupport(),
		builtIn: builtIn ?? 'none',
		...(navigator.deviceMemory && { memoryBytes: navigator.deviceMemory * GIB }),
		...(roomBytes !== undefined && { roomBytes }),
		persisted: persisted === true,
		cores: navigator.hardwareConcurrency || 1,
		camera: devices?.some(({ kind }) => kind === 'videoinput') === true,
		phone: isPhone(navigator)
	};
}

/** undefined where the browser has no answer, none within the time, or throws. */
async function within<Answer>(ask: () => Promise<Answer> | undefined): Promise<Answer | undefined> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<undefined>(
		(resolve) => (timer = setTimeout(() => resolve(undefined), ANSWER_WITHIN_MS))
	);
	try {
		return await Promise.race([ask(), late]);
	} catch {
		return undefined;
	} finally {
		clearTimeout(timer);
	}
}

function roomIn(estimate: StorageEstimate | undefined): number | undefined {
	const { quota, usage = 0 } = estimate ?? {};
	return quota === undefined ? undefined : Math.max(0, quota - usage);
}

/** A tablet is none: it has the memory of a small laptop. */
const isPhone = ({ userAgentData, userAgent = '' }: Surroundings['navigator']): boolean =>
	userAgentData?.mobile ?? /iPhone|iPod|Android.*Mobile|Mobile.*Firefox|Windows Phone/.test(userAgent);
