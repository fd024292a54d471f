/** Peers as the screens list them: what the store knows of each, how they can be reached now, and what is wrong. */
import type { Agent, AgentEvent } from '#lib/agent/agent.ts';
import type { Contact, Contacts, Reach } from '#lib/agent/ports.ts';
import type { NodeMesh } from '#lib/net/mesh.ts';
import { compareCode, type PeerId } from '#lib/protocol/identity.ts';
import type { RelayRefusal } from '#lib/protocol/relay.ts';
import type { LettersAgain } from './letters-again.ts';
import type { PeerSummary } from './node-api.ts';

export interface PeopleBoardDeps {
	readonly me: PeerId;
	readonly contacts: Contacts;
	readonly mesh: Pick<NodeMesh, 'reach' | 'trouble' | 'setWanted'> & {
		readonly onChange: Pick<NodeMesh['onChange'], 'add'>;
	};
	readonly agent: Pick<Agent, 'greet' | 'linkLost' | 'flush'>;
	readonly tell: (peers: readonly PeerSummary[]) => void;
}

/** Somebody of a community, and where their mail is taken. */
export interface Fellow {
	readonly peer: PeerId;
	readonly relays: readonly string[];
}

const isLive = (reach: Reach | undefined): boolean => reach === 'direct' || reach === 'relay';

export class PeopleBoard {
	readonly #deps: PeopleBoardDeps;
	readonly #reached = new Map<PeerId, Reach>();
	readonly #trouble = new Map<PeerId, NonNullable<PeerSummary['trouble']>>();
	readonly #undelivered = new Map<PeerId, RelayRefusal>();
	/** Loaded with the first refusal. */
	#again: Promise<LettersAgain> | undefined;
	#contacts: readonly Contact[] = [];
	#wanted = '';
	/** Of communities; those who are contacts too among them. */
	#fellows: readonly Fellow[] = [];
	#fellowReached: (peer: PeerId) => void = () => undefined;

	constructor(deps: PeopleBoardDeps) {
		this.#deps = deps;
		deps.mesh.onChange.add(() => this.#reachChanged());
	}

	/** Reads the contacts anew and tells the mesh whom to have links with. */
	async refresh(): Promise<void> {
		this.#contacts = await this.#deps.contacts.list();
		const wanted = [...this.#linked(), ...this.#strangers()].sort((a, b) => (a.peer < b.peer ? -1 : 1));
		// Their servers too: it is there that they are looked for.
		const names = wanted.map(({ peer, relays }) => [peer, ...relays].join(' ')).join();
		if (names === this.#wanted) return this.#show();
		this.#wanted = names;
		this.#deps.mesh.setWanted(wanted.map(({ peer }) => peer));
	}

	/** Members of communities with whom links are wanted; `reached`: one to somebody who is no contact opened. */
	setFellows(fellows: readonly Fellow[], reached: (peer: PeerId) => void): void {
		this.#fellows = fellows;
		this.#fellowReached = reached;
		void this.refresh();
	}

	#linked(): readonly Contact[] {
		return this.#contacts.filter(({ standing }) => standing === 'accepted' || standing === 'awaiting');
	}

	/** Fellows who are no contacts. Nobody has a link with whom the person blocked. */
	#strangers(): readonly Fellow[] {
		const known = new Map(this.#contacts.map(({ peer, standing }) => [peer, standing]));
		return this.#fellows.filter(({ peer }) => {
			const standing = known.get(peer);
			return standing !== 'accepted' && standing !== 'awaiting' && standing !== 'blocked';
		});
	}

	heard(event: AgentEvent): void {
		if (event.kind === 'delivery-changed') return this.#delivery(event);
		if (event.kind === 'version-mismatch')
			this.#trouble.set(event.peer, event.update === 'theirs' ? 'version-theirs' : 'version-ours');
		else if (event.kind === 'declined') this.#trouble.set(event.peer, 'declined');
		else if (event.kind === 'joined') this.#trouble.delete(event.peer);
	}

	#delivery(event: Extract<AgentEvent, { kind: 'delivery-changed' }>): void {
		const { to, why } = event;
		if (why) this.#again ??= this.#tryingAgain();
		// Where it does not load, the letters wait for the next time the server is reached.
		void this.#again?.then((again) => again.heard(event)).catch(() => (this.#again = undefined));
		if (this.#undelivered.get(to) === why) return;
		if (why) this.#undelivered.set(to, why);
		else this.#undelivered.delete(to);
		this.#show();
	}

	async #tryingAgain(): Promise<LettersAgain> {
		const { LettersAgain } = await import('./letters-again.ts');
		return new LettersAgain({ flush: (peer) => this.#deps.agent.flush(peer), chance: Math.random });
	}

	/** The person has seen what was wrong with this peer, and wants the row gone. */
	dismiss(peer: PeerId): void {
		this.#trouble.delete(peer);
		this.#show();
	}

	#reachChanged(): void {
		const { agent, mesh } = this.#deps;
		for (const { peer } of this.#linked()) {
			const [before, now] = [this.#reached.get(peer), mesh.reach(peer)];
			this.#reached.set(peer, now);
			if (isLive(now) && !isLive(before)) void agent.greet(peer);
			if (isLive(before) && now !== before && now !== 'direct') void agent.linkLost(peer);
			// What was handed to a link and never confirmed goes to the mailbox too.
			if (now === 'mailbox' && before !== 'mailbox') void agent.flush(peer);
		}
		for (const { peer } of this.#strangers()) {
			const [before, now] = [this.#reached.get(peer), mesh.reach(peer)];
			this.#reached.set(peer, now);
			if (isLive(now) && !isLive(before)) this.#fellowReached(peer);
			if ((isLive(now) && !isLive(before)) || (now === 'mailbox' && before !== 'mailbox'))
				void agent.flush(peer);
		}
		this.#show();
	}

	#show(): void {
		const { me, mesh, tell } = this.#deps;
		tell(
			this.#contacts.map(({ peer, name, standing, compared, since, introducedBy, fellowOf }): PeerSummary => {
				const trouble = mesh.trouble(peer) ?? this.#trouble.get(peer);
				const undelivered = this.#undelivered.get(peer);
				return {
					peer,
					name,
					standing,
					reach: standing === 'accepted' || standing === 'awaiting' ? mesh.reach(peer) : 'none',
					compared,
					since,
					code: compareCode(me, peer),
					...(introducedBy && { introducedBy }),
					...(fellowOf !== undefined && { fellowOf }),
					...(trouble === undefined ? {} : { trouble }),
					...(undelivered && { undelivered })
				};
			})
		);
	}
}
