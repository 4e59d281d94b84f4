/** «Не отправлено». */

import "./teacher.js";
import "../unsent.js";
