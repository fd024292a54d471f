/** What a person dropped, as files with the folders they lie in. */
import { isHidden, type FileToImport } from './importing-api.ts';

/** What was dropped, with all that lies in dropped folders. To be called while the event is heard: afterwards it is empty. */
export function droppedFiles(data: DataTransfer | null): Promise<FileToImport[]> {
	const found: Promise<FileToImport[]>[] = [];
	for (const item of data?.items ?? []) {
		if (item.kind !== 'file') continue;
		const entry = item.webkitGetAsEntry();
		const file = item.getAsFile();
		if (entry) found.push(filesIn(entry));
		else if (file) found.push(Promise.resolve([{ file, name: file.name }]));
	}
	return Promise.all(found).then((lists) => lists.flat());
}

/** Depth first, in the order in which the browser names them. */
async function filesIn(entry: FileSystemEntry): Promise<FileToImport[]> {
	const name = entry.fullPath.replace(/^\//, '');
	if (isHidden(name)) return [];
	if (entry.isFile) {
		const file = await new Promise<File | undefined>((resolve) =>
			// Gone, or not ours to read: an empty file in its place is refused by its name.
			(entry as FileSystemFileEntry).file(resolve, () => resolve(new File([], entry.name)))
		);
		return file ? [{ file, name }] : [];
	}
	const files: FileToImport[] = [];
	for await (const inside of entriesOf(entry as FileSystemDirectoryEntry))
		files.push(...(await filesIn(inside)));
	return files;
}

/** A folder gives its entries some at a time, and none at its end. */
async function* entriesOf(folder: FileSystemDirectoryEntry): AsyncGenerator<FileSystemEntry> {
	const reader = folder.createReader();
	for (;;) {
		const some = await new Promise<FileSystemEntry[]>((resolve) =>
			reader.readEntries(resolve, () => resolve([]))
		);
		if (some.length === 0) return;
		yield* some;
	}
}
