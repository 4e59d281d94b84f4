/** The grid of a class's week: the keyboard goes through the absences. Without it every choice is made by itself. */

import "../../../shared/client/frame.js";
import "../attendance.js";
import "../shell.js";
