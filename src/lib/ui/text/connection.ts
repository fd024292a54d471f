/** English: servers, privacy, wake-ups, and the test that names what is wrong with the connection. */
import type {
	AddServerTrouble,
	CauseName,
	ServerLine,
	ServerTrouble,
	TestName,
	TestStep
} from '#lib/app/connection-api.ts';
import { counted, listed } from '../format.ts';

interface Cause {
	readonly what: string;
	readonly next: string;
}

/** As many as a card names; the page's own counts. */
const MOST_SERVERS = 4;

/** What the server says itself, when it lets a node go or not in. */
const troubles: Readonly<Record<ServerTrouble, Cause>> = {
	'not-proved': {
		what: 'The server heard no proof of your key in time',
		next: 'The network may be very slow, or this device very busy.'
	},
	'bad-proof': {
		what: 'The server does not accept your key',
		next: 'The clock of this device may be wrong, or this device was removed.'
	},
	'too-many': {
		what: 'The server lets this device wait, a quarter of an hour at most: too many tabs, or too much at once',
		next: 'Close other tabs of Elmnet; it tries again by itself.'
	},
	'id-taken': {
		what: 'Your identity is open in another tab or browser with the same device key',
		next: 'Use that one, or close it.'
	},
	'slow-reader': {
		what: 'The server let go: this device reads too slowly',
		next: 'It tries again by itself; a better network helps.'
	}
};

const stepNames: Readonly<Record<TestName, string>> = {
	server: 'Server reachable',
	proof: 'Proof of your key accepted',
	candidates: 'Own addresses for direct links',
	loop: 'Link to yourself through the server',
	turn: 'TURN server',
	mailbox: 'Mailbox, there and back'
};

const stepStates: Readonly<Record<TestStep['state'] | 'waiting', string>> = {
	waiting: 'not yet',
	running: 'running…',
	passed: 'passed',
	failed: 'failed',
	skipped: 'skipped'
};

const causes: Readonly<Record<CauseName, Cause>> = {
	'server-down': {
		what: 'The server does not answer.',
		next: 'It may be restarting, or something in your network is in its way. If other sites open here and this goes on, tell whoever hosts it. Open links go on working meanwhile.'
	},
	'proof-refused': {
		what: 'The server does not accept the proof of your key.',
		next: 'Reload the page. If it goes on, this device may have been removed, or the server goes by another address than the one you opened: ask whoever hosts it.'
	},
	clock: {
		what: 'The clock of this device is wrong.',
		next: 'Let the system set date and time by itself, then test again.'
	},
	'no-webrtc': {
		what: 'This browser cannot open direct links: WebRTC is missing or switched off.',
		next: 'Your messages go sealed through the server instead. For direct links, allow WebRTC for this site, or use another browser.'
	},
	'no-candidates': {
		what: 'The browser names no network address for direct links.',
		next: 'A privacy setting, an extension or a VPN may hide them. Allow WebRTC for this site, or let your messages go sealed through the server as they do now.'
	},
	'direct-blocked': {
		what: 'A direct link does not come about, though the server is there.',
		next: 'A firewall on this device or in this network may be in its way. Your messages go sealed through the server instead; whoever hosts it can add a TURN server for networks like this one.'
	},
	'turn-unreachable': {
		what: 'The TURN server does not answer.',
		next: 'Direct links still work where the networks allow them, all else goes sealed through the server. Tell whoever hosts it that its TURN server is not reachable from here.'
	},
	'turn-refused': {
		what: 'The TURN server does not accept what the server gave you for it.',
		next: 'Tell whoever hosts it: the secret of the server and the one of its TURN server must be the same. Your messages go sealed through the server meanwhile.'
	},
	'mailbox-refused': {
		what: 'The server took no letter for you, or did not give it back.',
		next: 'Your mailbox there may be full, or too much came at once. Leave this tab open for a minute so that waiting mail is fetched, then test again.'
	},
	storage: {
		what: 'The server cannot store anything just now.',
		next: 'Its disk may be full: tell whoever hosts it. People whose tab is open are reached all the same.'
	},
	banned: {
		what: 'The server shut this device or its network out for a while: too much came from there at once.',
		next: 'Close other tabs of Elmnet, wait a quarter of an hour, then test again.'
	}
};

