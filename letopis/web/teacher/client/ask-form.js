/** How what the law of the journal refuses is asked for, as HTML; ask.js sends it. No state. */

import { escape } from "./journal/format.js";

/** @typedef {import("./journal/types.js").Queued} Queued */

/** Whom it goes to, by the code of the refusal, and the usual reasons: each is one click. @type {Record<string, {whom: string, reasons: string[]}>} */
const HELP = {
  window: { whom: "Попросить заместителя директора исправить. Причина:", reasons: ["Описка", "Работа проверена повторно"] },
  closed: { whom: "Попросить администратора открыть страницу. Причина:", reasons: ["Описка", "Не внесено вовремя"] },
};

/** A form to ask for what was refused, "" where nobody can help. @param {Queued} record */
export function askForm({ op_id, answer }) {
  const help = HELP[answer?.code ?? ""];
  if (!help) return "";
  const reasons = help.reasons.map((reason) => `<button class="button button--small" name="reason" value="${reason}" formnovalidate>${reason}</button>`).join(" ");
  return `<form class="ask" data-ask="${escape(op_id)}"><p>${help.whom}</p><p class="row row--wrap">${reasons}</p>
    <p class="row row--wrap"><input class="input input--small" maxlength="300" required placeholder="Другая причина" aria-label="Другая причина"><button class="button button--small">Попросить</button></p><p class="note" role="status"></p></form>`;
}
