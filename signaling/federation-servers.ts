/** The other servers of this one: who is linked, who may be, and the way from one to the other. */
import { MAX_SERVER_FRAME_BYTES } from '#lib/protocol/limits.ts';
import { CLOSE } from '#lib/protocol/relay.ts';
import type { Client, Receiver } from './client.ts';
import type { Config } from './config.ts';
import type { Counts } from './counts.ts';
import { ServerIdentity } from './discovery.ts';
import type { BoxElsewhere, Federation, Introduction } from './federation.ts';
import { answerHello, sayHello } from './federation-hello.ts';
import { DialledSocket, LineReader } from './federation-lines.ts';
import { ServerLink, type LinkClient } from './federation-link.ts';
import { Neighbour } from './federation-neighbour.ts';
import { Reach, Unreachable, type ReachOptions } from './federation-reach.ts';
import { Serving, type Home } from './federation-serving.ts';
import { Trust } from './federation-trust.ts';
import type { Guard } from './guard.ts';
import { reasonOf, type Log } from './log.ts';
import type { Endpoint } from './sockets.ts';
import type { Secret } from './secret.ts';
import type { Reply } from './asks.ts';

/** Servers in memory at a time, and links of one of them: its processes each have their own. */
const MAX_NEIGHBOURS = 1_000;
/** Of these, such as were only ever asked for: whoever proved a key here may name any. */
const MAX_UNMET = 250;
const MAX_LINKS_EACH = 16;
const IDLE_MS = 2 * 60_000;
/** A hello may have to wait until the other side's document was fetched. */
const HELLO_MS = 12_000;

export interface FederationParts {
	readonly config: Config;
	readonly clock: () => number;
	readonly counts: Counts;
	readonly guard: Guard;
	readonly log: Log;
	readonly secret: Secret;
	/** For waking sleepers, in the document. */
	readonly pushKey?: string | undefined;
	/** How names resolve and which addresses are fine, for tests. */
	readonly reach?: Partial<ReachOptions> | undefined;
}

export class Servers implements Federation {
	readonly identity: ServerIdentity;
	readonly #parts: FederationParts;
	readonly #reach: Reach;
	readonly #trust: Trust;
	readonly #serving: Serving;
	readonly #neighbours = new Map<string, Neighbour>();
	#document: Promise<object> | undefined;
	#closed = false;

	constructor(parts: FederationParts) {
		this.#parts = parts;
		const { config, secret } = parts;
		this.identity = new ServerIdentity(config, secret);
		const named = new Set(config.federationPeers);
		this.#reach = new Reach({ isNamed: (host) => named.has(host), ...parts.reach });
		this.#trust = new Trust({ ...parts, reach: this.#reach, host: this.identity.host });
		this.#serving = new Serving(parts);
	}

	get host(): string | undefined {
		return this.identity.host;
	}

