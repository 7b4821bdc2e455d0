/** Text to take elsewhere: a command, a piece of YAML. The frame island adds a button that copies it. */
export const CopyBlock = ({ text }: { text: string }) => (
  <pre class="copy-block" data-copy>
    <code>{text}</code>
  </pre>
);
