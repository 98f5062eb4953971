import { meshFault } from '../../../../geometry/mesh-text/mesh-fault.ts';
import type { GltfBuffers } from './buffers.ts';
import { type Gltf, type GltfAccessor, itemAt } from './schema.ts';

type ComponentReader = (view: DataView, at: number) => number;

interface Component {
  readonly bytes: number;
  readonly read: ComponentReader;
  /** What a normalised integer is divided by. */
  readonly one: number;
}

const BYTE = 5120;
const UNSIGNED_BYTE = 5121;
const SHORT = 5122;
const UNSIGNED_SHORT = 5123;
const UNSIGNED_INT = 5125;
const FLOAT = 5126;

const COMPONENTS: ReadonlyMap<number, Component> = new Map([
  [BYTE, { bytes: 1, read: (view, at) => view.getInt8(at), one: 127 }],
  [UNSIGNED_BYTE, { bytes: 1, read: (view, at) => view.getUint8(at), one: 255 }],
  [SHORT, { bytes: 2, read: (view, at) => view.getInt16(at, true), one: 32767 }],
  [UNSIGNED_SHORT, { bytes: 2, read: (view, at) => view.getUint16(at, true), one: 65535 }],
  [UNSIGNED_INT, { bytes: 4, read: (view, at) => view.getUint32(at, true), one: 1 }],
  [FLOAT, { bytes: 4, read: (view, at) => view.getFloat32(at, true), one: 1 }],
]);
const INDEX_TYPES = [UNSIGNED_BYTE, UNSIGNED_SHORT, UNSIGNED_INT];
const WIDTHS: ReadonlyMap<string, number> = new Map([
  ['SCALAR', 1],
  ['VEC3', 3],
  ['VEC4', 4],
]);

/** Numbers of accessors: interleaved, sparse, quantised, normalised or left out (zeros). Who asks for one bounds its count. */
export class GltfAccessors {
  private readonly gltf: Gltf;
  private readonly buffers: GltfBuffers;

  constructor(gltf: Gltf, buffers: GltfBuffers) {
    this.gltf = gltf;
    this.buffers = buffers;
  }

  /** @throws {AsmFitError} input: there is none, or one of another type */
  describe(index: number, type: 'SCALAR' | 'VEC3' | 'VEC4'): GltfAccessor {
    const accessor = itemAt(this.gltf.accessors, index, 'accessors');
    if (accessor.type !== type) throw meshFault(`accessors.${index}`, `must be ${type}`, accessor.type.slice(0, 40));
    componentOf(accessor, index);
    return accessor;
  }

  /** @returns [count, width] @throws {AsmFitError} input: it does not lie in its view */
  async vectors(index: number, type: 'VEC3' | 'VEC4'): Promise<Float64Array> {
    return this.read(index, this.describe(index, type));
  }

  /** @throws {AsmFitError} input: no whole numbers, or it does not lie in its view */
  async indices(index: number): Promise<Float64Array> {
    const accessor = this.describe(index, 'SCALAR');
    if (!INDEX_TYPES.includes(accessor.componentType))
      throw meshFault(`accessors.${index}`, 'indices must be unsigned integers', accessor.componentType);
    return this.read(index, { ...accessor, normalized: false });
  }

  private async read(index: number, accessor: GltfAccessor): Promise<Float64Array> {
    const where = `accessors.${index}`;
    const { count, bufferView, byteOffset, normalized, sparse } = accessor;
    const width = WIDTHS.get(accessor.type) ?? 1;
    const component = componentOf(accessor, index);
    const stored = { byteOffset, count, width, component };
    let out: Float64Array;
    if (bufferView === undefined) out = new Float64Array(count * width);
    else out = await this.stored({ ...stored, bufferView }, where);
    if (sparse !== undefined) {
      if (sparse.count > count || !INDEX_TYPES.includes(sparse.indices.componentType))
        throw meshFault(where, `must have at most ${count} sparse values, by unsigned integers`, sparse.count);
      const indexComponent = componentOf(sparse.indices, index);
      const places = await this.stored(
        { ...sparse.indices, count: sparse.count, width: 1, component: indexComponent },
        where,
      );
      const values = await this.stored({ ...sparse.values, count: sparse.count, width, component }, where);
      for (const [i, place] of places.entries()) {
        if (place >= count) throw meshFault(where, `sparse values must be of elements below ${count}`, place);
        for (let k = 0; k < width; k++) out[place * width + k] = values[i * width + k];
      }
    }
    if (normalized) for (let i = 0; i < out.length; i++) out[i] = Math.max(out[i] / component.one, -1);
    return out;
  }

  private async stored(
    { bufferView, byteOffset, count, width, component }: StoredNumbers,
    where: string,
  ): Promise<Float64Array> {
    const bytes = await this.buffers.view(bufferView);
    const element = width * component.bytes;
    const stride = this.gltf.bufferViews[bufferView].byteStride ?? element;
    if (count > 0 && byteOffset + (count - 1) * stride + element > bytes.length)
      throw meshFault(
        where,
        `must lie in its view of ${bytes.length} bytes`,
        `${byteOffset} + ${count} of ${stride} bytes`,
      );
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const out = new Float64Array(count * width);
    for (let i = 0; i < count; i++)
      for (let k = 0; k < width; k++)
        out[i * width + k] = component.read(view, byteOffset + i * stride + k * component.bytes);
    return out;
  }
}

interface StoredNumbers {
  readonly bufferView: number;
  readonly byteOffset: number;
  readonly count: number;
  readonly width: number;
  readonly component: Component;
}

function componentOf({ componentType }: { readonly componentType: number }, index: number): Component {
  const component = COMPONENTS.get(componentType);
  if (component === undefined)
    throw meshFault(`accessors.${index}`, `must be of a type of ${[...COMPONENTS.keys()].join(', ')}`, componentType);
  return component;
}
