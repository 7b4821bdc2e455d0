import { Window } from "happy-dom";

/** A page as a document. Scripts and styles are not loaded. */
export function parsePage(html: unknown) {
  const window = new Window({ settings: { disableJavaScriptEvaluation: true } });
  window.document.write(String(html));
  return window.document;
}

export type Page = ReturnType<typeof parsePage>;

/** Text of an element with runs of white space made one. */
export const textOf = (element: { textContent: string | null } | null | undefined) =>
  (element?.textContent ?? "").replace(/\s+/g, " ").trim();

/** Texts of everything that matches. */
export const textsOf = (page: Pick<Page, "querySelectorAll">, selector: string) =>
  [...page.querySelectorAll(selector)].map(textOf);
