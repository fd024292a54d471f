/**
 * The connection test as plain text, for whoever is asked for help. It leaves out what could lead to the person: details
 * come from browsers and servers, so whatever looks like an address or a key in them is cut, whoever wrote it there.
 */
import { TEST_NAMES, type TestRun } from '#lib/app/connection-api.ts';
import { connection } from '#lib/ui/text/connection.ts';

const words = connection.test;

/** IPv4, IPv6, a browser's stand-in for an address, and anything as long as a key. */
const TELLING = [
	/\b\d{1,3}(\.\d{1,3}){3}\b/g,
	/(?<![\w:])[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,7}(?![\w:])/gi,
	/[\w-]+\.local\b/gi,
	/[\w-]{32,}/g
];

export const withoutTraces = (detail: string): string =>
	TELLING.reduce((left, telling) => left.replace(telling, words.report.hidden), detail);

export interface About {
	readonly version: string;
	/** As it names itself. */
	readonly browser: string;
}

/** Steps in their order, then the cause by name and in words. */
export function reportText(run: TestRun, about: About): string {
	const { report, names, states, causes, fine } = words;
	const steps = TEST_NAMES.map((name, index) => {
		const step = run.steps.find((one) => one.name === name);
		const time = step?.ms === undefined ? '' : words.ms(step.ms);
		const line = words.line(
			names[name],
			states[step?.state ?? 'waiting'],
			time,
			withoutTraces(step?.detail ?? '')
		);
		return `${index + 1}. ${line}`;
	});
	const cause =
		run.cause === undefined
			? `${words.cause}: ${report.none}. ${fine.what}`
			: `${words.cause}: ${run.cause}. ${causes[run.cause].what}`;
	return [
		report.heading,
		report.version(about.version),
		report.browser(about.browser),
		report.at(new Date(run.startedAt).toISOString()),
		...steps,
		cause,
		''
	].join('\n');
}
