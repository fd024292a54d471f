/** What another app shared with this one: the service worker holds it in memory until the page asks. */
import type { FileToImport } from './importing-api.ts';

export interface Shared {
	readonly title: string;
	readonly text: string;
	/** An http address, or empty. */
	readonly url: string;
	readonly files: readonly File[];
}

/** A worker that does not answer has forgotten. */
const PATIENCE_MS = 5_000;

/** Once; undefined when the browser let go of it, or nothing was shared. */
export async function takeShared(): Promise<Shared | undefined> {
	const registration = await navigator.serviceWorker?.getRegistration();
	const worker = navigator.serviceWorker?.controller ?? registration?.active;
	if (!worker) return undefined;
	const { port1, port2 } = new MessageChannel();
	const answer = await new Promise<unknown>((resolve) => {
		port1.onmessage = ({ data }: MessageEvent<unknown>) => resolve(data);
		setTimeout(() => resolve(undefined), PATIENCE_MS);
		worker.postMessage({ type: 'TAKE_SHARED' }, [port2]);
	});
	port1.close();
	return sharedFrom(answer);
}

/** Whatever another app sent, in a form that can be shown. */
export function sharedFrom(answer: unknown): Shared | undefined {
	if (typeof answer !== 'object' || answer === null) return undefined;
	const fields = answer as Readonly<Record<string, unknown>>;
	const words = (name: string): string => {
		const value = fields[name];
		return typeof value === 'string' ? value.trim() : '';
	};
	const text = words('text');
	// Most apps put the address at the end of the text.
	const url = addressIn(words('url')) || addressIn(/https?:\/\/\S+$/.exec(text)?.[0] ?? '');
	return {
		title: words('title'),
		text: text === url ? '' : text,
		url,
		files: Array.isArray(fields['files']) ? fields['files'].filter((file) => file instanceof File) : []
	};
}

function addressIn(words: string): string {
	const url = URL.canParse(words) ? new URL(words) : undefined;
	return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : '';
}

/** The words as a page that remembers its address, then the files. */
export function filesOf({ title, text, url, files }: Shared): FileToImport[] {
	const page = [title, text, text.includes(url) ? '' : url].filter((part) => part !== '').join('\n\n');
	const given = files.map((file) => ({ file, name: file.name }));
	if (text === '' && url === '') return given;
	const name = 'shared.txt';
	return [
		{ file: new File([page], name), name, ...(title !== '' && { title }), ...(url !== '' && { url }) },
		...given
	];
}
