/** What a token may do. This is the one list: checks, schemas, API documentation and the command line are made from it. */
export const SCOPES = {
  read: "Read collected data when the house has closed it to the public.",
  admin: "Everything: every other scope, and tokens, webhooks and settings of the house.",
  ingest: "Add observations and import files.",
  "webhooks:write": "Register, change and remove webhooks.",
  "pinball:write": "Change what is watched on Pinball Map.",
  "home:write": "Synchronise devices, entities and areas, and change preferences.",
} as const;

export type Scope = keyof typeof SCOPES;

/** The scopes in the order of their list. */
export const SCOPE_NAMES = Object.keys(SCOPES) as [Scope, ...Scope[]];

/** Whether someone who holds `scopes` may do what needs `scope`. */
export const grants = (scopes: readonly string[], scope: Scope): boolean =>
  scopes.includes(scope) || scopes.includes("admin");
