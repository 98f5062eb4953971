/** A table of a FlatBuffer: fields by their number in the schema, absent ones as the given default. */
export interface FlatTable {
  integer(field: number, bytes: 1 | 4, fallback: number): number;
  table(field: number): FlatTable | null;
  tables(field: number): FlatTable[];
  integers(field: number): number[];
  bytes(field: number): Uint8Array;
  text(field: number): string;
}

/**
 * Reads the root table of a FlatBuffer (https://flatbuffers.dev/internals).
 * @throws {RangeError} here or in a field: a place outside the buffer
 */
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
    const vector = (field: number, itemBytes: 1 | 4): { start: number; length: number } => {
      const at = locate(field);
      if (at < 0) return { start: 0, length: 0 };
      const start = follow(at);
      const length = view.getUint32(start, true);
      if (start + 4 + itemBytes * length > buffer.length)
        throw new RangeError(`a vector of ${length} items at ${start} of ${buffer.length} bytes`);
      return { start: start + 4, length };
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
        const { start, length } = vector(field, 4);
        return Array.from({ length }, (_, i) => open(follow(start + 4 * i)));
      },
      integers(field) {
        const { start, length } = vector(field, 4);
        return Array.from({ length }, (_, i) => view.getInt32(start + 4 * i, true));
      },
      bytes(field) {
        const { start, length } = vector(field, 1);
        return buffer.subarray(start, start + length);
      },
      text(field) {
        return new TextDecoder().decode(this.bytes(field));
      },
    };
  };
  return open(view.getUint32(0, true));
}
