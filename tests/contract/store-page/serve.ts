/** The page with a store, built and under the app's policy. */
import { serveBuiltPage, type BuiltPage } from '../built-page.ts';

export const serveStorePage = (): Promise<BuiltPage> => serveBuiltPage(import.meta.dirname);
