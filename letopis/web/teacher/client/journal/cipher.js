/**
 * What the browser keeps is closed by a key (AES-GCM) that is never written down: the account's own, made of a secret that only
 * its pages get. Without https there is no cipher in browsers: things are kept as they are, less the names.
 */

import { who } from "./who.js";

/** @typedef {{iv: Uint8Array<ArrayBuffer>, data: ArrayBuffer}} Sealed */

/** Undefined without https. @type {SubtleCrypto|undefined} */
export const subtle = globalThis.crypto?.subtle;
const PAD = 2 ** 16;

/** @param {BufferSource} iv */
const by = (iv) => ({ name: "AES-GCM", iv });
const fresh = () => crypto.getRandomValues(new Uint8Array(12));
const utf8 = (/** @type {string} */ text) => new TextEncoder().encode(text);
const text = (/** @type {BufferSource} */ bytes) => new TextDecoder().decode(bytes);
const codes = (/** @type {string} */ string) => Uint8Array.from(string, (sign) => sign.charCodeAt(0));

/** @param {CryptoKey} key @param {BufferSource} bytes @returns {Promise<Sealed>} */
export async function sealBytes(key, bytes) {
  const iv = fresh();
  return { iv, data: await /** @type {SubtleCrypto} */ (subtle).encrypt(by(iv), key, bytes) };
}

/** @param {CryptoKey} key @param {Sealed} sealed @returns {Promise<ArrayBuffer>} Throws where it is another key's. */
export const unsealBytes = (key, { iv, data }) => /** @type {SubtleCrypto} */ (subtle).decrypt(by(iv), key, data);

/** @param {CryptoKey} key @param {any} value of JSON */
export const seal = (key, value) => sealBytes(key, utf8(JSON.stringify(value)));

/** @param {CryptoKey} key @param {Sealed} sealed @returns {Promise<any>} Throws where it is another key's. */
export const unseal = async (key, sealed) => JSON.parse(text(await unsealBytes(key, sealed)));

export class Cipher {
  /** @type {{iv: Uint8Array<ArrayBuffer>, bytes: Uint8Array, at: number}|undefined} made ready to close notes at once */ pad;

  constructor() {
    // A mask, then what it covers: no two pages have it in the same signs.
    const masked = (who.secret ?? "").match(/../g)?.map((byte) => parseInt(byte, 16));
    const secret = masked?.slice(0, masked.length / 2).map((byte, index) => byte ^ masked[masked.length / 2 + index]);
    /** @type {Promise<CryptoKey|null>} null: nothing can be closed here */
    this.key = subtle && secret ? subtle.importKey("raw", new Uint8Array(secret), "AES-GCM", false, ["encrypt", "decrypt"]) : Promise.resolve(null);
    this.#renew();
  }

  async #renew() {
    const iv = fresh();
    const bytes = await this.#bytes(iv);
    if (bytes) this.pad = { iv, bytes, at: 0 };
  }

  /** What the key makes of nothing but zeros. @param {Uint8Array<ArrayBuffer>} iv @returns {Promise<Uint8Array|null>} */
  async #bytes(iv) {
    const key = await this.key;
    return key && new Uint8Array(await /** @type {SubtleCrypto} */ (subtle).encrypt(by(iv), key, new Uint8Array(PAD)));
  }

  /**
   * Closes a text without waiting, for a page that may be gone the next moment: each place of the pad serves once.
   * @param {string} plain JSON, as it stays in the first moments of a page
   */
  note(plain) {
    const { pad } = this;
    const bytes = utf8(plain);
    const at = pad?.at ?? 0;
    if (!pad || at + bytes.length > PAD) return plain;
    pad.at += bytes.length;
    if (pad.at > PAD / 2) this.#renew();
    return JSON.stringify([String.fromCharCode(...pad.iv), at, String.fromCharCode(...bytes.map((byte, index) => byte ^ pad.bytes[at + index]))]);
  }

  /** Opens a note. @param {string} note @returns {Promise<any>} null where it cannot be read */
  async noted(note) {
    try {
      const found = JSON.parse(note);
      if (!Array.isArray(found)) return found;
      const [iv, at, closed] = found;
      const pad = await this.#bytes(codes(iv));
      return pad && JSON.parse(text(codes(closed).map((byte, index) => byte ^ pad[at + index])));
    } catch {
      return null;
    }
  }
}
