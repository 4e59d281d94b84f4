/** The journal of a course with columns of marks of periods. */

import "./teacher.js";
import "../journal/periods.js";
import "../journal/grid.js";
