/**
 * The topic directory of several processes. Cards are sealed: what Redis sees is which keyed names share a cell.
 *
 *   elm:card:<peer>   hash  card, sealed; cells
 *   elm:cell:<cell>   zset  peer by when its card ends
 *   elm:cards         zset  peer by when its card ends
 */
import { MAX_FOUND_CARDS } from '#lib/protocol/limits.ts';
import { KEPT_MS, MAX_CARDS, type CardStore } from './directory.ts';
import { listOf, numberOf, Script, type RedisLink } from './redis.ts';
import type { Veil } from './redis-veil.ts';

/** Of each cell only the newest are looked at, so that a crowded one costs no more than that. */
const NEWEST_PER_CELL = 500;

const REMOVE = `
local function remove(peer)
	local cells = redis.call('HGET', 'elm:card:' .. peer, 'cells')
	for cell in string.gmatch(cells or '', '%d+') do redis.call('ZREM', 'elm:cell:' .. cell, peer) end
	redis.call('DEL', 'elm:card:' .. peer)
	redis.call('ZREM', 'elm:cards', peer)
end
`;

// peer, now, card, cell…
const put = new Script(`${REMOVE}
local peer, until_ = ARGV[1], ARGV[2] + ${KEPT_MS}
remove(peer)
if #ARGV == 3 then return 0 end
redis.call('HSET', 'elm:card:' .. peer, 'card', ARGV[3], 'cells', table.concat(ARGV, ' ', 4))
for i = 4, #ARGV do redis.call('ZADD', 'elm:cell:' .. ARGV[i], until_, peer) end
redis.call('ZADD', 'elm:cards', until_, peer)
for _, old in ipairs(redis.call('ZRANGEBYSCORE', 'elm:cards', '-inf', ARGV[2], 'LIMIT', 0, 100)) do remove(old) end
if redis.call('ZCARD', 'elm:cards') > ${MAX_CARDS} then remove(redis.call('ZRANGE', 'elm:cards', 0, 0)[1]) end
return 1`);

// asker, now, cell… → cards
const find = new Script(`
local shared, ends = {}, {}
for i = 3, #ARGV do
	local is = redis.call('ZREVRANGEBYSCORE', 'elm:cell:' .. ARGV[i], '+inf', '(' .. ARGV[2], 'WITHSCORES', 'LIMIT', 0, ${NEWEST_PER_CELL})
	for j = 1, #is, 2 do
		shared[is[j]] = (shared[is[j]] or 0) + 1
		ends[is[j]] = tonumber(is[j + 1])
	end
end
shared[ARGV[1]] = nil
local peers = {}
for peer in pairs(shared) do peers[#peers + 1] = peer end
table.sort(peers, function(a, b)
	if shared[a] ~= shared[b] then return shared[a] > shared[b] end
	if ends[a] ~= ends[b] then return ends[a] > ends[b] end
	return a < b
end)
local cards = {}
for i = 1, math.min(#peers, ${MAX_FOUND_CARDS}) do
	local card = redis.call('HGET', 'elm:card:' .. peers[i], 'card')
	if card then cards[#cards + 1] = card end
end
return cards`);

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
		await this.#link.run(put, [], [this.#veil.name('card', peer), now, sealed, ...new Set(cells)]);
	}

	async find(asker: string, cells: readonly number[], now: number): Promise<readonly string[]> {
		const name = this.#veil.name('card', asker);
		const cards = listOf(await this.#link.run(find, [], [name, now, ...new Set(cells)]));
		return cards.flatMap((card) => (Buffer.isBuffer(card) ? (this.#veil.open(card) ?? []) : []));
	}
}
