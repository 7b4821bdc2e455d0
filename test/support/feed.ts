import { onTestFinished } from "vitest";
import { createDemoSimulation, createSimulatorServer, type SimulatorServer } from "../../src/demo/index.ts";
import { systemClock } from "../../src/platform/clock.ts";

/** A simulated Sunday in full swing over real HTTP, closed when the test ends. */
export async function startFeed({ speed = 20 } = {}): Promise<SimulatorServer> {
  const simulation = createDemoSimulation({ seed: 1, startAt: systemClock.now(), speed });
  const simulator = await createSimulatorServer({ simulation, clock: systemClock });
  onTestFinished(() => simulator.close());
  return simulator;
}
