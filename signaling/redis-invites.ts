/**
 * Invites in Redis. What an invite says never changes, so that its mark holds as long as it lives; what is left of it is
 * its uses less the boxes that were redeemed with it. Spending a use and storing the guest's box are one script.
 *
 *   elm:invite:<hash>    hash   o owner, u uses, e expiry, m mark
 *   elm:redeemed:<hash>  set    digests of the boxes
 *   elm:invites:<owner>  set    hashes
 *   elm:invite-ends      zset   hash by expiry
 *   elm:invites-open     zset   hash by expiry, those with uses left
 */
import { createHash } from 'node:crypto';
import { INVITE_LIFETIME_MS, MAIL_LIFETIME_MS } from '#lib/protocol/limits.ts';
import type { Marks } from './mark.ts';
import type { InviteStore, Redeemed } from './ports.ts';
import { listOf, numberOf, Script, textOf, type RedisLink } from './redis.ts';
import { PUT, storedOf, type OnDamaged, type RedisMail } from './redis-mail.ts';

/** Spent and expired invites are remembered this long, so that a late guest hears the true reason. */
const REMEMBERED_MS = INVITE_LIFETIME_MS;
/** And no more of them for each that may be open. */
const REMEMBERED_PER_OPEN = 10;
const SWEEP_INVITES = 500;
const ENDS = 'elm:invite-ends';
const OPEN = 'elm:invites-open';

const REMOVE = `
local function remove(hash)
	local owner = redis.call('HGET', 'elm:invite:' .. hash, 'o')
	redis.call('ZREM', '${ENDS}', hash)
	redis.call('ZREM', '${OPEN}', hash)
	if not owner then return 0 end
	redis.call('SREM', 'elm:invites:' .. owner, hash)
	redis.call('DEL', 'elm:invite:' .. hash, 'elm:redeemed:' .. hash)
	return 1
end
`;

// owner, hash, uses, exp, mark, now, most open, most in all → uses left | quota | taken
const make = new Script(`
local is = redis.call('HMGET', 'elm:invite:' .. ARGV[2], 'o', 'u')
if is[1] then
	if is[1] ~= ARGV[1] then return 'taken' end
	return tonumber(is[2]) - redis.call('SCARD', 'elm:redeemed:' .. ARGV[2])
end
local mine = redis.call('SMEMBERS', 'elm:invites:' .. ARGV[1])
local open = 0
for _, hash in ipairs(mine) do
	local exp = redis.call('ZSCORE', '${OPEN}', hash)
	if exp and tonumber(exp) > tonumber(ARGV[6]) then open = open + 1 end
end
if open >= tonumber(ARGV[7]) or #mine >= tonumber(ARGV[8]) then return 'quota' end
redis.call('HSET', 'elm:invite:' .. ARGV[2], 'o', ARGV[1], 'u', ARGV[3], 'e', ARGV[4], 'm', ARGV[5])
redis.call('SADD', 'elm:invites:' .. ARGV[1], ARGV[2])
redis.call('ZADD', '${ENDS}', ARGV[4], ARGV[2])
redis.call('ZADD', '${OPEN}', ARGV[4], ARGV[2])
return tonumber(ARGV[3])`);

const revoke = new Script(`${REMOVE}
if redis.call('HGET', 'elm:invite:' .. ARGV[2], 'o') ~= ARGV[1] then return 0 end
return remove(ARGV[2])`);

// hash, digest of the box, now, then what put() takes → uses left and what became of the box, or a word
const redeem = new Script(`${PUT}
local is = redis.call('HMGET', 'elm:invite:' .. ARGV[1], 'u', 'e')
if not is[1] then return 'unknown' end
local redeemed = 'elm:redeemed:' .. ARGV[1]
local left = tonumber(is[1]) - redis.call('SCARD', redeemed)
if redis.call('SISMEMBER', redeemed, ARGV[2]) == 1 then return {left, 'before'} end
if tonumber(is[2]) <= tonumber(ARGV[3]) then return 'expired' end
if left <= 0 then return 'spent' end
local stored = put(ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9], ARGV[10], ARGV[11], ARGV[12], ARGV[13])
if stored ~= 'stored' and stored ~= 'known' then return {left, stored} end
redis.call('SADD', redeemed, ARGV[2])
if left == 1 then redis.call('ZREM', '${OPEN}', ARGV[1]) end
return {left - 1, stored}`);

