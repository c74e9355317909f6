// JSON of which nothing is known yet, looked at with care. For any adapter.

export type Json = Readonly<Record<string, unknown>>;

/** Undefined for an empty or unreadable text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Also of a number written as a text. */
export function toNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

export function toBytes(value: unknown): number | undefined {
  const bytes = toNumber(value);
  return bytes === undefined || bytes < 0 ? undefined : Math.round(bytes);
}
