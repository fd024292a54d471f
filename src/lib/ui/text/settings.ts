/** English: settings. */
export const settings = {
	heading: 'Settings',
	identity: 'Your identity',
	identityLead: 'A key pair made in this browser. No account stands behind it.',
	name: 'Your name',
	nameHint: 'People you invite or ask see it.',
	nameSaved: 'Saved',
	save: 'Save name',
	peerId: 'Peer ID',
	did: 'The same as did:key',
	copy: 'Copy',
	copyDid: 'Copy did:key',
	leaf: 'Your leaf',
	leafHint: 'The leaf is drawn from your key and looks the same for everyone.',
	theme: 'Theme',
	themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
	storage: 'Storage',
	space: 'What takes space',
	persisted: {
		yes: 'Kept: the browser promised not to clear it by itself.',
		no: 'Not promised: the browser may clear it when space runs low. Visiting often, or installing Elmnet, makes it keep it.',
		unasked: 'The browser is asked to keep it after your first note.'
	},
	encrypted: 'Everything private is encrypted before it is stored on this device.',
	used: (used: string) => `Elmnet uses ${used} here.`,
	offline: { yes: 'Works without a network on this device.', no: 'Not yet kept for use without a network.' },
	about: 'About',
	version: (version: string) => `Version ${version}`,
	shortcuts: 'Keyboard shortcuts',
	limits: 'What others can see',
	memory: 'Memory'
} as const;
