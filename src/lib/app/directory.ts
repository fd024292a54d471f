/** The topic directories of this node's servers, for whoever publishes and whoever looks for somebody. Loaded with the first of them, once. */
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Clock } from '#lib/agent/ports.ts';
import { Directory, type DirectoryDeps } from '#lib/net/directory.ts';
import { utf8 } from '#lib/protocol/bytes.ts';
import type { Device } from '#lib/protocol/identity.ts';

export interface DirectoryParts {
	readonly device: Pick<Device, 'peer' | 'secret'>;
	readonly servers: DirectoryDeps['servers'];
	/** Corrected by the server's. */
	readonly clock: Clock;
}

/** One for each node: two would publish over one another. */
export const directoryOf = ({ device, servers, clock }: DirectoryParts): Directory =>
	new Directory({ me: device.peer, servers, clock, secret: decoySecret(device.secret) });

/** The same after a restart: decoys that change would betray what was meant. HKDF-SHA256, no salt. */
const decoySecret = (secret: Uint8Array): Uint8Array =>
	hkdf(sha256, secret, undefined, utf8('elm/decoys'), 32);
