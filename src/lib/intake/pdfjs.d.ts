/** The half of the library that reads: it comes without types, and only its presence matters. */
declare module 'pdfjs-dist/legacy/build/pdf.worker.mjs' {
	export const WorkerMessageHandler: unknown;
}
