/**
 * What a bundle brings to the grid besides what every page has. The journal's page is sent with marks of periods only where they are put
 * by now: `screens/journal-periods.js` is then the page's one bundle, and no page has two.
 */

/** @type {{Periods?: typeof import("./periods.js").Periods, Edits?: typeof import("./edits.js").Edits, Markup?: typeof import("./markup.js").Markup,
 *   Journal?: typeof import("./data.js").Journal}} */
export const parts = {};
