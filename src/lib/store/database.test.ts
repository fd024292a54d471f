import { expect, test } from 'vitest';
import { NodeError } from '#lib/agent/ports.ts';
import { openDatabase, storageError } from './database.ts';

test('without IndexedDB opening says that there is no storage', async () => {
	await expect(openDatabase({ name: 'none' })).rejects.toMatchObject({ code: 'storage-unavailable' });
});

test('each trouble of the browser has its code, and our own mistakes keep their name', () => {
	const codeOf = (name: string) => {
		const error = storageError(new DOMException('said the browser', name));
		return error instanceof NodeError ? error.code : undefined;
	};
	expect(codeOf('QuotaExceededError')).toBe('storage-full');
	for (const name of ['InvalidStateError', 'SecurityError', 'VersionError', 'UnknownError', 'AbortError'])
		expect([name, codeOf(name)]).toEqual([name, 'storage-unavailable']);
	expect(codeOf('OperationError')).toBe('storage-unreadable');
	expect(codeOf('DataError')).toBeUndefined();
	const mistake = new TypeError('ours');
	expect(storageError(mistake)).toBe(mistake);
});
