/**
 * The topic directory of several processes. Cards are sealed: what Redis sees is which keyed names share a cell.
 *
 *   elm:card:<peer>   hash  card, sealed; cells
 *   elm:cell:<cell>   zset  peer by when its card ends
 *   elm:cards         zset  peer by when its card ends
 */
import { randomInt } from 'node:crypto';
import { MAX_FOUND_CARDS } from '#lib/protocol/limits.ts';
import { KEPT_MS, MAX_CARDS, MAX_LISTED, type CardStore } from './directory.ts';
import { listOf, numberOf, Script, type RedisLink } from './redis.ts';
import type { Veil } from './redis-veil.ts';

const REMOVE = `
local function remove(peer)
	local cells = redis.call('HGET', 'elm:card:' .. peer, 'cells')
	for cell in string.gmatch(cells or '', '%d+') do redis.call('ZREM', 'elm:cell:' .. cell, peer) end
	redis.call('DEL', 'elm:card:' .. peer)
	redis.call('ZREM', 'elm:cards', peer)
end
`;

// A script's own chance is the same at each run; `seed` makes it one.
const SEED = `math.randomseed(ARGV[1]) math.random()`;

// seed, peer, now, card, cell…
const put = new Script(`${REMOVE}${SEED}
local peer, now, until_ = ARGV[2], ARGV[3], ARGV[3] + ${KEPT_MS}
remove(peer)
if #ARGV == 4 then return 0 end
redis.call('HSET', 'elm:card:' .. peer, 'card', ARGV[4], 'cells', table.concat(ARGV, ' ', 5))
for i = 5, #ARGV do
	local cell = 'elm:cell:' .. ARGV[i]
	redis.call('ZREMRANGEBYSCORE', cell, '-inf', now)
	local listed = redis.call('ZCARD', cell)
	if listed >= ${MAX_LISTED} then
		local unlucky = math.random(0, listed - 1)
		redis.call('ZREMRANGEBYRANK', cell, unlucky, unlucky)
	end
	redis.call('ZADD', cell, until_, peer)
end
redis.call('ZADD', 'elm:cards', until_, peer)
for _, old in ipairs(redis.call('ZRANGEBYSCORE', 'elm:cards', '-inf', now, 'LIMIT', 0, 100)) do remove(old) end
if redis.call('ZCARD', 'elm:cards') > ${MAX_CARDS} then remove(redis.call('ZRANGE', 'elm:cards', 0, 0)[1]) end
return 1`);

// seed, asker, now, cell… → cards
const find = new Script(`${SEED}
local shared, lots, peers = {}, {}, {}
for i = 4, #ARGV do
	for _, peer in ipairs(redis.call('ZRANGEBYSCORE', 'elm:cell:' .. ARGV[i], '(' .. ARGV[3], '+inf')) do
		if not shared[peer] and peer ~= ARGV[2] then
			peers[#peers + 1] = peer
			lots[peer] = math.random()
		end
		shared[peer] = (shared[peer] or 0) + 1
	end
end
table.sort(peers, function(a, b)
	if shared[a] ~= shared[b] then return shared[a] > shared[b] end
	return lots[a] < lots[b]
end)
local cards = {}
for i = 1, math.min(#peers, ${MAX_FOUND_CARDS}) do
	local card = redis.call('HGET', 'elm:card:' .. peers[i], 'card')
	if card then cards[#cards + 1] = card end
end
return cards`);

/** For Lua, whose chance starts from a number of 32 bits. */
const seed = (): number => randomInt(2 ** 31);

export class RedisDirectory implements CardStore {
	readonly #link: RedisLink;
	readonly #veil: Veil;

	constructor(link: RedisLink, veil: Veil) {
		this.#link = link;
		this.#veil = veil;
	}

	async count(now: number): Promise<number> {
		return numberOf(await this.#link.call('ZCOUNT', 'elm:cards', `(${now}`, '+inf'));
	}

	async put(peer: string, card: string, cells: readonly number[], now: number): Promise<void> {
		const sealed = this.#veil.seal(card);
		await this.#link.run(put, [], [seed(), this.#veil.name('card', peer), now, sealed, ...new Set(cells)]);
	}

	async find(asker: string, cells: readonly number[], now: number): Promise<readonly string[]> {
		const name = this.#veil.name('card', asker);
		const cards = listOf(await this.#link.run(find, [], [seed(), name, now, ...new Set(cells)]));
		return cards.flatMap((card) => (Buffer.isBuffer(card) ? (this.#veil.open(card) ?? []) : []));
	}
}
