/** Where the system's Chromium is and how the tests start it: one place for unit, contract, end-to-end and bench. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first browser found on PATH; undefined where Playwright must bring its own. */
const chromiumPath = () => onPath('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome');

function onPath(...names: readonly string[]): string | undefined {
	for (const folder of (process.env['PATH'] ?? '').split(delimiter))
		for (const name of names) {
			const path = join(folder, name);
			try {
				accessSync(path, constants.X_OK);
				return path;
			} catch {
				continue;
			}
		}
	return undefined;
}

/** Links on loopback without STUN, pages awake in the background, nothing fetched from outside. */
const chromiumArguments: string[] = [
	'--no-sandbox',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--no-first-run',
	'--disable-quic',
	'--disable-dev-shm-usage',
	'--allow-loopback-in-peer-connection',
	'--disable-features=WebRtcHideLocalIpsWithMdns',
	'--disable-background-timer-throttling',
	'--disable-renderer-backgrounding',
	'--disable-backgrounding-occluded-windows'
];

/** For Playwright, in every suite alike. */
export function launchOptions(...more: string[]): { executablePath?: string; args: string[] } {
	const executablePath = chromiumPath();
	const args = [...chromiumArguments, ...more];
	return executablePath === undefined ? { args } : { executablePath, args };
}

/** The system's Firefox, where there is one: links on loopback, and a microphone allowed so that addresses are not hidden. */
export function firefoxLaunchOptions() {
	const executablePath = onPath('firefox-esr', 'firefox');
	return (
		executablePath && {
			channel: 'moz-firefox',
			executablePath,
			firefoxUserPrefs: {
				'media.peerconnection.ice.loopback': true,
				'media.peerconnection.ice.obfuscate_host_addresses': false,
				'permissions.default.microphone': 1
			}
		}
	);
}