const sweep = new Script(`${REMOVE}
local ended = redis.call('ZRANGEBYSCORE', '${ENDS}', '-inf', ARGV[1], 'LIMIT', 0, ${SWEEP_INVITES})
for _, hash in ipairs(ended) do remove(hash) end
return #ended`);

export interface RedisInviteParts {
	readonly link: RedisLink;
	readonly mail: RedisMail;
	readonly marks: Marks;
	readonly openInvites: number;
	readonly clock: () => number;
	readonly onDamaged: OnDamaged;
}

export class RedisInvites implements InviteStore {
	readonly #parts: RedisInviteParts;

	constructor(parts: RedisInviteParts) {
		this.#parts = parts;
	}

	async make(owner: Buffer, hash: Buffer, uses: number, exp: number): Promise<number | 'quota' | 'taken'> {
		const { link, marks, openInvites, clock } = this.#parts;
		const until = Math.min(exp, clock() + INVITE_LIFETIME_MS);
		const mark = marks.of('redis invite', hash, owner, uses, until);
		const bounds = [openInvites, openInvites * REMEMBERED_PER_OPEN];
		const rest = [owner.toString('hex'), hash.toString('hex'), uses, until, mark, clock(), ...bounds];
		const reply = await link.run(make, [], rest);
		const said = textOf(reply);
		return said === 'quota' || said === 'taken' ? said : numberOf(reply);
	}

	async revoke(owner: Buffer, hash: Buffer): Promise<boolean> {
		const names = [owner.toString('hex'), hash.toString('hex')];
		return (await this.#parts.link.run(revoke, [], names)) === 1;
	}

	async redeem(token: Buffer, box: Buffer, sender: Buffer): Promise<Redeemed> {
		const { link, mail, clock } = this.#parts;
		const hash = createHash('sha256').update(token).digest();
		const owner = await this.#ownerOf(hash);
		if (owner === undefined) return 'unknown';
		const digest = createHash('sha256').update(box).digest();
		const letter = mail.argumentsOf({ owner, sender, exp: clock() + MAIL_LIFETIME_MS, box });
		const reply = await link.run(redeem, [], [hash.toString('hex'), digest, clock(), ...letter]);
		const said = textOf(reply);
		if (said === 'unknown' || said === 'expired' || said === 'spent') return said;
		const [uses, became] = listOf(reply);
		if (textOf(became) === 'before') return { owner, uses: numberOf(uses), stored: false };
		const stored = storedOf(became);
		if (stored === 'full' || stored === 'full-of-sender') return stored;
		return { owner, uses: numberOf(uses), stored: true };
	}

	/** Whose invite it is, if its mark fits: a damaged one is none. */
	async #ownerOf(hash: Buffer): Promise<Buffer | undefined> {
		const { link, marks, onDamaged } = this.#parts;
		const key = `elm:invite:${hash.toString('hex')}`;
		const [owner, uses, exp, mark] = listOf(await link.call('HMGET', key, 'o', 'u', 'e', 'm'));
		if (!Buffer.isBuffer(owner)) return undefined;
		const name = Buffer.from(owner.toString('latin1'), 'hex');
		if (marks.fits(mark, 'redis invite', hash, name, numberOf(uses), numberOf(exp))) return name;
		onDamaged('invite', 'its mark does not fit');
		return undefined;
	}

	async sweep(): Promise<number> {
		let swept = 0;
		for (;;) {
			const gone = numberOf(await this.#parts.link.run(sweep, [], [this.#parts.clock() - REMEMBERED_MS]));
			swept += gone;
			if (gone < SWEEP_INVITES) return swept;
		}
	}

	async open(): Promise<number> {
		return numberOf(await this.#parts.link.call('ZCOUNT', OPEN, `(${this.#parts.clock()}`, '+inf'));
	}
}
