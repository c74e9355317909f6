/** As much of JSON Schema as the documented schemas use; any other keyword makes it fail. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

/** What of a value is not as the schema says, each with its place. */
export function schemaViolations(value: unknown, schema: Schema, root: Schema = schema, place = '$'): readonly string[] {
  return Object.entries(schema).flatMap(([keyword, rule]) => {
    const check = checks[keyword];
    if (check === undefined) throw new Error(`keyword ${keyword} at ${place}`);
    return check(value, { rule, schema, root, place });
  });
}

interface Checked {
  readonly rule: unknown;
  readonly schema: Schema;
  readonly root: Schema;
  readonly place: string;
}

type Check = (value: unknown, checked: Checked) => readonly string[];

const silent: Check = () => [];
const checks: Readonly<Record<string, Check>> = {
  $schema: silent,
  $defs: silent,
  title: silent,
  description: silent,
  format: silent,
  $ref: (value, { rule, root, place }) => schemaViolations(value, definition(root, String(rule)), root, place),
  const: (value, { rule, place }) => unless(value === rule, `${place} is not ${String(rule)}`),
  enum: (value, { rule, place }) => unless((rule as unknown[]).includes(value), `${place} is none of the values`),
  type: (value, { rule, place }) => unless([rule].flat().some((type) => isOfType(value, String(type))), `${place} is no ${String(rule)}`),
  minimum: (value, { rule, place }) => unless(typeof value !== 'number' || value >= Number(rule), `${place} is too small`),
  pattern: (value, { rule, place }) => unless(typeof value !== 'string' || new RegExp(String(rule), 'u').test(value), `${place} does not match`),
  items: (value, { rule, root, place }) => (Array.isArray(value) ? value.flatMap((item, index) => schemaViolations(item, rule as Schema, root, `${place}[${index}]`)) : []),
  anyOf: (value, { rule, root, place }) => {
    const results = (rule as Schema[]).map((option) => schemaViolations(value, option, root, place));
    return results.some((result) => result.length === 0) ? [] : results.flat();
  },
  required: (value, { rule, place }) => (rule as string[]).flatMap((name) => unless(name in fields(value), `${place}.${name} is missing`)),
  properties: (value, { rule, root, place }) =>
    Object.entries(rule as Record<string, Schema>).flatMap(([name, schema]) => (name in fields(value) ? schemaViolations(fields(value)[name], schema, root, `${place}.${name}`) : [])),
  additionalProperties: (value, { schema, place }) =>
    Object.keys(fields(value)).flatMap((name) => unless(name in (schema['properties'] as object), `${place}.${name} is not in the schema`)),
};

function definition(root: Schema, reference: string): Schema {
  return (root['$defs'] as Record<string, Schema>)[reference.replace('#/$defs/', '')] ?? {};
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

function unless(isGood: boolean, violation: string): readonly string[] {
  return isGood ? [] : [violation];
}
