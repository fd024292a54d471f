import { expect, test } from 'vitest';
import { strengthOf } from './safety-passphrase.ts';

test.each([
	['', 'too-short'],
	['abc defg'.slice(0, 7), 'too-short'],
	['aaaaaaaaaaaa', 'weak'],
	['12345678', 'weak'],
	['password2026', 'weak'],
	['Passwort1!', 'weak'],
	['qwertyuiop', 'weak'],
	['blue lamp', 'weak'],
	['kT7#mQ2x', 'fair'],
	['seven green boats', 'weak'],
	['seven green boats sail', 'fair'],
	['seven green boats under the window', 'strong'],
	['kT7#mQ2x!vB9', 'strong']
] as const)('%j is %s', (passphrase, strength) => {
	expect(strengthOf(passphrase)).toBe(strength);
});

test('letters are counted as people see them, not as they are coded', () => {
	expect(strengthOf('🌳🌳🌳🌳')).toBe('too-short');
});
