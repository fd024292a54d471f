/** English: two people in one room linking with no server. */
import type { PairTrouble } from '#lib/app/pairing-api.ts';

const troubles: Record<PairTrouble | 'unexpected', string> = {
	'not-a-code': 'That is not a pairing code. It begins with “elm-pair-”.',
	'other-version':
		'That code was made by another version of Elmnet. Both of you should reload the page to update, then begin again.',
	damaged: 'That code is not whole, or was changed on the way. Copy or scan all of it again.',
	expired:
		'That code has run out: codes hold for ten minutes. Begin again with a new one. If it is fresh, the clock of one of your devices is wrong.',
	own: 'That is your own code. Enter the one that the other person’s device shows.',
	'is-offer':
		'That is a first code, and you wait for the answer to yours. One of you should choose “Enter their code”.',
	'is-answer':
		'That is an answer, and you have not shown a code yet. One of you should choose “Show my code”.',
	'other-pairing':
		'That code answers another one than yours. Let them enter the code shown here, and take the one they get.',
	'nobody-waits': 'Your own code is no longer waiting. Begin again.',
	blocked: 'You blocked this person. Unblock them under Peers first.',
	revoked: 'Their device was withdrawn by its owner. They should pair with the device they use now.',
	'no-address':
		'This device is on no network. Join the same Wi-Fi as the other person (it need not have internet), then begin again.',
	'no-path':
		'The two devices do not reach each other. Join the same Wi-Fi or hotspot; guest networks often keep devices apart. Then begin again.',
	absent:
		'The other device never took your code. Begin again, and let them enter your code within ten minutes.',
	'no-proof': 'The other device could not prove who it is. Begin again with fresh codes.',
	'in-the-middle':
		'Link refused: the device that answered is not the one that made the code. Hand each other the codes directly, then begin again.',
	refused: 'The other device said no. Ask them whether they blocked you.',
	'no-webrtc':
		'This browser cannot open direct links (WebRTC is missing or switched off). Use another browser to pair.',
	'relay-only':
		'You chose that nobody sees an address of yours, and pairing shows one. Choose “Direct” under Connection in the settings first.',
	unexpected: 'That did not work. Begin again; if it goes on, reload the page.'
};

export const pairing = {
	heading: 'Pair without a server',
	lead: 'For two people in one room, on the same network, with or without internet. You hand each other one code each, by camera or as text, and your devices link directly.',
	show: 'Show my code',
	showHint: 'You begin.',
	enter: 'Enter their code',
	enterHint: 'They have begun, and show you a code.',
	address:
		'Your code says where this device stands in the local network. Give it only to the person you pair with; it holds for ten minutes and for one link.',
	yourName: 'Your name',
	nameHint: 'They will see it. No account, no e-mail.',

	step: (n: number) => `Step ${n} of 2`,
	/** What to do, in the order in which either side does it. */
	first: ['Let them scan this, or send them the text.', 'Then scan or paste the code that they show you.'],
	second: [
		'Scan or paste the code that they show.',
		'Now let them scan this, or send them the text. The link opens by itself.'
	],
	making: 'Making your code…',
	yours: 'Your code',
	qr: 'QR code',
	copy: 'Copy',
	copied: 'Code copied',
	until: 'Runs out',
	theirs: 'Their code',
	theirsHint: 'Paste the text they sent you.',
	go: 'Continue',
	camera: 'Scan with the camera',
	stop: 'Stop the camera',
	aim: 'Hold their code in front of the camera.',
	noCamera: 'No camera could be opened. Allow it for this site, or paste the text instead.',
	video: 'Camera picture',
	linking: 'Linking…',
	waiting: 'Waiting for them…',
	again: 'Begin again',

	linked: (name: string) => `You and ${name} are linked.`,
	known: (name: string) => `You knew ${name} already; the link is new.`,
	compare: (name: string) =>
		`Both of you should see this code. If they match, nobody stands between you and ${name}.`,
	code: 'Code',
	match: 'They match',
	trouble: troubles
} as const;
