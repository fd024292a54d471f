/** What the self-test says of each of its steps, and the one cause it names in the end. */

export type TestName = 'server' | 'proof' | 'candidates' | 'loop' | 'turn' | 'mailbox';

export interface TestStep {
	readonly name: TestName;
	/** `skipped`: not configured, or an earlier step failed that it needs. */
	readonly state: 'running' | 'passed' | 'failed' | 'skipped';
	readonly ms?: number;
	/** For the curious: counts, kinds of candidates, the server's own words. No address of this device. */
	readonly detail?: string;
}

/** The one thing to look at first. `clock`: this device's differs from the server's by more than two minutes. */
export type CauseName =
	| 'server-down'
	| 'proof-refused'
	| 'clock'
	| 'no-webrtc'
	| 'no-candidates'
	| 'direct-blocked'
	| 'turn-unreachable'
	| 'turn-refused'
	| 'mailbox-refused'
	| 'storage'
	| 'banned';

export interface TestReport {
	readonly steps: readonly TestStep[];
	/** undefined: all is well. */
	readonly cause: CauseName | undefined;
}

/** A step that failed, and why. */
export class StepFailed extends Error {
	/** undefined: something else is to blame, which was named before. */
	readonly blame: CauseName;
	constructor(blame: CauseName, detail: string) {
		super(detail);
		this.blame = blame;
	}
}
