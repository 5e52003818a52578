// The page's script: it narrows down what is shown, and nothing else.

/** Runs in the browser. The page's policy holds its digest. */
export const script = `"use strict";
(() => {
  const form = document.getElementById("filter");
  const note = document.querySelector(".filtered");
  const folds = [...document.querySelectorAll("details.in-sync")];
  const group = { "only-on-primary": "only", "only-on-partner": "only" };
  const plain = (element) => element.textContent.toLowerCase();
  const readScopes = () => [...document.querySelectorAll("article.scope")].map((element) => ({
    element,
    result: group[element.dataset.result] ?? element.dataset.result,
    title: plain(element.querySelector("header")),
    rows: [...element.querySelectorAll("tbody tr")].map((row) => ({
      element: row,
      kind: row.dataset.kind,
      text: plain(row),
    })),
  }));
  const readItems = () => folds.flatMap((fold) =>
    [...fold.querySelectorAll("li")].map((element) => ({ element, text: plain(element) })),
  );
  const count = (number, noun) =>
    number.toLocaleString("en-US") + " " + noun + (number === 1 ? "" : "s");

  // Texts are read when they are needed first: a large page opens sooner.
  let scopes;
  let items;

  const showScope = (scope, { words, kind, results }) => {
    const has = (text) => words.every((word) => text.includes(word));
    let rows = 0;
    for (const row of scope.rows) {
      const found = has(scope.title + " " + row.text);
      row.element.hidden = !(found && (kind === "" || kind === row.kind));
      if (!row.element.hidden) rows += 1;
    }
    const empty = scope.rows.length === 0 && kind === "" && has(scope.title);
    scope.element.hidden = !(results.has(scope.result) && (rows > 0 || empty));
    return scope.element.hidden ? 0 : Math.max(rows, 1);
  };

  const showInSync = ({ words, kind, results, isSearch }) => {
    let shown = 0;
    for (const item of items) {
      item.element.hidden = !words.every((word) => item.text.includes(word));
      if (!item.element.hidden) shown += 1;
    }
    for (const fold of folds) {
      const found = fold.querySelector("li:not([hidden])") !== null && kind === "";
      fold.hidden = !found;
      fold.open = results.has("in-sync") || isSearch;
    }
    return kind === "" ? shown : 0;
  };

  const apply = () => {
    scopes ??= readScopes();
    items ??= readItems();
    const data = new FormData(form);
    const query = data.get("query").trim().toLowerCase();
    const choice = {
      words: query.split(/\\s+/).filter(Boolean),
      kind: data.get("kind"),
      results: new Set(data.getAll("result")),
      isSearch: query !== "",
    };
    const total = scopes.reduce((sum, { rows }) => sum + Math.max(rows.length, 1), 0);
    let differences = 0;
    for (const scope of scopes) differences += showScope(scope, choice);
    const same = showInSync(choice);
    const narrowed = [...form.elements].some(
      (field) => field.type === "checkbox" && field.value !== "in-sync" && !field.checked,
    );
    note.hidden = !(choice.isSearch || choice.kind !== "" || narrowed);
    note.textContent = note.hidden
      ? ""
      : "Filtered: " + differences.toLocaleString("en-US") + " of " + count(total, "difference") +
        (choice.isSearch ? " and " + count(same, "scope") + " in sync" : "") + ".";
  };

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  form.hidden = false;
})();
`;
