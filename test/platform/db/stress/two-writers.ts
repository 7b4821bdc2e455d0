// The full proof: npx tsx test/platform/db/stress/two-writers.ts [--seconds 10] [--kill] [--client local|stock]
import { parseArgs } from "node:util";
import { runStress } from "./run.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "10" },
    kill: { type: "boolean", default: false },
    client: { type: "string", default: "local" },
  },
});
const client = values.client === "stock" ? "stock" : "local";

runStress({ seconds: Number(values.seconds), kill: values.kill, client }).then((report) => {
  console.log(JSON.stringify(report, null, 2));
  const slow = report.writers.some((writer) => writer !== undefined && writer.delayP99Ms >= 50);
  const sound = report.lost === 0 && report.repeated === 0 && report.integrity === "ok" && !slow;
  console.log(sound ? "Every acknowledged row is there, once." : "NOT SOUND");
  process.exitCode = sound ? 0 : 1;
});
