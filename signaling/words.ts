/** Refusals in words, for logs and for people who speak to the server without the app. */
import type { RelayRefusal } from '#lib/protocol/relay.ts';

export const WORDS: Readonly<Record<RelayRefusal, string>> = {
	malformed: 'That frame could not be read, or a value in it is out of bounds.',
	'not-proved': 'Prove your key first.',
	'bad-proof': 'That proof is not for this server, this socket and that key.',
	rate: 'Too much at once. Try again later.',
	quota: 'That mailbox or list is full. Nothing was stored.',
	'too-large': 'That is larger than this server takes.',
	absent: 'That peer has no open tab here now.',
	'invite-unknown': 'There is no such invite here, or it was withdrawn.',
	'invite-spent': 'That invite was used already.',
	'invite-expired': 'That invite is over.',
	storage: 'The server could not store that. Nothing was acknowledged.',
	'server-unknown': 'This server does not exchange anything with that one.',
	'server-away': 'That server cannot be reached now.',
	'not-offered': 'This server was not set up to do that.'
};
