import type { PropsWithChildren } from "hono/jsx";
import { placeOf } from "../text/times.ts";
import { Preferences } from "./preferences.tsx";

export type Theme = "dark" | "light";

/** What every page is told about the request and the build. */
export interface Frame {
  /** Address of the page, for coming back to it. */
  path: string;
  /** undefined follows the system. */
  theme: Theme | undefined;
  timeZone: string;
  /** Address of a built file, by its source path such as `src/web/styles.css`; undefined where nothing is built. */
  assetUrl: (entry: string) => string | undefined;
}

type Section = "scores" | "status" | "docs";

type LayoutProps = PropsWithChildren<{
  frame: Frame;
  title: string;
  section?: Section;
  /** Source paths of the islands the page uses. */
  islands?: string[];
}>;

const SCORES_PAGES = [
  ["/", "Scoreboard"],
  ["/standings", "Standings"],
  ["/teams", "Teams"],
  ["/compare", "Head to head"],
  ["/wall", "Wall"],
] as const;

/** Head, header, sections and footer around a page. */
export function Layout({ frame, title, section, islands = [], children }: LayoutProps) {
  const pathname = frame.path.split("?")[0];
  return (
    <Document frame={frame} title={section === "scores" ? `${title} · Light Score` : title} islands={islands}>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header class="frame">
        <div class="frame-bar">
          <a class="wordmark" href="/">
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <rect x="1" y="3" width="22" height="18" rx="3" />
              <path d="M7 8v8M12 8v8M17 8v8" />
            </svg>
            Gameroom
          </a>
          <nav class="sections" aria-label="Sections">
            <SectionLink href="/" name="Scores" current={section === "scores"} />
            <SectionLink href="/status" name="Status" current={section === "status"} />
            <SectionLink href="/docs" name="API" current={section === "docs"} />
          </nav>
          <details class="display">
            <summary>
              <span class="clock" data-clock data-zone={frame.timeZone} />
              {placeOf(frame.timeZone)}
            </summary>
            <Preferences frame={frame} />
          </details>
        </div>
        {section === "scores" && (
          <div class="frame-bar subframe">
            <span class="brand">Light Score</span>
            <nav aria-label="Scores">
              {SCORES_PAGES.map(([href, name]) => (
                <a key={href} href={href} aria-current={pathname === href ? "page" : undefined}>
                  {name}
                </a>
              ))}
            </nav>
          </div>
        )}
      </header>
      <main id="main">{children}</main>
      <footer class="frame-foot">
        <p>
          Historical results: <a href="https://github.com/nflverse/nfldata">nflverse</a>,{" "}
          <a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>.
        </p>
      </footer>
    </Document>
  );
}

const SectionLink = ({ href, name, current }: { href: string; name: string; current: boolean }) => (
  <a href={href} aria-current={current ? "true" : undefined}>
    {name}
  </a>
);

type DocumentProps = PropsWithChildren<{
  frame: Frame;
  title: string;
  islands: string[];
  bodyClass?: string;
  /** Reloads the page this often where there is no JavaScript to keep it up to date. */
  refreshSeconds?: number;
}>;

/** The bare document: what the frame and the wall share. */
export function Document({ frame, title, islands, bodyClass, refreshSeconds, children }: DocumentProps) {
  const stylesheet = frame.assetUrl("src/web/styles.css");
  const scripts = ["src/web/islands/frame.ts", ...islands].map(frame.assetUrl).filter((url) => url !== undefined);
  return (
    <html lang="en" data-theme={frame.theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={frame.theme ?? "dark light"} />
        <title>{`${title} · Gameroom`}</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        {refreshSeconds !== undefined && (
          <noscript>
            <meta http-equiv="refresh" content={String(refreshSeconds)} />
          </noscript>
        )}
        {stylesheet && <link rel="stylesheet" href={stylesheet} />}
        {scripts.map((script) => (
          <script key={script} type="module" src={script} />
        ))}
      </head>
      <body class={bodyClass}>{children}</body>
    </html>
  );
}
