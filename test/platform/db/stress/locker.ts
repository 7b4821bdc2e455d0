// A process that takes the write lock and lets go of it again and again. Arguments: database file, seconds, longest hold in ms.
import Native from "libsql";

const [path = "", seconds = "1", longest = "40"] = process.argv.slice(2);
const database = new Native(path);
const until = performance.now() + Number(seconds) * 1_000;
const pause = () => new Promise((resolve) => setTimeout(resolve, 2 + Math.random() * Number(longest)));
let locks = 0;

while (performance.now() < until) {
  try {
    database.exec("BEGIN IMMEDIATE");
    locks += 1;
    await pause();
    database.exec("ROLLBACK");
    await pause();
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
console.log(JSON.stringify({ locks }));
