import type { PropsWithChildren } from "hono/jsx";

/** The reason behind a figure, opened in place. */
export const Why = ({ question, children }: PropsWithChildren<{ question: string }>) => (
  <details class="why">
    <summary>{question}</summary>
    <div>{children}</div>
  </details>
);
