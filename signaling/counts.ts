/** What happened, as numbers only: shown at /metrics and /health, with nothing that names anybody. */

const NAMES = {
	sockets_opened: 'WebSocket connections accepted',
	sockets_refused: 'WebSocket connections refused before they opened',
	proofs_accepted: 'Proofs of key accepted',
	proofs_refused: 'Proofs of key refused',
	mail_stored: 'Boxes committed to a mailbox',
	mail_pushed: 'Boxes handed to a reader',
	mail_received: 'Boxes deleted after their reader stored them',
	mail_expired: 'Boxes deleted after their time',
	forwarded: 'Boxes forwarded live and not kept',
	invites_made: 'Invites registered',
	invites_redeemed: 'Uses of invites',
	broker_relayed: 'PeerJS messages relayed',
	broker_expired: 'PeerJS messages that found nobody',
	topic_published: 'Frames published on topics',
	topic_delivered: 'Published frames told to listeners',
	refused: 'Requests refused over any socket',
	malformed: 'Frames that could not be read',
	slow_readers: 'Sockets closed because they did not read',
	bans: 'Keys and addresses banned for a while',
	http_requests: 'HTTP requests',
	federation_links: 'Links to other servers opened',
	federation_asked: 'Requests to other servers',
	federation_answered: 'Requests of other servers answered',
	federation_refused: 'Refusals to other servers',
	federation_key_mismatches: 'Servers found with another key than before',
	storage_failures: 'Commits that the disk refused',
	wakes_sent: 'Wake-ups a browser maker took for a device',
	wakes_failed: 'Wake-ups that could not be handed on',
	rows_damaged: 'Rows whose mark did not fit: set aside, not handed on'
} as const;
export type CountName = keyof typeof NAMES;

export interface Gauge {
	readonly name: string;
	readonly help: string;
	readonly value: number;
}

/** What each process counted, by its name. */
export type Reports = ReadonlyMap<string, Readonly<Record<string, number>>>;

export class Counts {
	readonly #values = new Map<CountName, number>();

	add(name: CountName, by = 1): void {
		this.#values.set(name, this.get(name) + by);
	}
	get(name: CountName): number {
		return this.#values.get(name) ?? 0;
	}
	get values(): Readonly<Record<string, number>> {
		return Object.fromEntries(this.#values);
	}

	/**
	 * Prometheus text: the counters, and gauges given with their help. Of several processes each has a line of its own for
	 * whatever is in its report; what they share has one.
	 */
	text(gauges: readonly Gauge[], reports?: Reports): string {
		const counters = (Object.entries(NAMES) as [CountName, string][]).map(([name, help]) => ({
			name,
			help,
			value: this.get(name)
		}));
		const lines = [
			...counters.flatMap((counter) => linesOf('counter', counter, `${counter.name}_total`, reports)),
			...gauges.flatMap((gauge) => linesOf('gauge', gauge, gauge.name, reports))
		];
		return `${lines.join('\n')}\n`;
	}
}

function linesOf(type: string, { name, help, value }: Gauge, shown: string, reports?: Reports): string[] {
	const head = [`# HELP elmnet_${shown} ${help}`, `# TYPE elmnet_${shown} ${type}`];
	const each = [...(reports ?? [])].flatMap(([process, report]) => {
		const counted = report[name] ?? (type === 'counter' ? 0 : undefined);
		return counted === undefined ? [] : [`elmnet_${shown}{process="${process}"} ${counted}`];
	});
	return [...head, ...(each.length > 0 ? each : [`elmnet_${shown} ${value}`])];
}
