import { messageOf } from '../../../../errors.ts';
import { meshFault } from '../../../../geometry/mesh-text/mesh-fault.ts';
import { textBytes } from '../../../../geometry/mesh-text/text-bytes.ts';

/** A glTF's JSON and the buffer that a GLB carries with it. */
export interface GltfContainer {
  readonly json: unknown;
  readonly bin: Uint8Array | null;
}

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BIN_CHUNK = 0x004e4942;
/** Objects and values that JSON may hold: parsed, each takes some fifty bytes, written as few as two. */
const MAX_JSON_VALUES = 1_000_000;
const EXPORT_AGAIN = 'export the mesh again as GLB';

/** The chunks of a GLB. @throws {AsmFitError} input: no whole GLB of version 2 */
export function unpackGlb(bytes: Uint8Array): GltfContainer {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 20 || view.getUint32(0, true) !== MAGIC)
    throw meshFault('header', 'a GLB must begin with "glTF"', `${bytes.length} bytes that do not`, EXPORT_AGAIN);
  const version = view.getUint32(4, true);
  if (version !== 2) throw meshFault('header', "the GLB's version must be 2", version, EXPORT_AGAIN);
  const length = view.getUint32(8, true);
  if (length > bytes.length)
    throw meshFault(
      'header',
      'the file must be as long as it says',
      `${bytes.length} of ${length} bytes`,
      EXPORT_AGAIN,
    );
  const [json, bin] = [chunkAt(12), chunkAt(12 + 8 + padded(view.getUint32(12, true)))];
  if (json?.type !== JSON_CHUNK) throw meshFault('header', 'the first chunk must be JSON', 'another', EXPORT_AGAIN);
  return { json: parseGltfJson(json.bytes), bin: bin?.type === BIN_CHUNK ? bin.bytes : null };

  function chunkAt(at: number): { type: number; bytes: Uint8Array } | null {
    if (at + 8 > length) return null;
    const size = view.getUint32(at, true);
    if (at + 8 + size > length)
      throw meshFault('chunk', 'must lie in the file', `${size} bytes of ${length - at - 8}`, EXPORT_AGAIN);
    return { type: view.getUint32(at + 4, true), bytes: bytes.subarray(at + 8, at + 8 + size) };
  }
}

function padded(size: number): number {
  return 4 * Math.ceil(size / 4);
}

/** @throws {AsmFitError} input: no JSON, or so many values that they are there to fill the memory */
export function parseGltfJson(bytes: Uint8Array): unknown {
  const text = textBytes(bytes);
  let values = 0;
  for (const byte of text) if (byte === 0x2c || byte === 0x5b || byte === 0x7b) values++;
  if (values > MAX_JSON_VALUES)
    throw meshFault('JSON', `must have at most ${MAX_JSON_VALUES} values`, values, EXPORT_AGAIN);
  try {
    return JSON.parse(new TextDecoder().decode(text));
  } catch (error) {
    throw meshFault('JSON', 'must parse', messageOf(error), EXPORT_AGAIN);
  }
}
