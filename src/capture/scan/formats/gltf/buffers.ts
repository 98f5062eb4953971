import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { messageOf } from '../../../../errors.ts';
import { readInputFile } from '../../../../files/input-file.ts';
import { meshFault } from '../../../../geometry/mesh-text/mesh-fault.ts';
import { MAX_MESH_BYTES, type MeshFile } from '../mesh-format.ts';
import { decodeMeshopt } from './meshopt.ts';
import { type Gltf, itemAt, type MeshoptView } from './schema.ts';

/** What compressed views may unfold to: this, and so much a byte of the files. */
const FREE_BYTES = 64 * 2 ** 20;
const UNPACKED_PER_BYTE = 64;

/** Views of a glTF's buffers, decompressed; each buffer is fetched when one of its views is first asked for. */
export class GltfBuffers {
  /** Of files beside the glTF, read so far. */
  externalBytes = 0;
  private unpackedBytes = 0;
  private readonly gltf: Gltf;
  private readonly file: MeshFile;
  private readonly bin: Uint8Array | null;
  private readonly buffers = new Map<number, Uint8Array>();
  private readonly views = new Map<number, Promise<Uint8Array>>();

  /** @param file the glTF, beside which external buffers lie @param bin the GLB's own buffer */
  constructor(gltf: Gltf, file: MeshFile, bin: Uint8Array | null) {
    this.gltf = gltf;
    this.file = file;
    this.bin = bin;
  }

  /** @throws {AsmFitError} input: a view that does not lie in its buffer, or a buffer that is not to be had */
  view(index: number): Promise<Uint8Array> {
    const known = this.views.get(index) ?? this.readView(index);
    this.views.set(index, known);
    return known;
  }

  /** Makes sure that the bytes of a view are there. @throws {AsmFitError} input: they are not */
  fetch(index: number): void {
    const view = itemAt(this.gltf.bufferViews, index, 'bufferViews');
    const packed = packedIn(view);
    part(this.buffer((packed ?? view).buffer), packed ?? view, `bufferViews.${index}`);
  }

  private async readView(index: number): Promise<Uint8Array> {
    const view = itemAt(this.gltf.bufferViews, index, 'bufferViews');
    const where = `bufferViews.${index}`;
    const packed = packedIn(view);
    if (packed === undefined) return part(this.buffer(view.buffer), view, where);
    this.unpackedBytes += view.byteLength;
    const limit = FREE_BYTES + UNPACKED_PER_BYTE * (this.file.bytes.length + this.externalBytes);
    if (this.unpackedBytes > limit)
      throw meshFault(where, `compressed views must unfold to at most ${limit} bytes`, this.unpackedBytes);
    return decodeMeshopt(part(this.buffer(packed.buffer), packed, where), packed, view.byteLength, where);
  }

  private buffer(index: number): Uint8Array {
    const known = this.buffers.get(index) ?? this.readBuffer(index);
    this.buffers.set(index, known);
    return known;
  }

  private readBuffer(index: number): Uint8Array {
    const { uri, byteLength } = itemAt(this.gltf.buffers, index, 'buffers');
    const where = `buffers.${index}`;
    const bytes =
      uri === undefined ? this.bin : uri.startsWith('data:') ? dataOf(uri, where) : this.besides(uri, where);
    if (bytes === null || (uri === undefined && index > 0))
      throw meshFault(where, 'must have its bytes in the file or beside it', 'none', 'export the mesh again as GLB');
    if (byteLength > bytes.length)
      throw meshFault(where, `must have ${byteLength} bytes`, bytes.length, 'export the mesh again as GLB');
    return bytes.subarray(0, byteLength);
  }

  /** A file of the glTF's folder, or of one in it; nothing else of the machine, and nothing of the net. */
  private besides(uri: string, where: string): Uint8Array {
    const hint = 'keep the buffer beside the mesh, or export it as GLB';
    const refused = (received: string) => meshFault(where, "must lie in the mesh's folder", received, hint);
    const shown = JSON.stringify(uri.slice(0, 80));
    let name: string;
    try {
      name = decodeURIComponent(uri).replaceAll('\\', '/');
    } catch (error) {
      throw refused(`${shown} (${messageOf(error)})`);
    }
    if (/^[a-z][a-z0-9+.-]*:/i.test(name) || isAbsolute(name) || name.includes('\0')) throw refused(shown);
    const folder = dirname(this.file.path);
    const path = join(folder, name);
    if (isOutside(folder, path)) throw refused(shown);
    const bytes = readInputFile(path, { what: `mesh's ${where}`, maxBytes: MAX_MESH_BYTES });
    if (isOutside(realpathSync(folder), realpathSync(path))) throw refused(`${shown}, a link`);
    this.externalBytes += bytes.length;
    if (this.externalBytes > MAX_MESH_BYTES)
      throw meshFault(where, 'buffers must have at most 1 GiB together', `${this.externalBytes} bytes`);
    return bytes;
  }
}

function packedIn({ extensions }: Gltf['bufferViews'][number]): MeshoptView | undefined {
  return extensions?.EXT_meshopt_compression ?? extensions?.KHR_meshopt_compression;
}

function isOutside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
}

function dataOf(uri: string, where: string): Uint8Array {
  const comma = uri.indexOf(',');
  if (comma < 0 || !uri.slice(0, comma).endsWith(';base64'))
    throw meshFault(where, 'embedded data must be base64', JSON.stringify(uri.slice(0, 40)), 'export the mesh as GLB');
  return Buffer.from(uri.slice(comma + 1), 'base64');
}

function part(
  bytes: Uint8Array,
  { byteOffset, byteLength }: { readonly byteOffset: number; readonly byteLength: number },
  where: string,
): Uint8Array {
  if (byteOffset + byteLength > bytes.length)
    throw meshFault(where, `must lie in its buffer of ${bytes.length} bytes`, `${byteOffset} + ${byteLength}`);
  return bytes.subarray(byteOffset, byteOffset + byteLength);
}
