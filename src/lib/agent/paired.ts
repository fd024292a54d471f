/** Two people handed each other a text, and their devices have proved inside the channel who they are: that is consent. */
import type { Certificate } from '../protocol/identity.ts';
import type { PairingCode } from '../protocol/pairing.ts';
import type { Inside } from './inside.ts';
import type { Contact } from './ports.ts';
import type { Post } from './post.ts';

export type PairedDeps = Pick<Inside, 'contacts' | 'clock' | 'lanes' | 'emit'> & {
	readonly post: Post;
	/** Takes up what was held from this peer. */
	readonly release: (peer: Contact['peer']) => Promise<number>;
};

/** `blocked`: the person once said to read nothing of theirs, and has to take that back first. `revoked`: by its owner. */
export type Paired = 'new' | 'known' | 'blocked' | 'revoked';

export type PairedWith = Pick<PairingCode, 'name' | 'inbox'> & {
	readonly certificate: Pick<Certificate, 'root' | 'seq'>;
};

/** They are contacts from now on, by the name and inbox they gave until a signed card says more. */
export const paired = ({ certificate, name, inbox }: PairedWith, deps: PairedDeps): Promise<Paired> =>
	deps.lanes.run(`peer/${certificate.root}`, async () => {
		const peer = certificate.root;
		const before = await deps.contacts.get(peer);
		if (before?.standing === 'blocked') return 'blocked';
		if (before && certificate.seq < before.certificateSeq) return 'revoked';
		if (before?.standing === 'accepted') return 'known';
		const contact: Contact = {
			peer,
			name,
			compared: false,
			since: deps.clock.now(),
			relays: [],
			...before,
			certificateSeq: certificate.seq,
			inbox: before?.card === undefined ? inbox : before.inbox,
			standing: 'accepted'
		};
		await deps.contacts.put(contact);
		deps.emit({ kind: 'contact-changed', peer });
		deps.emit({ kind: 'joined', peer, name: contact.name });
		// A question they left while they waited to be let in, and what we could not deliver before.
		if (before) {
			await deps.release(peer);
			await deps.post.flush(peer, true);
		}
		return 'new';
	});
