/** Which program probably serves models at an address; apart, so that it loads with the page that asks. */
export { serverKindOf, type ServerKind } from '#lib/llm/http-address.ts';
