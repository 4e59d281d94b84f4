/** Loading a base. */

import "../../../shared/client/frame.js";
import "../import.js";
