/** What the law of the journal refuses may be asked for: the deputy corrects a mark, the administrator opens a page. */

import { escape } from "./journal/format.js";

const WHOM = { window: "Попросить исправить", closed: "Попросить открыть" };

/** A link to the page where it is asked for, "" where nobody can help. @param {import("./journal/types.js").Queued} record */
export function askLink({ op, answer }) {
  const text = WHOM[/** @type {keyof typeof WHOM} */ (answer?.code)];
  const about = op.work_id ? `work=${op.work_id}&student=${op.student_id ?? ""}` : `lesson=${op.lesson_id ?? ""}`;
  return text ? `<a class="button button--small" href="/journal/refused/?${escape(about)}">${text}</a> ` : "";
}
