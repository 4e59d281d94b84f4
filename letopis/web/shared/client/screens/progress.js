/** Work done beside the request. */

import "../frame.js";
import "../progress.js";
