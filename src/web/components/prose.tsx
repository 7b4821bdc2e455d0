/** Text in which what stands between backticks is code. */
export const Prose = ({ text }: { text: string | undefined }) => (
  <>{(text ?? "").split("`").map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>
);
