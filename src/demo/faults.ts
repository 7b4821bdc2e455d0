import * as v from "valibot";

/** What can go wrong with an answer of the feed. */
const faultSchema = v.variant("kind", [
  /** The right answer, late. */
  v.object({ kind: v.literal("delay"), delayMs: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(600_000)) }),
  /** An error status with a small JSON body: 429, 500, 503, 504… */
  v.object({
    kind: v.literal("status"),
    status: v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)),
    retryAfterSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  }),
  /** An HTML page with status 200. */
  v.object({ kind: v.literal("html") }),
  /** The right answer, cut off in the middle with status 200. */
  v.object({ kind: v.literal("truncated") }),
  /** Another week than the one asked for. */
  v.object({ kind: v.literal("wrong-week") }),
  /** The connection is reset before a byte is sent. */
  v.object({ kind: v.literal("reset") }),
  /** The right week without events. */
  v.object({ kind: v.literal("empty") }),
]);
export type Fault = v.InferOutput<typeof faultSchema>;

/** A fault, and for how many requests; without `times` until it is cleared. */
export const faultRuleSchema = v.intersect([
  faultSchema,
  v.object({ times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))) }),
]);
export type FaultRule = v.InferOutput<typeof faultRuleSchema>;

/** The faults in force, in the order they were set. */
export interface FaultBox {
  add(rule: FaultRule): void;
  clear(): void;
  list(): FaultRule[];
  /** The fault of the next request, counted against its rule: the oldest rule's first. */
  take(): Fault | undefined;
}

export function createFaultBox(): FaultBox {
  let rules: FaultRule[] = [];
  return {
    add: (rule) => {
      rules.push({ ...rule });
    },
    clear: () => {
      rules = [];
    },
    list: () => rules.map((rule) => ({ ...rule })),
    take: () => {
      const [rule] = rules;
      if (rule?.times !== undefined) {
        rule.times--;
        if (rule.times === 0) rules.shift();
      }
      return rule;
    },
  };
}