export const connection = {
	/** In the status line, in the place of "offline". */
	status: {
		troubles,
		line: (what: string) => `${what}; trying again`,
		/** Shown; the name says the rest to whoever hears it. */
		why: 'Why?',
		whyName: 'Why? Test connection'
	},

	test: {
		start: 'Test connection',
		heading: 'Connection test',
		lead: 'Goes all the way a message goes, with a letter to yourself. It takes up to half a minute.',
		steps: 'Steps',
		names: stepNames,
		states: stepStates,
		/** Beside "skipped". */
		skipped: {
			after: 'not tried after what failed before',
			turn: 'whoever hosts the server named none',
			relayOnly: 'not wanted: your address is hidden'
		},
		/** What the browser or the server said, for whoever helps. */
		technical: (detail: string) => `Technical: ${detail}`,
		line: (name: string, state: string, time: string, more: string) =>
			[`${name}: ${state}`, time, more].filter((part) => part !== '').join(', '),
		ms: (ms: number) => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`),
		running: 'Testing…',
		cause: 'Cause',
		causes,
		noNetwork: {
			what: 'This device has no network.',
			next: 'Switch Wi-Fi or mobile data on, or leave flight mode, then test again. Your own notes answer meanwhile.'
		},
		fine: {
			what: 'Everything works from here.',
			next: 'If somebody still cannot be reached, ask them to run this test on their side.'
		},
		broken: 'The test itself could not run. Reload the page and try again.',
		again: 'Test again',
		copy: 'Copy report',
		copied: 'Report copied',
		close: 'Close the test',
		report: {
			heading: 'Elmnet connection test',
			version: (version: string) => `Version: ${version}`,
			browser: (browser: string) => `Browser: ${browser}`,
			at: (iso: string) => `Time: ${iso}`,
			none: 'none',
			hidden: '(left out)'
		}
	},

	settings: {
		heading: 'Connection',
		lead: 'Where your agent is found, and what others see of where you are.',
		loading: 'Looking at the connection…',
		failed: 'The connection’s settings could not be read. Reload the page.',
		servers: 'Servers',
		serversLead:
			'Your agent is at all of them at once: if one fails, another takes its place. Your contacts learn which they are.',
		own: 'this page’s own',
		states: {
			connecting: 'connecting…',
			online: 'connected',
			offline: 'not reachable, trying again'
		} satisfies Record<ServerLine['state'], string>,
		remove: 'Remove',
		removeOne: (host: string) => `Remove ${host}`,
		removed: (host: string) => `${host} is removed. Your contacts will learn it.`,
		add: {
			heading: 'Add a server',
			label: 'Server address',
			placeholder: 'https://elm.example',
			means:
				'A server you add sees your network address, your public key and when you are here, as the first one does; never what you say. Your contacts learn that you are found there.',
			button: 'Add',
			added: (host: string) => `${host} is added.`,
			wrong: {
				malformed:
					'That is not the address of a server. It looks like https://elm.example; without the s it would not be safe.',
				known: 'That server is in the list already.',
				'too-many': `${counted(MOST_SERVERS, 'server', 'servers')} at most. Remove one to add another.`
			} satisfies Record<AddServerTrouble, string>
		},
		privacy: 'Privacy',
		choices: {
			direct: {
				name: 'Direct',
				costs: 'Fastest. The people you link with can see your network address (IP), as in a video call.'
			},
			'relay-only': {
				name: 'Relay only (hide my address)',
				costs:
					'Nobody you link with sees your network address. Everything goes sealed through the server: slower, and large answers take their time.'
			}
		},
		privacySaved: 'Changed. Open links are made anew.',
		wake: {
			heading: 'Wake-ups',
			label: 'Wake this device when mail comes',
			hint: 'With no tab open, a quiet notification says that mail is waiting, at most every five minutes. Whoever made your browser learns that something came, not from whom and not what.',
			on: 'This device will be woken.',
			off: 'This device will not be woken any more.',
			why: {
				browser: 'This browser cannot be woken. On a phone, adding Elmnet to the home screen may help.',
				server: 'The server sends no wake-ups: whoever hosts it has not switched them on.',
				denied:
					'You did not allow notifications for this site. Allow them in the browser’s settings for it, then try again.',
				failed: 'That did not work: the browser gave no way to wake it. Try again later.'
			}
		},
		outside: {
			heading: 'Beside the server',
			none: 'Nothing outside this server is contacted.',
			added: 'Nothing outside these servers is contacted.',
			some: (hosts: readonly string[]) =>
				`For direct links your browser also contacts ${listed(hosts)}, named by whoever hosts the server.`
		}
	},

	hide: {
		label: 'Hide my address',
		hint: 'Everything goes sealed through the server, which is slower. Can be changed under Settings.'
	}
} as const;
