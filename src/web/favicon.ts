/** The wordmark's sign: a scoreboard of three lamps. */
export const FAVICON_SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect x="1" y="3" width="22" height="18" rx="3" fill="#ffb224"/>' +
  '<path d="M7 8v8M12 8v8M17 8v8" stroke="#0d1013" stroke-width="2.5"/></svg>';
