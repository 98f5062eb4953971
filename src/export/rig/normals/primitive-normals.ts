import { triangleNormal } from '../../../geometry/mesh/mesh.ts';
import type { RigPrimitive } from '../rigged-head.ts';

/** Of a change of a unit normal, nobody sees less: a tenth of a degree. */
const TRACE = 2e-3;

/** Normals of a primitive and what its morph targets change of them. */
export interface PrimitiveNormals {
  /** In bind pose [V, 3], unit. */
  readonly rest: Float32Array;
  /** Change of the normal at the target's full strength [V, 3]: n(x + d) - n(x), 0 where it is a trace. */
  morph(displacement: Float32Array): Float32Array;
}

type Surface = Pick<RigPrimitive, 'positions' | 'triangles' | 'welded' | 'normals'>;

/**
 * Area-weighted normals, n = N/|N| with N = sum over triangles of (b-a) x (c-a), of the surface as it is before its texture
 * cuts it: copies of a vertex share theirs. A vertex without area looks along +z.
 */
export function primitiveNormals(primitive: Surface): PrimitiveNormals {
  const { positions, triangles, welded } = primitive;
  const sums = new Float64Array(positions.length);
  for (let t = 0; t < triangles.length; t += 3)
    addNormal({ sums, welded }, triangles, t, triangleOf(positions, triangles, t));
  return {
    rest: primitive.normals ?? restNormals(sums, welded),
    morph: (displacement) => normalChange(primitive, sums, displacement),
  };
}

function restNormals(sums: Float64Array, welded: Uint32Array): Float32Array {
  const out = new Float32Array(sums.length);
  for (let v = 0; v < welded.length; v++) out.set(unit(sums, welded[v]), 3 * v);
  return out;
}

function triangleOf(positions: ArrayLike<number>, triangles: Uint32Array, t: number): [number, number, number] {
  return triangleNormal(positions, triangles[t], triangles[t + 1], triangles[t + 2]);
}

function addNormal(
  { sums, welded }: { readonly sums: Float64Array; readonly welded: Uint32Array },
  triangles: Uint32Array,
  t: number,
  normal: readonly number[],
): void {
  for (let c = 0; c < 3; c++) for (let k = 0; k < 3; k++) sums[3 * welded[triangles[t + c]] + k] += normal[k];
}

/** Triangles that do not move keep their part of the sums. */
function normalChange(
  { positions, triangles, welded }: Surface,
  sums: Float64Array,
  displacement: Float32Array,
): Float32Array {
  const out = new Float32Array(positions.length);
  const moved = positions.slice();
  const moves = new Uint8Array(welded.length);
  let any = false;
  for (let i = 0; i < moved.length; i++) {
    if (displacement[i] === 0) continue;
    moved[i] += displacement[i];
    moves[Math.floor(i / 3)] = 1;
    any = true;
  }
  if (!any) return out;
  const changed = sums.slice();
  const touched = new Uint8Array(welded.length);
  for (let t = 0; t < triangles.length; t += 3) {
    if (moves[triangles[t]] === 0 && moves[triangles[t + 1]] === 0 && moves[triangles[t + 2]] === 0) continue;
    const before = triangleOf(positions, triangles, t);
    const after = triangleOf(moved, triangles, t);
    addNormal(
      { sums: changed, welded },
      triangles,
      t,
      after.map((x, k) => x - before[k]),
    );
    for (let c = 0; c < 3; c++) touched[welded[triangles[t + c]]] = 1;
  }
  for (let v = 0; v < welded.length; v++) {
    const w = welded[v];
    if (touched[w] === 0) continue;
    const [from, to] = [unit(sums, w), unit(changed, w)];
    const change = to.map((x, k) => x - from[k]);
    if (change.some((x) => Math.abs(x) >= TRACE)) out.set(change, 3 * v);
  }
  return out;
}

function unit(sums: Float64Array, v: number): [number, number, number] {
  const [x, y, z] = [sums[3 * v], sums[3 * v + 1], sums[3 * v + 2]];
  const length = Math.sqrt(x * x + y * y + z * z);
  return length > 0 ? [x / length, y / length, z / length] : [0, 0, 1];
}
