import { compose } from "../compose.ts";
import { SCOPE_NAMES, type Scope } from "../platform/http/scopes.ts";
import { presentToken } from "../platform/http/tokens.schemas.ts";
import { createTokenService, type TokenService } from "../platform/http/tokens.service.ts";
import { type Command, type CommandContext, type OptionValues, UsageError } from "./command.ts";

const BY = { actor: "cli" };
const MOST_LISTED = 1_000;

const isScope = (text: string): text is Scope => SCOPE_NAMES.some((scope) => scope === text);

async function create(tokens: TokenService, { out }: CommandContext, name: string | undefined, options: OptionValues) {
  if (name === undefined) throw new UsageError("A name is needed: token create NAME --scopes read,admin");
  const scopes = (typeof options.scopes === "string" ? options.scopes : "read").split(",");
  if (!scopes.every(isScope)) throw new UsageError(`Scopes are ${SCOPE_NAMES.join(", ")}.`);
  const { token, text } = await tokens.create({ name, scopes }, BY);
  out(JSON.stringify({ ...presentToken(token), token: text }, null, 2));
}

async function list(tokens: TokenService, { out }: CommandContext) {
  const stored = await tokens.list({ beforeId: undefined, limit: MOST_LISTED });
  out(JSON.stringify(stored.map(presentToken), null, 2));
}

async function revoke(tokens: TokenService, { out }: CommandContext, id: string | undefined) {
  if (id === undefined) throw new UsageError("An id is needed: token revoke ID");
  await tokens.revoke(id, BY);
  out(`Revoked ${id}.`);
}

export const tokenCommand: Command = {
  name: "token",
  summary: "Make, list or revoke API tokens. A token is shown once, when it is made.",
  usage: "token create NAME [--scopes read,admin] | token list | token revoke ID",
  options: { scopes: { type: "string" } },
  async run(context, [verb, subject], options) {
    const act = verb === "create" ? create : verb === "list" ? list : verb === "revoke" ? revoke : undefined;
    if (act === undefined) throw new UsageError("create, list or revoke?");
    const deps = await compose(context.config);
    try {
      await act(createTokenService(deps), context, subject, options);
      return 0;
    } finally {
      await deps.database.close();
    }
  },
};
