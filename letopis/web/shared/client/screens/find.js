/** «Найти»: loaded with the first Ctrl K. */

export { open } from "../find.js";
