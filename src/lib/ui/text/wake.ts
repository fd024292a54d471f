/** English: the notification of a device that was woken. In a file of its own: the service worker takes nothing else along. */
export const wake = {
	title: 'Mail is waiting',
	body: 'Open Elmnet to fetch it.'
} as const;
