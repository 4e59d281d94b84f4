/** One lesson. */

import "./teacher.js";
import "../lesson/lesson.js";
