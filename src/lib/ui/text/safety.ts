/** English: the recovery phrase, backups and the passphrase lock. */
import { counted, dayOf, listed, relativeTime } from '../format.ts';

const DAY = 24 * 60 * 60_000;

/** "2 hours ago", "34 days ago": how old a thing is counts here, not its date. */
function since(at: number, now: number): string {
	const days = Math.floor((now - at) / DAY);
	return days < 2 ? relativeTime(at, now) : `${counted(days, 'day', 'days')} ago`;
}

export const safety = {
	actions: {
		showPhrase: 'Show recovery phrase',
		restorePhrase: 'Restore from phrase',
		backUp: 'Back up',
		restoreBackup: 'Restore backup'
	},
	forWhat: {
		showPhrase:
			'Twelve words that bring your identity back in any browser, and open your backups. Nobody else has them.',
		restorePhrase: 'You have the twelve words of an identity from another browser, and want to be that here.',
		backUp:
			'One file with everything you keep here: notes, people, conversations. Encrypted; only your recovery phrase opens it.',
		restoreBackup: 'Brings back what a backup file holds. You see what is in it before anything changes.'
	},
	confirmed: (at: number, now: number) => `You showed that you have it, ${since(at, now)}.`,
	unconfirmed: 'Not written down yet, as far as Elmnet knows.',
	lastBackup: (at: number | null, now: number) =>
		at === null ? 'Last backup: never.' : `Last backup ${since(at, now)}.`,

	/** The one quiet line on other pages. */
	line: {
		region: 'Safety',
		phrase:
			'Your notes exist only in this browser. Twelve words on paper bring your identity back if it is lost.',
		showPhrase: 'Show recovery phrase',
		never: 'There is no backup of your notes yet.',
		old: (at: number, now: number) => `Your last backup was made ${since(at, now)}; things changed since.`,
		backUp: 'Back up'
	},

	phraseDialog: {
		heading: 'Recovery phrase',
		lead: 'Whoever has these twelve words is you: they can speak in your name and open your backups. Look at them only where nobody else can see the screen. Elmnet cannot replace them.',
		hidden: 'The words are hidden until you ask for them.',
		reveal: 'Reveal',
		hide: 'Hide',
		list: 'The twelve words, in order',
		write: 'Write them on paper, in this order, and keep the paper where you keep your passport.',
		copy: 'Copy',
		copyWarning:
			'Other apps may read what was copied, and some devices send it to the cloud. Paper is safer. Print only on a printer you trust.',
		print: 'Print',
		printTitle: 'Elmnet recovery phrase',
		confirm: 'Confirm',
		confirmHeading: 'Show that you have them',
		confirmLead: 'Type these three words from your paper.',
		word: (place: number) => `Word ${place}`,
		wrong: (places: readonly number[]) =>
			`${places.length === 1 ? 'Word' : 'Words'} ${listed(places.map(String))} ${places.length === 1 ? 'is' : 'are'} not the one${places.length === 1 ? '' : 's'} shown. Look at your paper again.`,
		back: 'Show the words again',
		check: 'Confirm',
		done: 'Confirmed: you have your recovery phrase.',
		doneHint: 'Keep the paper safe. The words stay the same, also when you change keys or the passphrase.'
	},

	phraseField: {
		label: 'Recovery phrase',
		hint: 'Twelve words, a space between them. You can paste them all at once.',
		count: (words: number) => `${words} of 12 words`,
		empty: 'Type the twelve words first.',
		length: (words: number) =>
			words < 12
				? `There are only ${counted(words, 'word', 'words')}; a recovery phrase has 12.`
				: `There are ${words} words; a recovery phrase has 12.`,
		unknown: (position: number, word: string) =>
			`Word ${position}, “${word}”, is not a word of any recovery phrase.`,
		near: 'Perhaps you mean:',
		take: (word: string, position: number) => `${word} for word ${position}`,
		checksum:
			'All twelve are words that phrases are made of, but not these twelve in this order: one of the words is another one, or two changed places.'
	},

	restoreDialog: {
		heading: 'Restore from phrase',
		lead: 'Type the recovery phrase of the identity that this browser should have. Your notes do not come with the phrase; they come with a backup, afterwards.',
		next: 'Next',
		same: 'This is the recovery phrase of the identity you have here. Nothing needs to be restored, and nothing was changed.',
		willBe: 'This phrase belongs to this identity:',
		replaces:
			'It takes the place of the identity in this browser, and everything kept here is deleted for good:',
		fresh: 'The identity this browser has now was made with your first visit and holds nothing yet.',
		holds: (notes: number, people: number, conversations: number) =>
			listed([
				counted(notes, 'item of knowledge', 'items of knowledge'),
				counted(people, 'contact', 'contacts'),
				counted(conversations, 'conversation', 'conversations')
			]),
		backUpFirst:
			'Back it up first if you may ever want it again. Such a backup opens with the recovery phrase of the identity here, not with the one you just typed.',
		understood: (notes: string) => `Delete ${notes} and the identity in this browser`,
		now: 'Identity here now',
		then: 'Identity of this phrase',
		replace: 'Delete and restore',
		restore: 'Restore',
		working: 'Restoring. Keep this tab open…'
	},

	/** Said after the page has loaded anew. */
	after: {
		region: 'Restored',
		phrase: {
			heading: 'Your identity is back.',
			body: 'People know you by the same key again. If you have a backup file, restore it now. If somebody else may have had the old browser, change the keys too.'
		},
		repaired: {
			heading: 'Your recovery phrase opened everything again.',
			body: 'All that was kept here is here. This browser made itself new device keys; sealed messages that were on their way to the old ones may not open. If there was a passphrase, set one again.'
		},
		backup: {
			heading: 'The backup is restored.',
			body: (added: number, replaced: number) =>
				added + replaced === 0
					? 'Everything in it was here already.'
					: `${counted(added, 'record was', 'records were')} added, ${counted(replaced, 'was', 'were')} replaced by a newer one. The search catches up in the background.`
		},
		gotIt: 'Got it'
	},

	backupDialog: {
		heading: 'Back up',
		lead: 'Makes one encrypted file with everything you keep here. Models, and the keys of this browser alone, are not in it.',
		opens: 'Only your recovery phrase opens it. There is no other way, not even for you.',
		unconfirmed:
			'You have not shown yet that you have your recovery phrase. Without it the file is worth nothing.',
		make: 'Make the file',
		working: 'Reading and encrypting…',
		progress: 'Backup',
		done: (name: string, size: string) =>
			`${name} (${size}) was handed to your browser, which saves it where downloads go.`,
		keep: 'Copy it to another device or disk: it does not help if it is lost together with this browser.',
		again: 'Save it again',
		failed: 'No backup was made.'
	},

	restoreBackupDialog: {
		heading: 'Restore backup',
		lead: 'Choose a backup file. It is read and checked completely first; you see what is in it before anything changes.',
		file: 'Backup file',
		reading: 'Reading and checking every byte…',
		madeAt: (at: number) => `Made on ${dayOf(at)}.`,
		adds: 'Nothing is deleted: what is missing here is added, what is newer in the file replaces the older, and what is newer here stays.',
		list: 'What the file holds',
		kinds: {
			knowledge: 'Notes and files',
			collections: 'Collections',
			people: 'People',
			evidence: 'What was learnt about people’s answers',
			invites: 'Invites',
			conversations: 'Conversations',
			questions: 'Questions and answers',
			memory: 'What your agent remembers',
			settings: 'Settings',
			communities: 'Communities, with what was said there',
			words: 'Messages with your contacts',
			mail: 'Letters on their way, and the keys that open them'
		},
		/** "12 in the file: 10 are new, 2 are here already". */
		kind: (all: number, fresh: number, changed: number, same: number, older: number) =>
			`${all} in the file: ${listed(
				[
					{ n: fresh, says: 'new here' },
					{ n: changed, says: 'newer than here' },
					{ n: same, says: 'the same as here' },
					{ n: older, says: 'older than here, and left out' }
				]
					.filter(({ n }) => n > 0)
					.map(({ n, says }) => (n === all ? `all ${says}` : `${n} ${says}`))
			)}`,
		nothing: 'Everything in this file is here already, or newer. There is nothing to restore.',
		refused: {
			'not-a-backup': {
				what: 'This is not an Elmnet backup.',
				next: 'A backup’s name begins with “elmnet-backup” and ends with “.elmnet”. Choose another file.'
			},
			damaged: {
				what: 'This file was changed or is not whole; not every byte of it is what was saved.',
				next: 'Nothing was restored. Download or copy the file again, or take another backup.'
			},
			'newer-version': {
				what: 'This backup was made by a newer Elmnet.',
				next: 'Nothing was restored. Update Elmnet here (reload the page, then press Update), and try again.'
			},
			'other-identity': {
				what: 'This backup belongs to another identity; the recovery phrase here does not open it.',
				next: 'Nothing was restored. To be that identity here, restore from its recovery phrase first; then restore this file.'
			}
		},
		restore: 'Restore',
		working: 'Restoring. Keep this tab open…',
		other: 'Choose another file'
	},

	lock: {
		heading: 'Lock',
		lead: 'A passphrase is asked for whenever Elmnet is opened or locked. Without it nobody reads what lies here, not even somebody who has this device.',
		on: 'Locked with a passphrase.',
		off: 'No passphrase: whoever can open this browser can open Elmnet.',
		set: 'Set passphrase',
		change: 'Change passphrase',
		remove: 'Remove passphrase',
		now: 'Lock now',
		auto: 'Lock by itself',
		minutes: (minutes: number) =>
			minutes === 0 ? 'Never' : `After ${counted(minutes, 'minute', 'minutes')} without input`,
		autoHint: 'Counts what you do in any tab of Elmnet. Locking stops what is being answered or imported.',
		saved: { set: 'The passphrase is set.', removed: 'The passphrase is removed.' }
	},

	passphraseDialog: {
		heading: { set: 'Set passphrase', change: 'Change passphrase', remove: 'Remove passphrase' },
		lead: 'Choose something you can type without looking it up: a few words that nobody would put together are better than one with signs.',
		noReset: 'We cannot reset it. Your recovery phrase can.',
		unconfirmed:
			'You have not shown yet that you have your recovery phrase. Do that first, or a forgotten passphrase loses everything here.',
		current: 'Passphrase now',
		next: 'New passphrase',
		again: 'New passphrase again',
		strength: {
			'too-short': 'Too short: at least 8 characters.',
			weak: 'Weak: quickly guessed by somebody who has this device. Add words.',
			fair: 'Fair: holds against most people.',
			strong: 'Strong.'
		},
		different: 'The two are not the same. Type them again.',
		wrong: 'That is not the passphrase you have now. Nothing was changed.',
		removeBody: 'Without a passphrase, whoever can open this browser can open Elmnet.',
		working: 'A moment…'
	},

	keys: {
		heading: 'Keys',
		lead: 'Everything here is encrypted, each record with a key of its own, and those are locked with one vault key. “Change keys” makes a new vault key; old copies of this browser’s storage then stay behind. The recovery phrase stays the same.',
		madeAt: (at: number, now: number) => `The vault key of now was made ${since(at, now)}.`,
		change: 'Change keys',
		progress: 'Changing keys',
		working: (done: number, all: number) => `${done} of ${counted(all, 'record', 'records')}`,
		done: (records: number) => `Done: ${counted(records, 'record is', 'records are')} under the new key.`
	},

	persist: {
		ask: 'Ask the browser again',
		still:
			'The browser still does not promise it. Installing Elmnet, or allowing notifications for this address, usually changes its mind; a backup helps in any case.'
	}
} as const;
