/** A list of the office whose cells are changed where they stand. */

import "../../../shared/client/frame.js";
import "../cells.js";
