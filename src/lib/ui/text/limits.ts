/** English: what peers, relay and host can see; plain and honest. */
export const limits = {
	heading: 'What others can see',
	lead: 'Elmnet keeps what it can to itself. This page says what it cannot hide.',
	sections: [
		{
			heading: 'The people you know',
			points: [
				'They see your name, your public key and your leaf, and whether you are connected.',
				'They see the questions you ask with “Ask other agents” on. Every contact your agent asks reads the whole question.',
				'They get quotes only from items shared with them (Contacts, Named peers, Community, Public), signed by you. What your agent remembers from conversations never leaves. What they received they can keep and show to others, also after you forget it.',
				'With a direct link they can see your network address (IP), as in a video call. With “Relay only” under Settings, Connection, they cannot: then everything goes sealed through a server.',
				'Your card tells them which servers you are found at.'
			]
		},
		{
			heading: 'The members of a community',
			points: [
				'Every member, contact or not, sees your name, your public key, your servers, what you write there and when, and whether you are connected. Members’ devices link to each other, so they can see your network address too, unless you hide it.',
				'What you wrote lies with every member. Taking it back, or an anchor’s hiding it, takes it off the screen and not out of what they keep.',
				'Whoever is removed gets nothing new and keeps what they had. A link into a community lets in, or lets ask, as many people as it was made for, whoever they are.',
				'The server sees whose devices meet in one room, by a name it cannot read anything from. It does not see what the community is called or what is said there.'
			]
		},
		{
			heading: 'The server that introduces you',
			points: [
				'It sees your public key, your network address, when you are connected, and with whom it connects you.',
				'It keeps sealed mail for people who are asleep: it sees the recipient, the size class and the expiry, never the content.',
				'It knows that an invite exists and when it was used, not the secret in the link.',
				'It cannot read questions, answers or notes, and it cannot pretend to be one of your peers: a swapped key is noticed and the link refused.'
			]
		},
		{
			heading: 'Strangers who look for what you know',
			points: [
				'Nobody you do not know finds you unless you let them under Settings, Being found. Then your servers keep your card for whoever looks for one of its topics: your name, your public key, your servers, and what you ticked.',
				'The topics come from your public items alone, and only where at least three of them speak of it. Strangers are answered from public items and from nothing else.'
			]
		},
		{
			heading: 'More servers, and what stands beside them',
			points: [
				'Each server you add under Settings sees the same as the first: your public key, your network address, and when you are here. A server you remove learns nothing more.',
				'When a contact is at home at another server, yours passes things on to it. That one then sees your public key, that you are connected, sealed mail with its size class, and the network addresses in the introduction to a direct link. There is no third server in between.',
				'If whoever hosts your server named STUN or TURN servers, your browser contacts those when it links to a peer; Settings, Connection, names them. They see your network address; a TURN server also sees which address you exchange with, how much and when. It carries sealed bytes and can read none. By default there are none.',
				'If you let this device be woken, whoever made your browser learns that something came for it, and when. Your server keeps the address at which this browser is woken, and reads from it which browser that is. The wake-up itself is empty: it says neither who wrote nor what.',
				'The connection test sends one sealed letter to yourself through your server. Its report holds steps and times, no address and no key.'
			]
		},
		{
			heading: 'Whoever hosts this page',
			points: [
				'They deliver the program that runs in your tab. If they delivered a different one, it could do anything you can: choose a host you trust, or host it yourself.',
				'Once loaded, the page talks to its own server, to servers you added, to those its host named for direct links, and to your peers. No third party is loaded, unless you choose a model that lies elsewhere.'
			]
		},
		{
			heading: 'Models, and whom your browser contacts for them',
			points: [
				'Without a model nothing more is contacted. Before a model is downloaded, Settings names the hosts and waits for your yes; only they are contacted then, and only while it is downloaded.',
				'These hosts (huggingface.co with its *.hf.co, raw.githubusercontent.com, or the mirror you set) see your network address and which model you take. They see no question, note or answer.',
				'A model on this device, or the browser’s built-in one, writes here: questions and sources do not leave the device for it.',
				'A model server that you set reads everything the model would read: your question, what was found in your notes, and what peers sent for it. Its key is kept encrypted here and goes to that server alone.',
				'What a model writes is never sent to a peer, and never becomes a setting or a search. It can still be wrong: a sentence without a source is marked as the model’s own.'
			]
		},
		{
			heading: 'Someone with your device',
			points: [
				'Everything you keep is encrypted on the disk, but the key lies in this browser: whoever can use your browser profile can open Elmnet, unless you set a passphrase under Settings and it is locked.',
				'Whoever has your recovery phrase is you: it restores your identity anywhere and opens your backups. A backup file alone opens nothing.',
				'An invite link is a key. Whoever gets it first can use it; revoke it if it went astray.'
			]
		},
		{
			heading: 'What is not promised',
			points: [
				'Who talks to whom, and when, is not hidden from the server.',
				'Genuine means: signed by that peer and unchanged. Verified means: a friend, somebody who told you the truth before, or two independent people say so. Neither means: true.',
				'If the browser clears its storage, only a backup and the recovery phrase bring your notes and your identity back. Nobody else has either.',
				'Forgetting destroys the key at once; the disk may hold the unreadable rest until it writes over it.'
			]
		}
	]
} as const;
