import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { base64url } from './bytes.ts';
import { MAX_BOX_BYTES, MAX_SERVER_FRAME_BYTES } from './limits.ts';
import { fromNode, fromServer } from './relay.ts';

test('the largest box fits into a frame of the server, in every message that carries one', () => {
	const box = base64url(new Uint8Array(MAX_BOX_BYTES));
	const to = 'a'.repeat(64);
	const from = to;
	const id = 'A'.repeat(22);
	const n = 0xffff_ffff;
	for (const said of [
		{ ask: 'mail', n, to, exp: Number.MAX_SAFE_INTEGER, box },
		{ ask: 'forward', n, to, box },
		{ ask: 'redeem', n, token: id, box }
	]) {
		expect(v.parse(fromNode, said)).toEqual(said);
		expect(JSON.stringify(said).length).toBeLessThan(MAX_SERVER_FRAME_BYTES);
	}
	for (const said of [
		{ tell: 'mail', mail: id, box },
		{ tell: 'forwarded', from, box }
	]) {
		expect(v.parse(fromServer, said)).toEqual(said);
		expect(JSON.stringify(said).length).toBeLessThan(MAX_SERVER_FRAME_BYTES);
	}
	const more = base64url(new Uint8Array(MAX_BOX_BYTES + 1));
	expect(v.safeParse(fromNode, { ask: 'forward', n, to, box: more }).success).toBe(false);
});

test('no value makes reading a frame throw', () => {
	const asked = fc.record({
		ask: fc.constantFrom('prove', 'mail', 'watch', 'redeem', '__proto__', 7),
		n: fc.anything(),
		to: fc.anything()
	});
	fc.assert(fc.property(fc.oneof(fc.anything(), asked), (value) => !v.safeParse(fromNode, value).success));
	fc.assert(fc.property(fc.anything(), (value) => !v.safeParse(fromServer, value).success));
});
