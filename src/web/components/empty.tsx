/** What will be here, and the command that brings it. */
export const Empty = ({ text, command }: { text: string; command?: string }) => (
  <p class="empty">
    {text}
    {command && (
      <>
        {" "}
        <code>{command}</code>
      </>
    )}
  </p>
);
