import { expect, test } from 'vitest';
import { deviceReport, type Surroundings } from './device.ts';

const here = (
	navigator: Surroundings['navigator'],
	more: Omit<Surroundings, 'navigator'> = {}
): Surroundings => ({
	isSecureContext: true,
	...more,
	navigator
});
const rejects = (): Promise<never> => Promise.reject(new Error('not here'));
const throws = (): never => {
	throw new TypeError('illegal invocation');
};

test('a browser that says nothing has nothing, and that is a report', async () => {
	expect(await deviceReport({ navigator: {} })).toEqual({
		secure: false,
		gpu: null,
		wasm: expect.stringMatching(/^(fast|slow|none)$/),
		builtIn: 'none',
		persisted: false,
		cores: 1,
		camera: false,
		phone: false
	});
});

test('a browser that refuses every question has nothing either', async () => {
	const report = await deviceReport(
		here(
			{
				gpu: { requestAdapter: throws },
				storage: { estimate: rejects, persisted: throws },
				mediaDevices: { enumerateDevices: rejects }
			},
			{ LanguageModel: { availability: rejects } }
		)
	);
	expect(report).toMatchObject({ secure: true, gpu: null, builtIn: 'none', persisted: false, camera: false });
	expect(report).not.toHaveProperty('roomBytes');
	expect(report).not.toHaveProperty('memoryBytes');
});

test('what it says is told in bytes and words', async () => {
	const camera = { kind: 'videoinput' } as MediaDeviceInfo;
	const report = await deviceReport(
		here(
			{
				deviceMemory: 8,
				hardwareConcurrency: 6,
				storage: {
					estimate: () => Promise.resolve({ quota: 10_000, usage: 4_000 }),
					persisted: () => Promise.resolve(true)
				},
				mediaDevices: { enumerateDevices: () => Promise.resolve([camera]) }
			},
			{ LanguageModel: { availability: () => Promise.resolve('downloadable') } }
		)
	);
	expect(report).toMatchObject({
		memoryBytes: 8 * 2 ** 30,
		roomBytes: 6_000,
		persisted: true,
		cores: 6,
		camera: true,
		builtIn: 'downloadable'
	});
});

test('a store that is over its quota has no room, not less than none', async () => {
	const estimate = () => Promise.resolve({ quota: 1_000, usage: 4_000 });
	expect(await deviceReport(here({ storage: { estimate } }))).toMatchObject({ roomBytes: 0 });
});

test('a phone is told from a tablet and a laptop', async () => {
	const phone = async (navigator: Surroundings['navigator']) => (await deviceReport(here(navigator))).phone;
	expect(await phone({ userAgentData: { mobile: true }, userAgent: '' })).toBe(true);
	expect(await phone({ userAgentData: { mobile: false }, userAgent: 'Android Mobile' })).toBe(false);
	expect(await phone({ userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)' })).toBe(true);
	expect(
		await phone({ userAgent: 'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0' })
	).toBe(true);
	expect(
		await phone({ userAgent: 'Mozilla/5.0 (Linux; Android 15; Pixel Tablet) Chrome/140 Safari/537.36' })
	).toBe(false);
	expect(await phone({ userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140' })).toBe(false);
});
