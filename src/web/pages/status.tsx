import type { FeedStatus } from "../../modules/scores/feed.schemas.ts";
import type { Deps } from "../../platform/deps.ts";
import { Empty } from "../components/empty.tsx";
import { type Fact, Facts } from "../components/facts.tsx";
import { Freshness, sourceName } from "../components/freshness.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { ageOf, type Reader, stampOf, timeOf, timeWithSecondsOf, untilOf } from "../text/times.ts";

type DatabaseStats = ReturnType<Deps["database"]["stats"]>;
type Fetch = FeedStatus["fetches"][number];

/** The change feed and who listens to it. */
export interface EventsStatus {
  /** Id of the newest event; 0 before the first. */
  lastId: number;
  /** Browsers and programs that are connected to the stream now. */
  listeners: number;
}

interface StatusPageProps {
  frame: Frame;
  reader: Reader;
  feed: FeedStatus;
  database: DatabaseStats;
  events: EventsStatus | undefined;
}

/** Whether the house's memory works: what was asked of the feeds, what the database does, who listens. */
export function StatusPage({ frame, reader, feed, database, events }: StatusPageProps) {
  return (
    <Layout frame={frame} section="status" title="Status">
      <h1>Status</h1>
      <section class="panel" aria-labelledby="feed">
        <h2 id="feed">NFL feed</h2>
        <FeedHealth feed={feed} />
        <Facts of={feedFacts(feed, reader)} />
        <Freshness of={feed} reason={feed.lastError ?? undefined} reader={reader} />
      </section>
      <section class="panel" aria-labelledby="reads">
        <h2 id="reads">Last reads</h2>
        {feed.fetches.length === 0 ? (
          <Empty text="Nothing has been read yet. Reads appear here while the collector runs:" command="COLLECTOR=on" />
        ) : (
          <FetchLog fetches={feed.fetches} reader={reader} />
        )}
      </section>
      <section class="panel" aria-labelledby="database">
        <h2 id="database">Database</h2>
        <Facts of={databaseFacts(database)} />
      </section>
      {events && (
        <section class="panel" aria-labelledby="events">
          <h2 id="events">Event stream</h2>
          <Facts
            of={[
              { name: "Events recorded", value: events.lastId },
              { name: "Listeners now", value: events.listeners, note: "on this server" },
            ]}
          />
        </section>
      )}
    </Layout>
  );
}

function FeedHealth({ feed }: { feed: FeedStatus }) {
  const source = sourceName(feed.source);
  if (feed.lastAttemptAt === null) return <p class="verdict">Not asked yet</p>;
  if (feed.lastError === null) {
    return (
      <p class="verdict" data-verdict="good">
        Working: {source} answers
      </p>
    );
  }
  const times = feed.consecutiveFailures === 1 ? "once" : `${feed.consecutiveFailures} times in a row`;
  return (
    <p class="verdict" data-verdict="bad">
      Failed {times}: {feed.lastError}
    </p>
  );
}

function feedFacts(feed: FeedStatus, reader: Reader): Fact[] {
  const at = (text: string) => timeOf(new Date(text), reader.timeZone);
  const { stored, final, inProgress, seasons } = feed.games;
  return [
    {
      name: "Last success",
      value: feed.lastSuccessAt ? at(feed.lastSuccessAt) : "Never",
      note: feed.lastSuccessAt && ageOf(new Date(feed.lastSuccessAt), reader.now),
    },
    {
      name: "Next read",
      value: feed.nextDueAt ? at(feed.nextDueAt) : "Not planned",
      note: feed.nextDueAt && untilOf(new Date(feed.nextDueAt), reader.now),
    },
    { name: "Games stored", value: stored, note: seasons === 1 ? "1 season" : `${seasons} seasons` },
    { name: "Final", value: final },
    { name: "In progress", value: inProgress },
  ];
}

const databaseFacts = (database: DatabaseStats): Fact[] => [
  { name: "Commits", value: database.commits, note: "by this process" },
  { name: "Writes waiting", value: database.queueDepth },
  { name: "Grouped writes", value: database.groupedUnits, note: "shared a commit" },
  { name: "Waits for a lock", value: database.busyWaits, note: "held by another process" },
  {
    name: "Log pages",
    value: database.walPages,
    note: database.checkpoints === 1 ? "1 checkpoint" : `${database.checkpoints} checkpoints`,
  },
];

const FetchLog = ({ fetches, reader }: { fetches: Fetch[]; reader: Reader }) => (
  <section class="table-scroll" aria-label="Last reads" tabindex={0}>
    <table class="fetches">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Week</th>
          <th scope="col">Outcome</th>
          <th scope="col">HTTP</th>
          <th scope="col">Took</th>
          <th scope="col">Games</th>
          <th scope="col">Changed</th>
          <th scope="col">Not understood</th>
        </tr>
      </thead>
      <tbody>
        {fetches.map((fetch, index) => (
          <FetchRow key={index} fetch={fetch} reader={reader} />
        ))}
      </tbody>
    </table>
  </section>
);

const FetchRow = ({ fetch, reader }: { fetch: Fetch; reader: Reader }) => (
  <tr>
    <th scope="row">
      <time datetime={fetch.startedAt} title={stampOf(new Date(fetch.startedAt), reader.timeZone)}>
        {timeWithSecondsOf(new Date(fetch.startedAt), reader.timeZone)}
      </time>
    </th>
    <td>{fetch.slot ? `${fetch.slot.season} ${fetch.slot.label}` : "–"}</td>
    <td class="text">
      {fetch.outcome}
      {fetch.error && `: ${fetch.error}`}
    </td>
    <td>{fetch.httpStatus ?? "–"}</td>
    <td>{fetch.durationMs} ms</td>
    <td>{fetch.events}</td>
    <td>{fetch.changed}</td>
    <td>{fetch.eventErrors}</td>
  </tr>
);
