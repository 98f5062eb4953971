import { deflateSync } from 'node:zlib';
import type { FbxNode, FbxProperty } from './fbx-node.ts';

const VERSION = 7400;
const MAGIC = Buffer.from('Kaydara FBX Binary  \0\u001a\0', 'latin1');
/** End, number of properties, their bytes, length of the name. */
const HEADER_BYTES = 13;
/** An empty header ends a list of nodes. */
const END_OF_LIST = Buffer.alloc(HEADER_BYTES);
/** Fits {@link FBX_TIME} and {@link FBX_ID}: readers of Autodesk's hold the three against each other. */
const FOOTER = Buffer.from('fabcab09d0c8d466b176fb831cf7267e', 'hex');
const LAST = Buffer.from('f85a8c6adef5d97eece90ce3758f290b', 'hex');
/** When every file was made: files repeat themselves bit for bit. */
export const FBX_TIME = '1970-01-01 10:00:00:000';
export const FBX_ID = Buffer.from('28b32aebb624ccc2bfc8b02aa92bfcf1', 'hex');
/** Shorter arrays are not compressed. */
const COMPRESSED_FROM_BYTES = 128;

/**
 * FBX 7.4, binary: a list of nodes, each
 *   u32 end, u32 properties, u32 their bytes, u8 name's length, name, properties, [nodes, 13 zeros],
 * `end` counted from the beginning of the file; little endian, arrays deflated.
 */
export function fbxBinary(nodes: readonly FbxNode[]): Uint8Array {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(VERSION);
  const chunks: Buffer[] = [MAGIC, head];
  let at = MAGIC.length + head.length;
  for (const node of nodes) at = writeNode(node, at, chunks);
  const filled = at + END_OF_LIST.length + FOOTER.length + 4;
  chunks.push(END_OF_LIST, FOOTER, Buffer.alloc(4), Buffer.alloc(16 - (filled % 16)), head, Buffer.alloc(120), LAST);
  return Buffer.concat(chunks);
}

/** @param at where it begins @returns where it ends */
function writeNode({ name, properties, children }: FbxNode, at: number, chunks: Buffer[]): number {
  const header = Buffer.alloc(HEADER_BYTES + Buffer.byteLength(name));
  const values = Buffer.concat(properties.map(propertyBytes));
  chunks.push(header, values);
  let end = at + header.length + values.length;
  for (const child of children ?? []) end = writeNode(child, end, chunks);
  if (children !== undefined) {
    chunks.push(END_OF_LIST);
    end += END_OF_LIST.length;
  }
  header.writeUInt32LE(end, 0);
  header.writeUInt32LE(properties.length, 4);
  header.writeUInt32LE(values.length, 8);
  header.writeUInt8(Buffer.byteLength(name), 12);
  header.write(name, HEADER_BYTES);
  return end;
}

function propertyBytes(property: FbxProperty): Buffer {
  const type = Buffer.from(property.type);
  switch (property.type) {
    case 'C':
      return Buffer.concat([type, Buffer.of(property.value ? 1 : 0)]);
    case 'I': {
      const bytes = Buffer.alloc(4);
      bytes.writeInt32LE(property.value);
      return Buffer.concat([type, bytes]);
    }
    case 'L': {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64LE(BigInt(property.value));
      return Buffer.concat([type, bytes]);
    }
    case 'D': {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(property.value);
      return Buffer.concat([type, bytes]);
    }
    case 'S':
      return Buffer.concat([type, ...sized(Buffer.from(property.value))]);
    case 'R':
      return Buffer.concat([type, ...sized(property.value)]);
    default:
      return Buffer.concat([type, arrayBytes(property.value)]);
  }
}

/** u32 bytes before them. */
function sized(content: Uint8Array): [Buffer, Uint8Array] {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(content.length);
  return [length, content];
}

/** u32 numbers, u32 1 where they are deflated, u32 bytes that follow. */
function arrayBytes(values: Int32Array | BigInt64Array | Float32Array | Float64Array): Buffer {
  const plain = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const deflated = plain.length > COMPRESSED_FROM_BYTES;
  const content = deflated ? deflateSync(plain, { level: 3 }) : plain;
  const header = Buffer.alloc(12);
  header.writeUInt32LE(values.length, 0);
  header.writeUInt32LE(deflated ? 1 : 0, 4);
  header.writeUInt32LE(content.length, 8);
  return Buffer.concat([header, content]);
}
