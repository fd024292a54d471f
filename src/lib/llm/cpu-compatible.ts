/** The library's build for browsers without suspended calls or 64-bit memory: twice the size, loaded only where needed. */
import code from '@wllama/wllama-compat/wasm/wllama.js?raw';
import wasm from '@wllama/wllama-compat/wasm/wllama.wasm?url';

export const compatible = { worker: { code }, wasm };
