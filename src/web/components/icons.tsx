/** Points at the winner's score. */
export const WinnerMark = () => (
  <svg class="winner-mark" viewBox="0 0 8 12" aria-hidden="true">
    <path d="M8 0v12L0 6z" />
  </svg>
);

/** The state of a game as a shape: a full disc is live, a ring is ahead, a square is over, a bar is off. */
export const Lamp = ({ state }: { state: "live" | "upcoming" | "final" | "off" }) => (
  <svg class={`lamp lamp-${state}`} viewBox="0 0 12 12" aria-hidden="true">
    {state === "live" && <circle cx="6" cy="6" r="5" />}
    {state === "upcoming" && <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="2" />}
    {state === "final" && <rect x="2" y="2" width="8" height="8" />}
    {state === "off" && <rect x="1" y="5" width="10" height="2" />}
  </svg>
);

export const Arrow = ({ to }: { to: "left" | "right" }) => (
  <svg class="arrow" viewBox="0 0 12 12" aria-hidden="true">
    <path d={to === "left" ? "M8 1 3 6l5 5" : "m4 1 5 5-5 5"} fill="none" stroke="currentColor" stroke-width="2" />
  </svg>
);
