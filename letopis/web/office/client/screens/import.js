/** Loading a base. */

import "../../../shared/client/frame.js";
import "../../../shared/client/answers.js";
import "../import.js";
