/** Servers, privacy, wake-ups and the self-test, as the screens see and set them. Loaded when a screen first asks. */
import type { Settings } from '#lib/store/settings.ts';
import type { ConnectionApi, ConnectionSettings, ConnectionState, ServerLine } from './connection-api.ts';

export interface ConnectionDeps {
	readonly server: URL;
	readonly settings: Pick<Settings, 'get' | 'put'>;
	readonly tell: (state: ConnectionState) => void;
	readonly state: () => ServerLine['state'];
}

export function keepConnection({ server, tell, state }: ConnectionDeps): ConnectionApi {
	const settings = (): ConnectionSettings => ({
		servers: [{ url: server.origin, own: true, state: state() }],
		privacy: 'direct',
		wake: 'unavailable',
		hosts: [server.host]
	});
	return {
		async connectionSettings() {
			tell({ settings: settings(), test: null });
			return settings();
		},
		addServer: async () => undefined,
		removeServer: async () => undefined,
		setPrivacy: async () => undefined,
		setWake: async () => 'unavailable',
		testConnection: async () => ({ steps: [], cause: undefined })
	};
}
