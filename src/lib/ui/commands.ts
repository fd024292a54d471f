/** What can be done from the keyboard by name. Pages offer theirs while they are shown, by context. */
import { createContext } from 'svelte';

export interface Command {
	readonly name: string;
	/** Where there is a shorter way. */
	readonly keys?: readonly string[];
	readonly run: () => void;
}

export interface Commands {
	/** `list` is asked each time the palette opens; call what is returned when the page goes. */
	offer(list: () => readonly Command[]): () => void;
}

export const [useCommands, provideCommands] = createContext<Commands>();

/** Those whose name holds every word typed, a name that begins with it first. */
export function matching(commands: readonly Command[], typed: string): readonly Command[] {
	const wanted = typed.trim().toLocaleLowerCase();
	const words = wanted.split(/\s+/);
	const found = commands.filter(({ name }) => {
		const low = name.toLocaleLowerCase();
		return words.every((word) => low.includes(word));
	});
	const begins = ({ name }: Command): boolean => name.toLocaleLowerCase().startsWith(wanted);
	return [...found.filter(begins), ...found.filter((command) => !begins(command))];
}
