/**
 * The topic directory of several processes. Cards are sealed: what Redis sees is which keyed names share a cell, and which
 * belong to one peer.
 *
 *   elm:card:<card>   hash  card, sealed; cells; peer          communities: elm:community:…
 *   elm:cell:<cell>   zset  card by when it ends               elm:community-cell:…
 *   elm:own:<peer>    zset  card by when it ends               elm:community-own:…
 *   elm:cards         zset  card by when it ends               elm:communities
 */
import { randomInt } from 'node:crypto';
import { MAX_FOUND_CARDS } from '#lib/protocol/limits.ts';
import { CARDS_A_PEER, KEPT_MS, MAX_CARDS, MAX_LISTED, type CardStore } from './directory.ts';
import { listOf, numberOf, Script, type RedisLink } from './redis.ts';
import type { Veil } from './redis-veil.ts';

type Kind = keyof typeof CARDS_A_PEER;

const KEYS = {
	people: { card: 'elm:card:', cell: 'elm:cell:', own: 'elm:own:', all: 'elm:cards' },
	communities: {
		...{ card: 'elm:community:', cell: 'elm:community-cell:', own: 'elm:community-own:' },
		all: 'elm:communities'
	}
} as const satisfies Record<Kind, unknown>;

// A script's own chance is the same at each run; `seed` makes it one.
const SEED = `math.randomseed(ARGV[1]) math.random()`;

const removeWith = (keys: (typeof KEYS)[Kind]): string => `
local function remove(id)
	local kept = redis.call('HMGET', '${keys.card}' .. id, 'cells', 'peer')
	for cell in string.gmatch(kept[1] or '', '%d+') do redis.call('ZREM', '${keys.cell}' .. cell, id) end
	if kept[2] then redis.call('ZREM', '${keys.own}' .. kept[2], id) end
	redis.call('DEL', '${keys.card}' .. id)
	redis.call('ZREM', '${keys.all}', id)
end
`;

// seed, id, peer, now, card, cell… → 0 where the peer has as many as one may have
const putWith = (keys: (typeof KEYS)[Kind], most: number): Script =>
	new Script(`${removeWith(keys)}${SEED}
local id, peer, now, until_ = ARGV[2], ARGV[3], ARGV[4], ARGV[4] + ${KEPT_MS}
remove(id)
for _, old in ipairs(redis.call('ZRANGEBYSCORE', '${keys.all}', '-inf', now, 'LIMIT', 0, 100)) do remove(old) end
if #ARGV == 5 then return 1 end
local own = '${keys.own}' .. peer
if redis.call('ZCOUNT', own, '(' .. now, '+inf') >= ${most} then return 0 end
redis.call('HSET', '${keys.card}' .. id, 'card', ARGV[5], 'cells', table.concat(ARGV, ' ', 6), 'peer', peer)
for i = 6, #ARGV do
	local cell = '${keys.cell}' .. ARGV[i]
	redis.call('ZREMRANGEBYSCORE', cell, '-inf', now)
	local listed = redis.call('ZCARD', cell)
	if listed >= ${MAX_LISTED} then
		local unlucky = math.random(0, listed - 1)
		redis.call('ZREMRANGEBYRANK', cell, unlucky, unlucky)
	end
	redis.call('ZADD', cell, until_, id)
end
redis.call('ZADD', own, until_, id)
redis.call('ZADD', '${keys.all}', until_, id)
if redis.call('ZCARD', '${keys.all}') > ${MAX_CARDS} then remove(redis.call('ZRANGE', '${keys.all}', 0, 0)[1]) end
return 1`);

// seed, asker, now, cell… → cards
const findWith = (keys: (typeof KEYS)[Kind]): Script =>
	new Script(`${SEED}
local shared, lots, ids, mine = {}, {}, {}, {}
for _, id in ipairs(redis.call('ZRANGE', '${keys.own}' .. ARGV[2], 0, -1)) do mine[id] = true end
for i = 4, #ARGV do
	for _, id in ipairs(redis.call('ZRANGEBYSCORE', '${keys.cell}' .. ARGV[i], '(' .. ARGV[3], '+inf')) do
		if not shared[id] and not mine[id] then
			ids[#ids + 1] = id
			lots[id] = math.random()
		end
		shared[id] = (shared[id] or 0) + 1
	end
end
table.sort(ids, function(a, b)
	if shared[a] ~= shared[b] then return shared[a] > shared[b] end
	return lots[a] < lots[b]
end)
local cards = {}
for i = 1, math.min(#ids, ${MAX_FOUND_CARDS}) do
	local card = redis.call('HGET', '${keys.card}' .. ids[i], 'card')
	if card then cards[#cards + 1] = card end
end
return cards`);

const SCRIPTS = {
	people: { put: putWith(KEYS.people, CARDS_A_PEER.people), find: findWith(KEYS.people) },
	communities: {
		put: putWith(KEYS.communities, CARDS_A_PEER.communities),
		find: findWith(KEYS.communities)
	}
} as const satisfies Record<Kind, unknown>;

/** For Lua, whose chance starts from a number of 32 bits. */
const seed = (): number => randomInt(2 ** 31);

export class RedisDirectory implements CardStore {
	readonly #link: RedisLink;
	readonly #veil: Veil;
	readonly #kind: Kind;

	constructor(link: RedisLink, veil: Veil, kind: Kind) {
		this.#link = link;
		this.#veil = veil;
		this.#kind = kind;
	}

	async count(now: number): Promise<number> {
		return numberOf(await this.#link.call('ZCOUNT', KEYS[this.#kind].all, `(${now}`, '+inf'));
	}

	async put(peer: string, card: string, cells: readonly number[], now: number, name = ''): Promise<boolean> {
		const { put } = SCRIPTS[this.#kind];
		const id = this.#veil.name('card', `${peer} ${name}`);
		const args = [seed(), id, this.#ownerOf(peer), now, this.#veil.seal(card), ...new Set(cells)];
		return numberOf(await this.#link.run(put, [], args)) === 1;
	}

	async find(asker: string, cells: readonly number[], now: number): Promise<readonly string[]> {
		const { find } = SCRIPTS[this.#kind];
		const args = [seed(), this.#ownerOf(asker), now, ...new Set(cells)];
		return listOf(await this.#link.run(find, [], args)).flatMap((card) =>
			Buffer.isBuffer(card) ? (this.#veil.open(card) ?? []) : []
		);
	}

	#ownerOf(peer: string): string {
		return this.#veil.name('card owner', peer);
	}
}
