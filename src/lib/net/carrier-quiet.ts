/**
 * In place of the channel between tabs that y-webrtc would use too: only the leading tab carries, and what comes from
 * another tab would pass no screen.
 */
export const publish = (): void => undefined;
export const subscribe = (): void => undefined;
export const unsubscribe = (): void => undefined;