	get links(): number {
		let links = 0;
		for (const neighbour of this.#neighbours.values()) links += neighbour.links;
		return links;
	}

	get distrusted(): number {
		return this.#trust.distrusted;
	}

	/** Paths of sockets; none where this server goes by no name. */
	get endpoints(): Readonly<Record<string, Endpoint>> {
		if (this.host === undefined) return {};
		const accept = (client: Client) => this.accept(client);
		return { '/federation': { maxFrameBytes: MAX_SERVER_FRAME_BYTES, accept } };
	}

	/** The core is there: what other servers ask can be done. */
	open(home: Home): void {
		this.#serving.open(home);
	}

	mail(server: string, { to, from, exp, box }: BoxElsewhere & { readonly exp: number }): Promise<Reply> {
		return this.#ask(server, () => ({ ask: 'mail', to, from: this.#named(from), exp, box }));
	}

	forward(server: string, { to, from, box }: BoxElsewhere): Promise<Reply> {
		return this.#ask(server, () => ({ ask: 'forward', to, from: this.#named(from), box }));
	}

	watch(server: string, peer: string, tell: (devices: readonly string[]) => void): () => void {
		if (server === this.host) return this.#serving.watchHere(peer, tell);
		const neighbour = this.#neighbour(server);
		if (neighbour) return neighbour.watch(peer, tell);
		tell([]);
		return () => undefined;
	}

	introduce(server: string, message: Introduction, src: string): void {
		void this.#ask(server, () => ({ ask: 'introduce', src: this.#named(src), message })).then((reply) => {
			// Once for each attempt; a candidate more or less is none.
			const matters = message.type === 'OFFER' || message.type === 'ANSWER';
			if ('why' in reply && matters) this.#serving.expire(`${message.dst}@${server}`, src);
		});
	}

	document(): Promise<object> {
		this.#document ??= this.identity.publish(this.#parts.config, this.#parts.pushKey);
		return this.#document;
	}

	/** A socket on `/federation`. */
	accept(client: Client): Receiver {
		const { guard, log, counts } = this.#parts;
		const lines = new LineReader(() => client.close(CLOSE.malformed, 'One at a time.'));
		const release = guard.unproved.hold(client.address);
		const deadline = setTimeout(() => client.close(CLOSE.notProved, 'No proof of key in time.'), HELLO_MS);
		const isWelcome = (host: string) => this.#isWelcome(host);
		answerHello(client, lines, { identity: this.identity, trust: this.#trust, isWelcome })
			.then((host) => {
				const neighbour = this.#neighbour(host);
				if (!neighbour || !client.open) return client.close(CLOSE.goingAway, 'Come again.');
				lines.handTo(this.#linked(client, neighbour));
			})
			.catch((error: unknown) => {
				if (!(error instanceof Unreachable)) client.close(CLOSE.goingAway, 'Something went wrong here.');
				counts.add('federation_refused');
				log.debug('federation-hello', { reason: reasonOf(error) });
			})
			.finally(() => {
				clearTimeout(deadline);
				release();
			});
		return lines;
	}

	close(): void {
		this.#closed = true;
		for (const neighbour of this.#neighbours.values()) neighbour.close();
	}

	#named(name: string): string {
		return `${name}@${this.host ?? ''}`;
	}

	async #ask(server: string, question: () => Parameters<Neighbour['ask']>[0]): Promise<Reply> {
		if (!this.#trust.allows(server)) return { why: 'server-unknown' };
		const neighbour = this.#neighbour(server);
		if (!neighbour) return { why: 'server-away' };
		this.#parts.counts.add('federation_asked');
		return neighbour.ask(question());
	}

	#isWelcome(host: string): boolean {
		return (
			!this.#closed &&
			!this.#serving.isBanned(host) &&
			(this.#neighbours.get(host)?.links ?? 0) < MAX_LINKS_EACH
		);
	}

	#neighbour(host: string): Neighbour | undefined {
		const known = this.#neighbours.get(host);
		if (known || this.#closed || !this.#trust.allows(host)) return known;
		if (this.#isFull)
			for (const [name, { idle }] of this.#neighbours) if (idle) this.#neighbours.delete(name);
		if (this.#isFull && !this.#trust.isNamed(host)) return undefined;
		const neighbour = new Neighbour(host, {
			clock: this.#parts.clock,
			dial: (asking) => this.#dial(asking)
		});
		this.#neighbours.set(host, neighbour);
		return neighbour;
	}

	get #isFull(): boolean {
		const unmet = [...this.#neighbours.values()].filter(({ met }) => !met).length;
		return unmet >= MAX_UNMET || this.#neighbours.size >= MAX_NEIGHBOURS;
	}

	async #dial(neighbour: Neighbour): Promise<ServerLink> {
		const { host } = neighbour;
		const { vouched } = await this.#trust.identityOf(host);
		const socket = new DialledSocket(this.#reach.dial(host, vouched));
		const deadline = setTimeout(() => socket.close(CLOSE.notProved, 'No answer in time.'), HELLO_MS);
		try {
			await socket.opened;
			await sayHello(socket, socket.lines, host, { identity: this.identity, trust: this.#trust });
		} catch (error) {
			socket.close(CLOSE.badProof, 'Not linked.');
			this.#parts.log.info('federation-dial', { server: host, reason: reasonOf(error) });
			throw error;
		} finally {
			clearTimeout(deadline);
		}
		const link = this.#linked(socket, neighbour);
		socket.lines.handTo(link);
		return link;
	}

	#linked(client: LinkClient, neighbour: Neighbour): ServerLink {
		const answerer = this.#serving.answerer(neighbour.host, (frame) => link.tell(frame));
		const link: ServerLink = new ServerLink(client, answerer, {
			idleMs: IDLE_MS,
			isWatching: () => neighbour.isWatching(link),
			onPresence: (peer, devices) => neighbour.hear(peer, devices),
			onClose: () => neighbour.drop(link)
		});
		this.#parts.counts.add('federation_links');
		neighbour.adopt(link);
		return link;
	}
}
