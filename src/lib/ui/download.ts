/** Hands the person a file made here. */
export function download(name: string, content: string, type: string): void {
	saveFile(name, new Blob([content], { type: `${type};charset=utf-8` }));
}

/** The same for what is no text, or too large to be held as one. */
export function saveFile(name: string, content: Blob): void {
	const url = URL.createObjectURL(content);
	const link = document.createElement('a');
	link.href = url;
	link.download = name;
	link.click();
	// The browser has taken it by then; a minute is for one that asks where to put it.
	setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
