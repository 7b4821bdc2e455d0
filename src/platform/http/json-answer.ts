import type { Context, TypedResponse } from "hono";
import type { JSONParsed } from "hono/utils/types";

const texts = new WeakMap<Response, string>();

/**
 * Answers 200 with JSON as `c.json` does, and keeps the text beside the answer: to read it back out of a `Response` costs
 * the response cache more than it cost to make.
 */
export function answerJson<T extends object>(
  c: Context,
  value: T,
): Response & TypedResponse<JSONParsed<T>, 200, "json"> {
  const text = JSON.stringify(value);
  const response = c.body(text, 200, { "content-type": "application/json" });
  texts.set(response, text);
  return response as never;
}

/** The body of an answer that {@link answerJson} made. */
export const textOf = (response: Response): string | undefined => texts.get(response);
