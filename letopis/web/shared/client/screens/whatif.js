/** Pages on which marks may be tried: all marks of the diary, forecasts. */

import "../frame.js";
import { start } from "../what-if.js";

for (const place of document.querySelectorAll("[data-what-if]")) start(/** @type {HTMLElement} */ (place));
