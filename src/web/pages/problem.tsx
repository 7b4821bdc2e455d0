import type { Problem } from "../../platform/http/problem.ts";
import { findProblem, type ProblemDescription, problemCatalog } from "../../platform/http/problem-catalog.ts";
import { type Frame, Layout } from "../components/layout.tsx";

interface ProblemPageProps {
  frame: Frame;
  problem: Pick<Problem, "title" | "status" | "detail" | "code" | "requestId">;
}

/** An error answer for people: what went wrong, what to do, and the id to find it in the log. */
export function ProblemPage({ frame, problem }: ProblemPageProps) {
  const known = findProblem(problem.code);
  return (
    <Layout frame={frame} section="scores" title={problem.title}>
      <p class="problem-status">{problem.status}</p>
      <h1>{problem.title}</h1>
      <p class="lede">{problem.detail}</p>
      {known && (
        <p class="lede">
          {known.remedy} <a href={`/problems/${known.code}`}>About this kind of problem</a>
        </p>
      )}
      {problem.code === "unauthorized" ? (
        <SignInForm next={frame.path} />
      ) : (
        <p>
          <a class="button" href="/">
            NFL scores
          </a>
        </p>
      )}
      {problem.requestId && <p class="freshness">Request {problem.requestId}</p>}
    </Layout>
  );
}

/** For houses that have closed their reads. */
const SignInForm = ({ next }: { next: string }) => (
  <form class="sign-in" method="post" action="/sign-in">
    <input type="hidden" name="next" value={next} />
    <label>
      <span>Token</span>
      <input type="password" name="token" autocomplete="current-password" required />
    </label>
    <button type="submit">Sign in</button>
  </form>
);

/** What one problem code means. The address is the `type` of every such answer. */
export const ProblemMeaningPage = ({ frame, problem }: { frame: Frame; problem: ProblemDescription }) => (
  <Layout frame={frame} section="docs" title={problem.title}>
    <p class="season-line">
      Problem <code>{problem.code}</code> • HTTP {problem.status}
    </p>
    <h1>{problem.title}</h1>
    <p class="lede">{problem.meaning}</p>
    <p class="lede">{problem.remedy}</p>
    <p>
      <a href="/problems">All problems</a>
    </p>
  </Layout>
);

/** Every problem code. */
export const ProblemListPage = ({ frame }: { frame: Frame }) => (
  <Layout frame={frame} section="docs" title="Problems">
    <h1>Problems</h1>
    <p class="lede">
      Errors of the API are <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a> problem answers. Their{" "}
      <code>code</code> is stable and is one of these.
    </p>
    <table class="panel">
      <thead>
        <tr>
          <th scope="col">Code</th>
          <th scope="col">HTTP</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        {Object.values(problemCatalog).map((problem) => (
          <tr key={problem.code}>
            <th scope="row">
              <a href={`/problems/${problem.code}`}>
                <code>{problem.code}</code>
              </a>
            </th>
            <td>{problem.status}</td>
            <td class="text">{problem.meaning}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Layout>
);
