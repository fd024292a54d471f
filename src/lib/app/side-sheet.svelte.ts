/** What lies open beside the conversation: the route of an exchange, one of its sources, or the list of conversations. */
export type Sheet =
	| { readonly kind: 'route'; readonly exchange: string }
	| { readonly kind: 'source'; readonly exchange: string; readonly n: number }
	| { readonly kind: 'conversations' };

export class SideSheet {
	open = $state.raw<Sheet | null>(null);

	show(sheet: Sheet): void {
		this.open = sheet;
	}

	close(): void {
		this.open = null;
	}

	/** Opens the route, or closes it when it is the one that lies open. */
	toggleRoute(exchange: string): void {
		this.open = this.routeOf(exchange) ? null : { kind: 'route', exchange };
	}

	routeOf(exchange: string): boolean {
		return this.open?.kind === 'route' && this.open.exchange === exchange;
	}
}
