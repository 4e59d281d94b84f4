/** The journal of a course. */

import "./teacher.js";
import "../journal/grid.js";
