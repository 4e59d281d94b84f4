/** The teacher's pages that have no script of their own: the day, the lists of journals and plans, the own class. */

import "../../../shared/client/frame.js";
import "../shell.js";
