import { expect, test } from 'vitest';
import { origins, waysTo } from './ways.ts';
import { aDevice } from './test-peers.ts';

const own = { url: new URL('https://own.example') };
const added = { url: new URL('https://added.example:8443') };
const { peer } = await aDevice();

test('a peer at one of our servers is reached there by its bare name, and by no detour first', () => {
	const ways = waysTo(peer, ['https://added.example:8443'], [own, added]);
	expect(ways).toEqual([{ line: added, address: peer }]);
});

test('a peer at none of ours is addressed at its own server, through ours in order', () => {
	expect(waysTo(peer, ['https://far.example', 'http://near.example:81'], [own, added])).toEqual([
		{ line: own, address: `${peer}@far.example` },
		{ line: own, address: `${peer}@near.example:81` },
		{ line: added, address: `${peer}@far.example` },
		{ line: added, address: `${peer}@near.example:81` }
	]);
});

test('a server we share but cannot reach now is tried through another of ours', () => {
	expect(waysTo(peer, ['https://added.example:8443'], [own])).toEqual([
		{ line: own, address: `${peer}@added.example:8443` }
	]);
});

test('a peer without a card is taken for one of ours', () => {
	expect(waysTo(peer, [], [own, added]).map(({ address }) => address)).toEqual([peer, peer]);
});

test('a card full of addresses makes no more than six tries', () => {
	const homes = Array.from({ length: 4 }, (_, at) => `https://far${at}.example`);
	expect(waysTo(peer, homes, [own, added])).toHaveLength(6);
});

test('only http origins count, each once, in one spelling', () => {
	expect(origins(['https://ELM.example:443/', 'https://elm.example', 'javascript:1', 'nonsense'])).toEqual([
		'https://elm.example'
	]);
});
