/** What the server writes before the script: addresses with their hashes, the school's patience. */

/** @typedef {{idle: number, styles: string[], sign: string, icons: string}} Settings */

/** The worker itself. @type {ServiceWorkerGlobalScope & {settings: Settings}} */
export const worker = /** @type {any} */ (globalThis);

/** Without its owner for so long, milliseconds, everything personal goes. */
export const IDLE = worker.settings.idle;
/** What the page without a network is made of. */
export const { styles: STYLES, sign: SIGN, icons: ICONS } = worker.settings;
/** The cache of scripts and styles. */
export const SHELL = "letopis-shell-2";
/** Caches of pages, one a session. */
export const PAGES = "letopis-pages-";
/** Where the theme is kept, light or dark, as chosen on this device: not personal. */
export const THEME = "/service-worker.js?theme";
