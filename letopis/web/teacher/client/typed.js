/** What was typed, in words that can be copied elsewhere: «5/4», «ОП, 5 мин», a topic. */

import { markOf, markText } from "./journal/data.js";
import { longDate, phrase } from "./journal/format.js";
import { stateText } from "./journal/stories.js";

/** @param {import("./journal/types.js").Operation} op */
export function typedText(op) {
  switch (op.kind) {
    case "mark": return joined(markText(markOf(op)), stateText(markOf(op)), op.comment);
    case "absence": return joined(op.code, op.minutes && `${op.minutes}\u00a0мин`, op.note);
    case "topic": return joined(op.topic, op.reason);
    case "homework": return joined(op.removed ? "задание убрано" : op.text, op.due_on && `к ${longDate(op.due_on)}`);
    case "period_mark": return joined(op.value, op.reason);
    case "work": return joined(op.removed ? "работа убрана" : "работа", op.title);
    default: return phrase("присутствие на {lesson.pre} отмечено");
  }
}

/** @param {any[]} parts */
const joined = (...parts) => parts.filter(Boolean).join(", ") || "стёрто";
