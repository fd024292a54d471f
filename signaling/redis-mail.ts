/**
 * Sealed boxes that wait, in Redis: a stream for each mailbox, in the order they came, and a hash beside it with what it
 * holds. Each change is one script, which Redis runs and keeps on disk in one piece, so that any process may die between
 * any two of them.
 *
 *   elm:mail:<owner>  stream   s sender, d digest, e expiry, m mark, b box
 *   elm:held:<owner>  hash     n boxes, b bytes, s<sender> boxes of that sender, d<digest> entry
 *   elm:mail-ends     zset     "<owner> <entry>" by expiry
 *   elm:mail-total    hash     n boxes, b bytes
 *   elm:mail-rate:<sender>  hash  t what it may send now, at in milliseconds
 *
 * Readers go through a stream by cursor (XRANGE), not as consumers of a group. A group hands each entry to one consumer
 * and remembers that it did; here every tab and device of a peer gets every box, again and again until one of them says
 * it is stored, and what a socket was sent ends with the socket. A group per device would be a second truth beside the
 * reader's receipt, to be cleaned up whenever a device never comes back. The receipt deletes the entry (XDEL), and that is
 * all there is to know.
 */
import { createHash } from 'node:crypto';
import { MAIL_LIFETIME_MS } from '#lib/protocol/limits.ts';
import type { Limits } from './config.ts';
import { StorageError } from './database.ts';
import type { Marks } from './mark.ts';
import type { Cursor, Letter, MailStore, Stored, TooSoon, Waiting } from './ports.ts';
import { listOf, numberOf, Script, textOf, type RedisLink, type Value } from './redis.ts';
import { LIVES } from './redis-processes.ts';

export type RedisMailLimits = Pick<
	Limits,
	'mailboxMessages' | 'mailboxBytes' | 'mailPerSender' | 'storedBytes'
>;

/** A row whose mark does not fit was met: which kind, and why. */
export type OnDamaged = (kind: string, why: string) => void;

const ENDS = 'elm:mail-ends';
const TOTAL = 'elm:mail-total';
const DAMAGED = 'elm:damaged';
const ID_BYTES = 16;
/** One script removes at most this many, so that it never holds up the others for long. */
const SWEEP_ENTRIES = 200;
const MINUTE_MS = 60_000;
/** Damaged ones that are kept to be looked at. */
const DAMAGED_KEPT = 100;
/** An empty stream is kept this long, so that its numbers go on from where a reader's cursor stands. */
const EMPTY_MS = 24 * 60 * 60_000;

/** Lua: `put(owner, sender, digest, exp, mark, box, most, mostBytes, mostOfSender, mostInAll)`. */
export const PUT = `
local function put(owner, sender, digest, exp, mark, box, most, mostBytes, mostOfSender, mostInAll)
	local held = 'elm:held:' .. owner
	if redis.call('HEXISTS', held, 'd' .. digest) == 1 then return 'known' end
	local is = redis.call('HMGET', held, 'n', 'b', 's' .. sender)
	if tonumber(is[1] or 0) >= tonumber(most) then return 'full' end
	if tonumber(is[2] or 0) + #box > tonumber(mostBytes) then return 'full' end
	if tonumber(is[3] or 0) >= tonumber(mostOfSender) then return 'full-of-sender' end
	if tonumber(redis.call('HGET', '${TOTAL}', 'b') or 0) + #box > tonumber(mostInAll) then return 'no-room' end
	local stream = 'elm:mail:' .. owner
	local entry = redis.call('XADD', stream, '*', 's', sender, 'd', digest, 'e', exp, 'm', mark, 'b', box)
	redis.call('PERSIST', stream)
	redis.call('HINCRBY', held, 'n', 1)
	redis.call('HINCRBY', held, 'b', #box)
	redis.call('HINCRBY', held, 's' .. sender, 1)
	redis.call('HSET', held, 'd' .. digest, entry)
	redis.call('HINCRBY', '${TOTAL}', 'n', 1)
	redis.call('HINCRBY', '${TOTAL}', 'b', #box)
	redis.call('ZADD', '${ENDS}', exp, owner .. ' ' .. entry)
	return 'stored'
end
`;

