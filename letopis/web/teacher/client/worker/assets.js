/** Scripts and styles. */

import { SHELL, worker } from "./settings.js";

/** A hashed name never changes, any other is asked for first. @param {Request} request @param {boolean} isHashed @returns {Promise<Response>} */
export async function asset(request, isHashed) {
  const shell = await caches.open(SHELL);
  const kept = await shell.match(request);
  if (kept && isHashed) return kept;
  try {
    const response = await fetch(request);
    if (response.ok) await shell.put(request, response.clone());
    return response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/** Keeps a script or a style. @param {string} address */
export async function keepAsset(address) {
  const shell = await caches.open(SHELL);
  const url = new URL(address, worker.location.origin);
  url.hash = "";
  if (url.origin !== worker.location.origin || (await shell.match(url.href))) return;
  const response = await fetch(url).catch(() => null);
  if (!response?.ok) return;
  await shell.put(url.href, response);
}
