/** A table of a FlatBuffer: fields by their number in the schema, absent ones as the given default. */
export interface FlatTable {
  integer(field: number, bytes: 1 | 4, fallback: number): number;
  table(field: number): FlatTable | null;
  tables(field: number): FlatTable[];
  integers(field: number): number[];
  bytes(field: number): Uint8Array;
  text(field: number): string;
}

/** Reads the root table of a FlatBuffer (https://flatbuffers.dev/internals). */
export function readFlatBuffer(buffer: Uint8Array): FlatTable {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const open = (position: number): FlatTable => {
    const vtable = position - view.getInt32(position, true);
    const size = view.getUint16(vtable, true);
    const locate = (field: number): number => {
      const entry = 4 + 2 * field;
      const offset = entry < size ? view.getUint16(vtable + entry, true) : 0;
      return offset === 0 ? -1 : position + offset;
    };
    const follow = (at: number): number => at + view.getUint32(at, true);
    const vector = (field: number): { start: number; length: number } => {
      const at = locate(field);
      if (at < 0) return { start: 0, length: 0 };
      const start = follow(at);
      return { start: start + 4, length: view.getUint32(start, true) };
    };
    return {
      integer(field, bytes, fallback) {
        const at = locate(field);
        if (at < 0) return fallback;
        return bytes === 1 ? view.getInt8(at) : view.getInt32(at, true);
      },
      table(field) {
        const at = locate(field);
        return at < 0 ? null : open(follow(at));
      },
      tables(field) {
        const { start, length } = vector(field);
        return Array.from({ length }, (_, i) => open(follow(start + 4 * i)));
      },
      integers(field) {
        const { start, length } = vector(field);
        return Array.from({ length }, (_, i) => view.getInt32(start + 4 * i, true));
      },
      bytes(field) {
        const { start, length } = vector(field);
        return buffer.subarray(start, start + length);
      },
      text(field) {
        return new TextDecoder().decode(this.bytes(field));
      },
    };
  };
  return open(view.getUint32(0, true));
}
