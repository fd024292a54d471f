import { expect, test } from 'vitest';
import type { TestRun } from '#lib/app/connection-api.ts';
import { reportText, withoutTraces } from './report.ts';

const about = { version: '0.1.0', browser: 'Mozilla/5.0 Chrome/156.0.0.0' };
const run: TestRun = {
	running: false,
	startedAt: Date.UTC(2026, 10, 21, 17, 30),
	cause: 'direct-blocked',
	steps: [
		{ name: 'server', state: 'passed', ms: 12.4 },
		{ name: 'proof', state: 'passed', ms: 1_240 },
		{ name: 'candidates', state: 'passed', ms: 80, detail: '2 host, of them 192.168.1.17 and fe80::1%eth0' },
		{ name: 'loop', state: 'failed' },
		{ name: 'turn', state: 'skipped' }
	]
};

test('the report names every step in its order, with its time, and the one cause', () => {
	const lines = reportText(run, about).split('\n');
	expect(lines).toContain('1. Server reachable: passed, 12 ms');
	expect(lines).toContain('2. Proof of your key accepted: passed, 1.2 s');
	expect(lines).toContain('4. Link to yourself through the server: failed');
	expect(lines).toContain('5. TURN server: skipped');
	expect(lines).toContain('6. Mailbox, there and back: not yet');
	expect(lines).toContain('Time: 2026-11-21T17:30:00.000Z');
	expect(lines.at(-2)).toMatch(/^Cause: direct-blocked\. /);
	expect(lines).toContain('Browser: Mozilla/5.0 Chrome/156.0.0.0');
});

test('no address of the device and no key stands in the report, whoever wrote it into a detail', () => {
	const text = reportText(run, about);
	expect(text).not.toMatch(/192\.168|fe80/);
	expect(text).toContain('2 host, of them (left out)');
	for (const telling of [
		'10.0.0.7',
		'2001:db8::ff00:42:8329',
		'::1',
		'0a1b2c3d-1111-2222-3333-444455556666.local',
		'ab'.repeat(32),
		'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK'
	])
		expect(withoutTraces(`at ${telling}, it failed`), telling).not.toContain(telling);
});

test('plain words of a detail stay as they are', () => {
	const detail = '3 kinds: host, srflx, relay; code 4429 at 17:30';
	expect(withoutTraces(detail)).toBe(detail);
});

test('a test that found nothing wrong says so', () => {
	expect(reportText({ ...run, cause: undefined }, about)).toContain('Cause: none. Everything works');
});
