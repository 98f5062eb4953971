export type FlexValue = number | number[] | { readonly [key: string]: FlexValue };

/** FlexBuffer types that TFLite's custom options use (https://flatbuffers.dev/flatbuffers_internals, "FlexBuffers"). */
const INT = 1;
const UINT = 2;
const FLOAT = 3;
const MAP = 9;
const INT_VECTOR = 11;
const FLOAT_VECTOR = 13;

/** Maps within maps; MediaPipe's options have one. */
const MAX_DEPTH = 8;

/**
 * Reads a FlexBuffer: a map, number or vector of numbers.
 * @throws {RangeError} a place outside the buffer @throws {Error} any other type, or too deep
 */
export function readFlexBuffer(bytes: Uint8Array): FlexValue {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const signed = (at: number, width: number): number =>
    width === 1 ? view.getInt8(at) : width === 2 ? view.getInt16(at, true) : view.getInt32(at, true);
  const unsigned = (at: number, width: number): number =>
    width === 1 ? view.getUint8(at) : width === 2 ? view.getUint16(at, true) : view.getUint32(at, true);
  const float = (at: number, width: number): number =>
    width === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true);
  const follow = (at: number, width: number): number => at - unsigned(at, width);
  const text = (at: number): string => {
    const end = bytes.indexOf(0, at);
    if (end < 0) throw new RangeError(`a key without its end at ${at} of ${bytes.length} bytes`);
    return new TextDecoder().decode(bytes.subarray(at, end));
  };
  // A packed type holds the type above two bits that tell the width of what it points to.
  const read = (at: number, width: number, packed: number, depth: number): FlexValue => {
    if (depth > MAX_DEPTH) throw new Error(`FlexBuffer maps deeper than ${MAX_DEPTH}`);
    const type = packed >> 2;
    if (type === INT) return signed(at, width);
    if (type === UINT) return unsigned(at, width);
    if (type === FLOAT) return float(at, width);
    const start = follow(at, width);
    const item = 1 << (packed & 3);
    const length = unsigned(start - item, item);
    if (start + item * length > bytes.length)
      throw new RangeError(`a vector of ${length} items at ${start} of ${bytes.length} bytes`);
    if (type === INT_VECTOR) return Array.from({ length }, (_, i) => signed(start + i * item, item));
    if (type === FLOAT_VECTOR) return Array.from({ length }, (_, i) => float(start + i * item, item));
    if (type !== MAP) throw new Error(`FlexBuffer type ${type} has no reader`);
    const keys = follow(start - 3 * item, item);
    const keyWidth = unsigned(start - 2 * item, item);
    const types = start + length * item;
    return Object.fromEntries(
      Array.from({ length }, (_, i) => [
        text(follow(keys + i * keyWidth, keyWidth)),
        read(start + i * item, item, bytes[types + i], depth + 1),
      ]),
    );
  };
  const width = bytes[bytes.length - 1];
  return read(bytes.length - 2 - width, width, bytes[bytes.length - 2], 0);
}
