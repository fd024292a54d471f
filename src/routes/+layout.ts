// The tab is the node: there is nothing a server could render.
export const ssr = false;
export const prerender = false;
