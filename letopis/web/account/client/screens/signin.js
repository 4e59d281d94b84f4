/** Pages that ask for a password. */

import "../signin.js";
