/** Pages on which marks may be tried: all marks of the diary, forecasts. */

import "../frame.js";
import "../what-if.js";
