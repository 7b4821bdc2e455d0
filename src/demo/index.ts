/** The feed simulator: a repeatable football season, served as the feeds the product reads. */
export type { Fault, FaultRule } from "./faults.ts";
export {
  createDemoSimulation,
  createSimulation,
  type DemoSimulationOptions,
  type Simulation,
  type SimulationOptions,
} from "./nfl/simulation.ts";
export { createSimulatorServer, type SimulatorServer, type SimulatorServerOptions } from "./server.ts";
export type { GameTruth, SimulatorState } from "./truth.ts";
