/** Light, dark, or as the system has it. The page's first script sets it before the first paint; this changes it. */
import { remembered } from './remembered.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';

const bars = { light: '#faf8f3', dark: '#131815' };

export class Theme {
	choice = $state<ThemeChoice>(chosen());

	set(choice: ThemeChoice): void {
		this.choice = choice;
		remembered('theme', choice === 'system' ? null : choice);
		if (choice === 'system') delete document.documentElement.dataset['theme'];
		else document.documentElement.dataset['theme'] = choice;
		this.paintBars();
	}

	/** The browser's own bars follow the choice, not only the system. */
	paintBars(): void {
		for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
			const forced = this.choice === 'system' ? undefined : bars[this.choice];
			meta.content = forced ?? (meta.media.includes('dark') ? bars.dark : bars.light);
		}
	}
}

function chosen(): ThemeChoice {
	const stored = remembered('theme');
	return stored === 'light' || stored === 'dark' ? stored : 'system';
}
