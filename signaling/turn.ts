/**
 * Where a tab learns its own address and finds a way around walls: the STUN servers the host named, and coturn with
 * credentials that hold for some hours (its `use-auth-secret`). Nothing is named by default: nobody is contacted unasked.
 */
import { createHmac } from 'node:crypto';
import type { Config } from './config.ts';

export interface IceServer {
	readonly urls: readonly string[];
	readonly username?: string;
	readonly credential?: string;
}

/** Longer than a link is tried, shorter than a leaked credential is worth passing on. */
const LIFETIME_S = 12 * 60 * 60;

/**
 * The credential is what coturn computes too: base64 of HMAC-SHA1 over the user name, which is when it ends and a name
 * that counts uses and says nothing of who.
 */
export function iceServers(
	{ stunUrls, turnUrls, turnSecret }: Pick<Config, 'stunUrls' | 'turnUrls' | 'turnSecret'>,
	name: string,
	now: number
): readonly IceServer[] {
	const stun = stunUrls.length > 0 ? [{ urls: stunUrls }] : [];
	if (turnUrls.length === 0 || turnSecret === undefined) return stun;
	const username = `${Math.floor(now / 1_000) + LIFETIME_S}:${name}`;
	const credential = createHmac('sha1', turnSecret).update(username).digest('base64');
	return [...stun, { urls: turnUrls, username, credential }];
}
