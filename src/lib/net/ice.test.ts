import { expect, test } from 'vitest';
import { Direct } from './direct.ts';
import { configurationOf, iceHostsOf, iceServersOf } from './ice.ts';
import { isHidden } from './sdp.ts';

const turn = { urls: ['turn:turn.example:3478?transport=udp'], username: '1:a', credential: 'b' };
const stun = { urls: ['stun:stun.example:3478'] };

test('what a browser would throw at is left out', () => {
	const told = [
		{ urls: ['http://evil.example', 'stun:stun.example'] },
		{ urls: ['turn:turn.example'] },
		{ urls: ['turn:turn.example/../x', 'javascript:1'], username: 'a', credential: 'b' },
		turn
	];
	expect(iceServersOf(told)).toEqual([{ urls: ['stun:stun.example'] }, turn]);
});

test('the hosts a link contacts are named once each', () => {
	expect(iceHostsOf([stun, turn, stun])).toEqual(['stun.example:3478', 'turn.example:3478']);
});

test('links are made with what was named, and with nobody until then', () => {
	const direct = new Direct(true, false);
	expect(configurationOf(direct)).toEqual({ iceServers: [] });
	direct.told = [stun, turn];
	expect(configurationOf(direct)).toEqual({ iceServers: [stun, turn] });
});

test('with the address hidden there are links through TURN or none', () => {
	const direct = new Direct(true, true);
	expect(configurationOf(direct)).toBeUndefined();
	direct.told = [stun];
	expect(configurationOf(direct)).toBeUndefined();
	direct.told = [stun, turn];
	expect(configurationOf(direct)).toEqual({ iceServers: [turn], iceTransportPolicy: 'relay' });
});

const candidate = (said: string) => ({ type: 'CANDIDATE', payload: { candidate: { candidate: said } } });
const offer = (...lines: string[]) => ({
	type: 'OFFER',
	payload: { sdp: { sdp: ['v=0', ...lines].join('\r\n') } }
});

test.each([
	candidate('candidate:1 1 udp 1 192.168.1.7 5000 typ host generation 0'),
	candidate('candidate:1 1 udp 1 a1b2.local 5000 typ host'),
	candidate('candidate:1 1 udp 1 203.0.113.7 5000 typ srflx raddr 0.0.0.0 rport 0'),
	candidate('candidate:1 1 udp 1 198.51.100.1 5000 typ relay raddr 203.0.113.7 rport 4000'),
	candidate('candidate:1 1 udp 1 192.168.1.7 5000 typ host x typ relayed'),
	offer('a=candidate:1 1 udp 1 192.168.1.7 5000 typ host'),
	offer('c=IN IP4 192.168.1.7'),
	offer('o=- 1 2 IN IP4 192.168.1.7')
])('%j would tell where this device is', (said) => {
	expect(isHidden(said)).toBe(false);
});

test.each([
	candidate(''),
	candidate('candidate:1 1 udp 1 198.51.100.1 5000 typ relay raddr 0.0.0.0 rport 0 generation 0'),
	offer('o=- 1 2 IN IP4 127.0.0.1', 'c=IN IP4 0.0.0.0'),
	{ type: 'HEARTBEAT' },
	{ type: 'LEAVE', dst: 'x' }
])('%j tells nothing', (said) => {
	expect(isHidden(said)).toBe(true);
});
