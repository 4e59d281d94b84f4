/** Whose page this is, as the server has told it (letopis/web/shared/keeping.py). */

/** @typedef {{account: number, person: number, role: string, secret: string, session: string, shared: boolean}} Who */

/** @type {Partial<Who>} */
export const who = JSON.parse(document.getElementById("who")?.textContent || "{}");

/**
 * What a question says of whose page asks it, and in which role that was opened: another tab may have gone on in another.
 * @param {[number|undefined, string|undefined]} [by] person and role
 */
export const signed = ([person, role] = [who.person, who.role]) => ({ Accept: "application/json", "X-Letopis-As": `${who.account}/${person}/${role}` });
