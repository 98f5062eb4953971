import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { DracoAttribute, DracoDecoder, DracoMesh, DracoModule } from 'draco3dgltf';
import { AsmFitError, messageOf } from '../../../../errors.ts';
import { meshFault } from '../../../../geometry/mesh-text/mesh-fault.ts';
import { WITHOUT_DRACO } from './required-extensions.ts';

/** Memory that the decoder may take: this, and so much a compressed byte. Damaged headers ask for gigabytes. */
const FREE_BYTES = 96 * 2 ** 20;
const BYTES_PER_BYTE = 256;
const PAGE_BYTES = 65536;

export interface DracoGeometry {
  /** [V, 3], as they were before any normalisation */
  readonly positions: Float64Array;
  /** [T, 3] */
  readonly triangles: Uint32Array;
}

/** How many vertices and triangles the glTF says are in the compressed data. */
export interface DracoCounts {
  readonly vertices: number;
  readonly triangles: number;
}

/** Draco's decoder, loaded at the first use, for the primitives of one file: after a failure it is of no use. */
export class DracoDecompressor {
  private module: Promise<DracoModule> | null = null;
  private readonly maxBytes: number;

  /** @param fileBytes size of the file that the primitives are in */
  constructor(fileBytes: number) {
    this.maxBytes = FREE_BYTES + BYTES_PER_BYTE * fileBytes;
  }

  /**
   * Decompresses a primitive.
   * @param positionId of its attribute of positions
   * @throws {AsmFitError} input: damaged, or other counts than the glTF says
   */
  async decode(bytes: Uint8Array, positionId: number, counts: DracoCounts, where: string): Promise<DracoGeometry> {
    const fault = (received: string): AsmFitError =>
      meshFault(where, 'the mesh is Draco-compressed, and its data must decode', received, WITHOUT_DRACO);
    try {
      this.module ??= dracoModule(this.maxBytes);
      const draco = await this.module;
      const decoder = new draco.Decoder();
      const mesh = decodedMesh(draco, decoder, bytes);
      if (mesh.num_points() !== counts.vertices || mesh.num_faces() !== counts.triangles)
        throw fault(
          `${mesh.num_points()} vertices and ${mesh.num_faces()} triangles where the glTF says ${counts.vertices} and ${counts.triangles}`,
        );
      const position = decoder.GetAttributeByUniqueId(mesh, positionId);
      if (position.ptr === 0 || position.num_components() !== 3) throw fault('no attribute of positions');
      const positions = positionsOf(draco, decoder, mesh, position);
      const triangles = trianglesOf(draco, decoder, mesh);
      draco.destroy(mesh);
      draco.destroy(decoder);
      return { positions, triangles };
    } catch (error) {
      if (error instanceof AsmFitError) throw error;
      throw fault(messageOf(error));
    }
  }
}

function decodedMesh(draco: DracoModule, decoder: DracoDecoder, bytes: Uint8Array): DracoMesh {
  const buffer = new draco.DecoderBuffer();
  buffer.Init(bytes, bytes.length);
  if (decoder.GetEncodedGeometryType(buffer) !== draco.TRIANGULAR_MESH) throw new Error('no triangles');
  const mesh = new draco.Mesh();
  const status = decoder.DecodeBufferToMesh(buffer, mesh);
  if (!status.ok() || mesh.ptr === 0) throw new Error(status.error_msg());
  draco.destroy(buffer);
  return mesh;
}

function positionsOf(
  draco: DracoModule,
  decoder: DracoDecoder,
  mesh: DracoMesh,
  attribute: DracoAttribute,
): Float64Array {
  const count = 3 * mesh.num_points();
  const at = draco._malloc(4 * count);
  if (!decoder.GetAttributeDataArrayForAllPoints(mesh, attribute, draco.DT_FLOAT32, 4 * count, at))
    throw new Error('no positions');
  const positions = Float64Array.from(draco.HEAPF32.subarray(at / 4, at / 4 + count));
  draco._free(at);
  return positions;
}

function trianglesOf(draco: DracoModule, decoder: DracoDecoder, mesh: DracoMesh): Uint32Array {
  const count = 3 * mesh.num_faces();
  const at = draco._malloc(4 * count);
  if (!decoder.GetTrianglesUInt32Array(mesh, 4 * count, at)) throw new Error('no triangles');
  const triangles = draco.HEAPU32.slice(at / 4, at / 4 + count);
  draco._free(at);
  return triangles;
}

async function dracoModule(maxBytes: number): Promise<DracoModule> {
  const { default: draco } = await import('draco3dgltf');
  const binary = readFileSync(createRequire(import.meta.url).resolve('draco3dgltf/draco_decoder_gltf.wasm'));
  const quiet = (): void => {};
  return draco.createDecoderModule({
    print: quiet,
    printErr: quiet,
    instantiateWasm(imports, receive) {
      const instance = new WebAssembly.Instance(new WebAssembly.Module(binary), imports);
      for (const item of Object.values(instance.exports))
        if (item instanceof WebAssembly.Memory) limitGrowth(item, maxBytes);
      receive(instance);
      return instance.exports;
    },
  });
}

function limitGrowth(memory: WebAssembly.Memory, maxBytes: number): void {
  const grow = memory.grow.bind(memory);
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * PAGE_BYTES > maxBytes) throw new RangeError('more memory than it may take');
    return grow(pages);
  };
}