/** Lua: `remove(owner, entry)` → whether it was there. What is damaged is removed as far as it can be read. */
const REMOVE = `
local function remove(owner, entry)
	local stream, held = 'elm:mail:' .. owner, 'elm:held:' .. owner
	redis.call('ZREM', '${ENDS}', owner .. ' ' .. entry)
	local found = redis.call('XRANGE', stream, entry, entry)[1]
	if not found then return 0 end
	local is = {}
	for i = 1, #found[2], 2 do is[found[2][i]] = found[2][i + 1] end
	local bytes = #(is.b or '')
	redis.call('XDEL', stream, entry)
	redis.call('HINCRBY', '${TOTAL}', 'n', -1)
	redis.call('HINCRBY', '${TOTAL}', 'b', -bytes)
	if redis.call('HINCRBY', held, 'n', -1) <= 0 then
		redis.call('DEL', held)
		redis.call('PEXPIRE', stream, ${EMPTY_MS})
		return 1
	end
	redis.call('HINCRBY', held, 'b', -bytes)
	if is.d then redis.call('HDEL', held, 'd' .. is.d) end
	local sender = 's' .. (is.s or '')
	if redis.call('HINCRBY', held, sender, -1) <= 0 then redis.call('HDEL', held, sender) end
	return 1
end
`;

// What put() takes, then how many a minute (0: as many as it likes) → what became of it, or milliseconds to wait
const put = new Script(`${LIVES}${PUT}
local most = tonumber(ARGV[11])
if most > 0 then
	local key, at = 'elm:mail-rate:' .. ARGV[2], now()
	local is = redis.call('HMGET', key, 't', 'at')
	local tokens = math.min(most, (is[1] or most) + math.max(0, at - (is[2] or at)) * most / ${MINUTE_MS})
	if tokens < 1 then return math.ceil((1 - tokens) * ${MINUTE_MS} / most) end
	redis.call('HSET', key, 't', tostring(tokens - 1), 'at', at)
	redis.call('PEXPIRE', key, ${2 * MINUTE_MS})
end
return put(ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9], ARGV[10])`);
const remove = new Script(`${REMOVE}
local gone = 0
for i = 2, #ARGV do gone = gone + remove(ARGV[1], ARGV[i]) end
return gone`);
const setAside = new Script(`${REMOVE}
local found = redis.call('XRANGE', 'elm:mail:' .. ARGV[1], ARGV[2], ARGV[2])[1]
if not found then return 0 end
redis.call('XADD', '${DAMAGED}', 'MAXLEN', ${DAMAGED_KEPT}, '*', 'kind', 'mail', unpack(found[2]))
return remove(ARGV[1], ARGV[2])`);
const sweep = new Script(`${REMOVE}
local ended = redis.call('ZRANGEBYSCORE', '${ENDS}', '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
local gone = 0
for _, member in ipairs(ended) do gone = gone + remove(string.sub(member, 1, 32), string.sub(member, 34)) end
return {#ended, gone}`);

export class RedisMail implements MailStore {
	readonly #link: RedisLink;
	readonly #marks: Marks;
	readonly #limits: RedisMailLimits;
	readonly #mailPerMinute: number;
	readonly #clock: () => number;
	readonly #onDamaged: OnDamaged;

	constructor(parts: {
		readonly link: RedisLink;
		readonly marks: Marks;
		readonly limits: RedisMailLimits;
		readonly mailPerMinute: number | undefined;
		readonly clock: () => number;
		readonly onDamaged: OnDamaged;
	}) {
		this.#link = parts.link;
		this.#marks = parts.marks;
		this.#limits = parts.limits;
		this.#mailPerMinute = parts.mailPerMinute ?? 0;
		this.#clock = parts.clock;
		this.#onDamaged = parts.onDamaged;
	}

	async put(letter: Letter): Promise<Stored | TooSoon> {
		const reply = await this.#link.run(put, [], [...this.argumentsOf(letter), this.#mailPerMinute]);
		return typeof reply === 'number' ? { retryMs: reply } : storedOf(reply);
	}

