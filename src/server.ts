import { loadConfig, runOrExplain } from "./entry.ts";
import { serve } from "./serve.ts";

await runOrExplain(async () => {
  const { shutdown } = await serve(loadConfig());
  shutdown.install(process);
});
