/** What writes the answers, as the screens see it: the node's state of it, and what a person may do about it. */
import type { EndpointCheck, EngineChoice, MindState, ModelOffer, NodeApi } from './node-api.ts';

type Api = Pick<
	NodeApi,
	| 'checkDevice'
	| 'chooseEngine'
	| 'cancelLoading'
	| 'deleteModel'
	| 'openModelFile'
	| 'setMirror'
	| 'checkEndpoint'
	| 'tryEngine'
	| 'chooseEmbedder'
>;

export class MindScreen {
	state = $state.raw<MindState>() as MindState;
	/** Of the last download seen: what the next one may take. 0 while none was. */
	bytesPerSecond = $state(0);

	#api: Api;
	/** Models whose hosts were agreed to while this page is open: trying again needs no second yes. */
	#agreed = new Set<string>();

	constructor(api: Api, state: MindState) {
		this.#api = api;
		this.state = state;
	}

	told(state: MindState): void {
		const measured = state.loading?.bytesPerSecond ?? 0;
		if (measured > 0) this.bytesPerSecond = measured;
		this.state = state;
	}

	offer(id: string): ModelOffer | undefined {
		return this.state.models.find((offer) => offer.id === id);
	}

	/** Nothing will be contacted for it that the person has not agreed to. */
	mayLoad(offer: ModelOffer): boolean {
		return offer.isWhole || this.#agreed.has(this.#consent(offer));
	}

	look(): Promise<void> {
		return this.#api.checkDevice();
	}

	/** `agreed`: the person has just said yes to its hosts. */
	async load(offer: ModelOffer, agreed: boolean): Promise<void> {
		if (agreed) this.#agreed.add(this.#consent(offer));
		const hosts = this.mayLoad(offer) ? offer.hosts : [];
		if (offer.purpose === 'embeds') return this.#api.chooseEmbedder(offer.id, hosts);
		await this.choose({ engine: offer.engine === 'webllm' ? 'webllm' : 'cpu', model: offer.id }, hosts);
	}

	choose(choice: EngineChoice, hosts: readonly string[] = []): Promise<void> {
		return this.#api.chooseEngine(choice, hosts);
	}

	withoutEmbedder(): Promise<void> {
		return this.#api.chooseEmbedder('', []);
	}

	cancel(): Promise<void> {
		return this.#api.cancelLoading();
	}

	/** Resolves with the bytes freed. */
	delete(id: string): Promise<number> {
		return this.#api.deleteModel(id);
	}

	/** Keeps the file and answers with it. */
	async open(file: File): Promise<void> {
		const model = await this.#api.openModelFile(file);
		await this.choose({ engine: 'cpu', model });
	}

	setMirror(url: string): Promise<void> {
		return this.#api.setMirror(url);
	}

	check(url: string, key: string): Promise<EndpointCheck> {
		return this.#api.checkEndpoint(url, key);
	}

	try(text: string, signal: AbortSignal): AsyncIterable<string> {
		return this.#api.tryEngine(text, signal);
	}

	#consent({ id }: ModelOffer): string {
		return `${id} ${this.state.mirror}`;
	}
}
