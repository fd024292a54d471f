/**
 * Events as one line of JSON each, on standard error. Never a message's content, never a whole PeerId or address:
 * what a log does not hold cannot be asked for.
 */
import type { LogLevel } from './config.ts';

const ORDER: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Log {
	debug(event: string, fields?: LogFields): void;
	info(event: string, fields?: LogFields): void;
	warn(event: string, fields?: LogFields): void;
	error(event: string, fields?: LogFields): void;
}

/** Enough of a key to follow one peer through an hour of log, too little to say who it is. */
export const short = (key: string): string => key.slice(0, 6);

/** The words of an unknown error, without a stack. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export function openLog(
	level: LogLevel,
	write: (line: string) => void = (line) => process.stderr.write(line)
): Log {
	const least = ORDER.indexOf(level);
	const at =
		(name: LogLevel) =>
		(event: string, fields: LogFields = {}) => {
			if (ORDER.indexOf(name) < least) return;
			write(`${JSON.stringify({ at: new Date().toISOString(), level: name, event, ...fields })}\n`);
		};
	return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
