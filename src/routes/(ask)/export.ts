/** Takes a conversation along as a Markdown file. How one is written is loaded when the first is wanted. */
import type { ConversationList } from '#lib/app/conversation-list.svelte.ts';
import { download } from '#lib/ui/download.ts';

export async function exportConversation(list: ConversationList, id: string): Promise<void> {
	const { fileNameOf, markdownOf } = await import('./markdown.ts');
	const exported = await list.export(id);
	download(fileNameOf(exported.title), markdownOf(exported, Date.now()), 'text/markdown');
}
