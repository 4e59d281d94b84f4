/** Every page that has no script of its own. */

import "../frame.js";
