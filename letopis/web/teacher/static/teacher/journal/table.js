/** What another program has put into the clipboard as rows of texts, and what the text of a cell means in the journal. */

/** @type {Record<string, string>} */
const CODES = { Н: "Н", Б: "Б", У: "УП", УП: "УП", НП: "НП", ОП: "ОП", О: "ОП", ОСВ: "ОСВ" };
/** @type {Record<string, string>} */
const WORDS = { на: "н/а", осв: "осв", зч: "зч", зачёт: "зч", зачет: "зч", нз: "нз", незачёт: "нз", незачет: "нз" };
const DEBTS = ["•", ".", "д", "долг"];
const LATIN = "ABCEHKMOPTXY";
const CYRILLIC = "АВСЕНКМОРТХУ";
/** The widest a joined cell is taken for: a spreadsheet may call a whole row one cell. */
const WIDEST = 400;

/**
 * What a cell says: marks, a debt, an absence, a comment under them. `isOdd`: read as other programs write it, so it is shown first.
 * @typedef {{value: string, second: string, debt: boolean, debtUntil?: string|null, code: string, minutes?: number|null, note?: string, comment: string, isOdd: boolean}} Read
 */

/** Capital letters, Latin ones that look Russian among them, as Russian ones. @param {string} text */
export const russian = (text) => text.toUpperCase().replace(/[ABCEHKMOPTXY]/g, (letter) => CYRILLIC[LATIN.indexOf(letter)]);

/** Tab-separated text as spreadsheets copy it, or a CSV file's. @param {string} text @returns {string[][]} */
export function fromText(text) {
  const tabs = parse(text, "\t");
  if (tabs.some((row) => row.length > 1)) return tabs;
  const files = [";", ","].map((separator) => parse(text, separator));
  return files.find((rows) => rows.length > 1 && rows[0].length > 1 && rows.every((row) => row.length === rows[0].length)) ?? tabs;
}

/** By RFC 4180: a cell in quotes may hold separators, line breaks and doubled quotes. @param {string} text @param {string} separator @returns {string[][]} */
export function parse(text, separator) {
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const quoted = new RegExp(`"((?:[^"]|"")*)"(?=[${separator}\n]|$)`, "y");
  const plain = new RegExp(`[^${separator}\n]*`, "y");
  /** @type {string[][]} */
  const rows = [[]];
  for (let at = 0; ; at += 1) {
    quoted.lastIndex = plain.lastIndex = at;
    const [whole, inside] = quoted.exec(source) ?? plain.exec(source) ?? [""];
    rows[rows.length - 1].push((inside?.replaceAll('""', '"') ?? whole).trim());
    at += whole.length;
    if (at >= source.length) return rows;
    if (source[at] === "\n") rows.push([]);
  }
}

/** The one table that is all there is; null for anything else. Joined cells say what they say once. @param {string} html @returns {string[][]|null} */
export function fromHtml(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const one of body.querySelectorAll("style, script")) one.remove();
  const [table, ...others] = body.querySelectorAll("table");
  const bare = (/** @type {Element} */ element) => element.textContent?.replace(/\s+/g, "");
  if (!table || others.length || bare(body) !== bare(table)) return null;
  /** @type {string[][]} */
  const rows = Array.from(table.rows, () => []);
  [...table.rows].forEach((line, top) => {
    for (const cell of line.cells) {
      const left = Array.from(rows[top]).findIndex((text) => text === undefined);
      const from = left < 0 ? rows[top].length : left;
      const width = Math.min(cell.colSpan, WIDEST);
      for (const row of rows.slice(top, top + cell.rowSpan)) for (let at = from; at < from + width; at += 1) row[at] = "";
      rows[top][from] = cellOf(cell);
    }
  });
  return rows.map((row) => Array.from(row, (text) => text ?? ""));
}

/** @param {HTMLTableCellElement} cell */
function cellOf(cell) {
  for (const one of cell.querySelectorAll("br, p + p, div + div")) one.before("\0");
  return (cell.textContent ?? "").replace(/\s+/g, " ").replace(/ ?\0 ?/g, "\n").trim();
}

/**
 * What the text of a cell means; why it is not taken; null: nothing there.
 * @param {string} text @param {string[]} values marks the scale has @returns {Read|{why: string}|null}
 */
export function readCell(text, values) {
  if (!text) return null;
  const whole = readLine(text, values);
  const [first, ...rest] = text.split("\n");
  if (!("why" in whole) || !rest.length) return whole;
  const above = readLine(first, values);
  return "why" in above ? whole : { ...above, comment: rest.join("\n"), isOdd: true };
}

/** @param {string} text @param {string[]} values @returns {Read|{why: string}} */
function readLine(text, values) {
  const signs = text.replace(/[нnh]\/[аa]/gi, "на").replace(/^([2-5])[.,]0+$/, "$1").trim().split(/\s*[/\\|;]\s*|,?\s+/);
  const isPair = signs.length === 2 && /[/\\]/.test(text);
  /** @type {Read} */
  const read = { value: "", second: "", debt: false, code: "", comment: "", isOdd: signs.length > 1 };
  for (const sign of signs) {
    const word = WORDS[sign.toLowerCase()] ?? sign;
    const code = CODES[russian(sign)];
    if (values.includes(word) && !(sign === "ОСВ" && code)) {
      if (read.second) return { why: "в клетке больше двух отметок" };
      if (read.value) read.second = word;
      else read.value = word;
    } else if (DEBTS.includes(sign.toLowerCase())) read.debt = true;
    else if (code && !read.code) read.code = code;
    else return { why: whyNot(text, values) };
  }
  const isCounting = [read.value, read.second].every((mark) => /^[2-5]$/.test(mark));
  if (read.second && !isCounting) return { why: "две отметки за одну работу — это две отметки от 2 до 5" };
  if (read.debt && (read.value || !values.length)) return { why: whyNot(text, values) };
  if (isPair && read.second) read.isOdd = false;
  return read;
}

/** @param {string} text @param {string[]} values */
function whyNot(text, values) {
  if (!values.length) return "обучение безотметочное";
  return /^\d{1,2}[.\s-](\d{1,2}\b|[а-я]{3})/i.test(text) ? "похоже на дату: задайте столбцу в таблице формат «Текст»" : "такого значения в журнале нет";
}
