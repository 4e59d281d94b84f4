/** What becomes of a file before it is kept: a camera's photograph is made small, what the school would not take is told at once. */

/** @typedef {import("../journal/wire.js").Uploads} Uploads */
/** @typedef {{blob: Blob, name: string, isPicture: boolean}} Ready */

/** The longest side of a photograph, pixels: handwriting on a blackboard is still read. */
const LONGEST = 2000;
const QUALITY = 0.85;
/** Larger pictures are not opened: a phone's memory is small. */
const TOO_LARGE = 64 * 1024 * 1024;
const MEGABYTE = 1024 * 1024;

/**
 * A photograph as JPEG with the longest side of 2000 pixels, without what the camera adds (the place it was taken at); a drawing
 * that is small enough and everything that is no picture as it is.
 * @param {File} file @returns {Promise<Ready>}
 */
export async function prepared(file) {
  const asItIs = { blob: file, name: file.name, isPicture: false };
  if (!file.type.startsWith("image/") || file.size > TOO_LARGE) return asItIs;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  // A format of a telephone that the browser cannot open: the server knows what to do with it.
  if (!picture) return asItIs;
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  if (scale === 1 && file.type === "image/png") return { ...asItIs, isPicture: true };
  const blob = await redrawn(picture, scale);
  picture.close();
  return blob ? { blob, name: `${stemOf(file.name)}.jpg`, isPicture: true } : asItIs;
}

/** @param {ImageBitmap} picture @param {number} scale @returns {Promise<Blob|null>} */
function redrawn(picture, scale) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  if (!pen) return Promise.resolve(null);
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

/**
 * Why the school would not take a file, or "". @param {Ready} ready @param {Uploads} uploads @param {number} count files that the task has
 */
export function refusal({ blob, name }, { max_bytes, max_files, types }, count) {
  if (!types.includes(endingOf(name))) return `Такие файлы к заданию не прикладывают. Можно: ${types.join(", ")}.`;
  if (!blob.size) return "Файл пуст: выберите другой.";
  if (blob.size > max_bytes) return `Файл больше ${Math.floor(max_bytes / MEGABYTE)}\u00a0МБ: уменьшите его или дайте ссылку в тексте задания.`;
  if (count >= max_files) return `К заданию прикладывают не больше ${max_files} файлов: уберите лишний.`;
  return "";
}

/** @param {string} name */
const endingOf = (name) => (name.includes(".") ? name.slice(name.lastIndexOf(".") + 1).toLowerCase() : "");
/** @param {string} name */
const stemOf = (name) => (name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : name) || "фото";
