/** A lesson plan as read from a file, with what is asked of it. */

import "./teacher.js";
import "../../../shared/client/answers.js";