	/** What `PUT` takes, for this letter. */
	argumentsOf({ owner, sender, exp, box }: Letter): readonly Value[] {
		const digest = createHash('sha256').update(box).digest();
		const until = Math.min(exp, this.#clock() + MAIL_LIFETIME_MS);
		const mark = this.#marks.of('redis mail', owner, sender, until, digest);
		const { mailboxMessages, mailboxBytes, mailPerSender, storedBytes } = this.#limits;
		const bounds = [mailboxMessages, mailboxBytes, mailPerSender, storedBytes];
		return [owner.toString('hex'), sender, digest, until, mark, box, ...bounds];
	}

	async after(owner: Buffer, cursor: Cursor | undefined, count: number): Promise<readonly Waiting[]> {
		const found: Waiting[] = [];
		let from = cursor === undefined ? '-' : `(${cursor}`;
		// What is over or damaged leaves gaps; fewer than asked for must mean that there are no more.
		while (found.length < count) {
			const stream = `elm:mail:${owner.toString('hex')}`;
			const entries = listOf(await this.#link.call('XRANGE', stream, from, '+', 'COUNT', count));
			for (const entry of entries) {
				const [id, fields] = listOf(entry);
				const name = textOf(id) ?? '';
				from = `(${name}`;
				const box = this.#boxOf(owner, listOf(fields));
				if (box === 'damaged') await this.#setAside(owner, name);
				else if (box && found.length < count) found.push({ cursor: name, id: idOf(name), box });
			}
			if (entries.length < count) break;
		}
		return found;
	}

	/** Undefined where its time is over. */
	#boxOf(owner: Buffer, fields: readonly unknown[]): Buffer | undefined | 'damaged' {
		const is = new Map<string | undefined, unknown>();
		for (let i = 0; i < fields.length; i += 2) is.set(textOf(fields[i]), fields[i + 1]);
		const [sender, box, mark] = [is.get('s'), is.get('b'), is.get('m')];
		const exp = numberOf(is.get('e'));
		if (!Buffer.isBuffer(sender) || !Buffer.isBuffer(box)) return 'damaged';
		const digest = createHash('sha256').update(box).digest();
		if (!this.#marks.fits(mark, 'redis mail', owner, sender, exp, digest)) return 'damaged';
		return exp > this.#clock() ? box : undefined;
	}

	async #setAside(owner: Buffer, entry: string): Promise<void> {
		this.#onDamaged('mail', 'its mark does not fit');
		await this.#link.run(setAside, [], [owner.toString('hex'), entry]);
	}

	async received(owner: Buffer, ids: readonly Buffer[]): Promise<number> {
		const entries = ids.filter((id) => id.length === ID_BYTES).map(entryOf);
		if (entries.length === 0) return 0;
		return numberOf(await this.#link.run(remove, [], [owner.toString('hex'), ...entries]));
	}

	async sweep(): Promise<number> {
		let swept = 0;
		for (;;) {
			const reply = await this.#link.run(sweep, [], [this.#clock(), SWEEP_ENTRIES]);
			const [ended = 0, gone = 0] = listOf(reply).map(numberOf);
			swept += gone;
			if (ended < SWEEP_ENTRIES) return swept;
		}
	}

	async total(): Promise<{ messages: number; bytes: number }> {
		const [messages = 0, bytes = 0] = listOf(await this.#link.call('HMGET', TOTAL, 'n', 'b')).map(numberOf);
		return { messages, bytes };
	}
}

/** What `put` said in Lua. */
export function storedOf(reply: unknown): Stored {
	const said = textOf(reply);
	if (said === 'stored' || said === 'known' || said === 'full' || said === 'full-of-sender') return said;
	throw new StorageError('there is no room for more mail (MAX_STORED_BYTES)');
}

/** An entry's number, `<milliseconds>-<count>`, is the box's id: two times eight bytes. */
function idOf(entry: string): Buffer {
	const [ms = '0', count = '0'] = entry.split('-');
	const id = Buffer.alloc(ID_BYTES);
	id.writeBigUInt64BE(BigInt(ms), 0);
	id.writeBigUInt64BE(BigInt(count), 8);
	return id;
}
const entryOf = (id: Buffer): string => `${id.readBigUInt64BE(0)}-${id.readBigUInt64BE(8)}`;
