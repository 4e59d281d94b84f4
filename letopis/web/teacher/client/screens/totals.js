/** «Итоги» of a course. */

import "./teacher.js";
import "../totals/totals.js";
