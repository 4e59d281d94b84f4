/** A lesson plan (КТП). */

import "./teacher.js";
import "../plan.js";
