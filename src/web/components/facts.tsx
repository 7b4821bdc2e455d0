import type { Child } from "hono/jsx";

export interface Fact {
  name: string;
  value: Child;
  /** A line beneath the value. */
  note?: Child;
}

/** Figures with their names: the value large, what it is above it. */
export const Facts = ({ of }: { of: Fact[] }) => (
  <dl class="facts">
    {of.map(({ name, value, note }) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
        {note && <dd class="fact-note">{note}</dd>}
      </div>
    ))}
  </dl>
);
