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
  for (let t = 0; t < triangles.length; t += 3) {
    const normal = triangleNormal(positions, triangles[t], triangles[t + 1], triangles[t + 2]);
    addNormal({ sums, welded }, triangles, t, normal);
  }
  return {
    rest: primitive.normals ?? restNormals(sums, welded),
    morph: normalChanges(primitive, sums),
  };
}

function restNormals(sums: Float64Array, welded: Uint32Array): Float32Array {
  const out = new Float32Array(sums.length);
  for (let v = 0; v < welded.length; v++) out.set(unit(sums, welded[v]), 3 * v);
  return out;
}

/** Adds a triangle's normal to those of its corners. */
function addNormal(
  { sums, welded }: { readonly sums: Float64Array; readonly welded: Uint32Array },
  triangles: Uint32Array,
  t: number,
  [x, y, z]: readonly number[],
): void {
  for (let c = t; c < t + 3; c++) {
    const at = 3 * welded[triangles[c]];
    sums[at] += x;
    sums[at + 1] += y;
    sums[at + 2] += z;
  }
}

/** Triangles that do not move keep their part of the sums. */
function normalChanges({ positions, triangles, welded }: Surface, sums: Float64Array): PrimitiveNormals['morph'] {
  const moved = new Float64Array(positions.length);
  const changed = new Float64Array(sums.length);
  return (displacement) => {
    const out = new Float32Array(positions.length);
    const moves = new Uint8Array(welded.length);
    let any = false;
    for (let v = 0; v < moves.length; v++) {
      if (displacement[3 * v] === 0 && displacement[3 * v + 1] === 0 && displacement[3 * v + 2] === 0) continue;
      moves[v] = 1;
      any = true;
    }
    if (!any) return out;
    for (let i = 0; i < moved.length; i++) moved[i] = positions[i] + displacement[i];
    changed.set(sums);
    const touched = new Uint8Array(welded.length);
    for (let t = 0; t < triangles.length; t += 3) {
      const [a, b, c] = [triangles[t], triangles[t + 1], triangles[t + 2]];
      if (moves[a] === 0 && moves[b] === 0 && moves[c] === 0) continue;
      const before = triangleNormal(positions, a, b, c);
      const after = triangleNormal(moved, a, b, c);
      addNormal({ sums: changed, welded }, triangles, t, [
        after[0] - before[0],
        after[1] - before[1],
        after[2] - before[2],
      ]);
      touched[welded[a]] = 1;
      touched[welded[b]] = 1;
      touched[welded[c]] = 1;
    }
    for (let v = 0; v < welded.length; v++) {
      const w = welded[v];
      if (touched[w] === 0) continue;
      const from = unit(sums, w);
      const to = unit(changed, w);
      const [x, y, z] = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
      if (Math.abs(x) < TRACE && Math.abs(y) < TRACE && Math.abs(z) < TRACE) continue;
      out[3 * v] = x;
      out[3 * v + 1] = y;
      out[3 * v + 2] = z;
    }
    return out;
  };
}

function unit(sums: Float64Array, v: number): [number, number, number] {
  const [x, y, z] = [sums[3 * v], sums[3 * v + 1], sums[3 * v + 2]];
  const length = Math.sqrt(x * x + y * y + z * z);
  return length > 0 ? [x / length, y / length, z / length] : [0, 0, 1];
}
