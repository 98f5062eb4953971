/** Paths of what a result must not hold: functions, and arrays over memory that threads share. */
export function notPlain(value: unknown, path = ''): string[] {
  if (typeof value === 'function') return [path];
  if (ArrayBuffer.isView(value)) return value.buffer instanceof SharedArrayBuffer ? [path] : [];
  if (value instanceof Map) return [...value].flatMap(([key, own]) => notPlain(own, `${path}/${key}`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, own]) => notPlain(own, `${path}/${key}`));
}
