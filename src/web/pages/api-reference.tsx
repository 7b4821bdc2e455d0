import { CopyBlock } from "../components/copy-block.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { Prose } from "../components/prose.tsx";
import {
  curlText,
  nameOfReference,
  type OpenApiDocument,
  type OpenApiParameter,
  type Operation,
  operationsByTag,
  resolveResponse,
  type Schema,
  schemaText,
} from "../text/openapi.ts";

interface ApiReferencePageProps {
  frame: Frame;
  document: OpenApiDocument;
  /** Where this server is, for commands to copy. */
  origin: string;
}

/** The API as its OpenAPI document tells it: every operation with a command that calls it, and every shape. */
export function ApiReferencePage({ frame, document, origin }: ApiReferencePageProps) {
  const groups = operationsByTag(document);
  return (
    <Layout frame={frame} section="docs" title="API reference">
      <h1>API reference</h1>
      <p class="lede">
        {document.info.description} Version {document.info.version}. The same as data:{" "}
        <a href="/openapi.json">openapi.json</a>. Errors: <a href="/problems">problem codes</a>.
      </p>
      <nav class="contents" aria-label="Operations">
        {[...groups].map(([tag, operations]) => (
          <section key={tag}>
            <h2 class="small">{tag}</h2>
            <ul>
              {operations.map((operation) => (
                <li key={operation.id}>
                  <a href={`#${operation.id}`}>{operation.of.summary ?? operation.path}</a>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      {[...groups].map(([tag, operations]) => (
        <section class="panel" key={tag} aria-label={tag}>
          <h2>{tag}</h2>
          {operations.map((operation) => (
            <OperationSection key={operation.id} document={document} operation={operation} origin={origin} />
          ))}
        </section>
      ))}
      <section class="panel" aria-labelledby="shapes">
        <h2 id="shapes">Shapes</h2>
        {Object.entries(document.components?.schemas ?? {}).map(([name, schema]) => (
          <SchemaSection key={name} name={name} schema={schema} />
        ))}
      </section>
    </Layout>
  );
}

interface OperationSectionProps {
  document: OpenApiDocument;
  operation: Operation;
  origin: string;
}

function OperationSection({ document, operation, origin }: OperationSectionProps) {
  const { id, method, path, of } = operation;
  const body = Object.values(of.requestBody?.content ?? {})[0]?.schema;
  return (
    <article class="operation" id={id}>
      <h3>{of.summary ?? path}</h3>
      <p class="operation-path">
        <strong>{method}</strong> <code>{path}</code>
        {of.security && of.security.length > 0 && <span> needs a token</span>}
      </p>
      {of.description && (
        <p>
          <Prose text={of.description} />
        </p>
      )}
      {of.parameters && of.parameters.length > 0 && <Parameters of={of.parameters} />}
      {body && (
        <p>
          Body: <SchemaName schema={body} />
        </p>
      )}
      <dl class="responses">
        {Object.entries(of.responses ?? {}).map(([status, reference]) => {
          const response = resolveResponse(document, reference);
          const schema = Object.values(response.content ?? {})[0]?.schema;
          return (
            <div key={status}>
              <dt>{status}</dt>
              <dd>
                <Prose text={response.description} /> {schema && <SchemaName schema={schema} />}
              </dd>
            </div>
          );
        })}
      </dl>
      <CopyBlock text={curlText(operation, origin)} />
    </article>
  );
}

const Parameters = ({ of }: { of: OpenApiParameter[] }) => (
  <div class="table-scroll">
    <table class="parameters">
      <thead>
        <tr>
          <th scope="col">Parameter</th>
          <th scope="col">In</th>
          <th scope="col">What</th>
        </tr>
      </thead>
      <tbody>
        {of.map((parameter) => (
          <tr key={`${parameter.in} ${parameter.name}`}>
            <th scope="row">
              <code>{parameter.name}</code>
              {parameter.required && <span class="required"> required</span>}
            </th>
            <td class="text">{parameter.in}</td>
            <td class="text">
              {schemaText(parameter.schema)}
              {parameter.schema?.default !== undefined && `, else ${String(parameter.schema.default)}`}.{" "}
              <Prose text={parameter.description ?? parameter.schema?.description} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** A schema's name, leading to its section; or its type in words. */
function SchemaName({ schema }: { schema: Schema }) {
  const target = schema.$ref ?? schema.items?.$ref;
  const text = schemaText(schema);
  if (target === undefined) return <span class="schema-name">{text}</span>;
  return (
    <a class="schema-name" href={`#shape-${nameOfReference(target)}`}>
      {text}
    </a>
  );
}

const SchemaSection = ({ name, schema }: { name: string; schema: Schema }) => (
  <article class="operation" id={`shape-${name}`}>
    <h3>{name}</h3>
    {schema.description && (
      <p>
        <Prose text={schema.description} />
      </p>
    )}
    <div class="table-scroll">
      <table class="parameters">
        <tbody>
          {Object.entries(schema.properties ?? {}).map(([property, of]) => (
            <tr key={property}>
              <th scope="row">
                <code>{property}</code>
                {!schema.required?.includes(property) && <span class="required"> optional</span>}
              </th>
              <td class="text">
                <SchemaName schema={of} />
                {of.description && (
                  <>
                    . <Prose text={of.description} />
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </article>
);
