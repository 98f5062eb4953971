import type { BufferAttribute, BufferGeometry } from 'three';
import { ownAttribute } from './own-attribute.ts';

/** Normals of a surface that is moved. */
export interface SmoothNormals {
  /** Takes them along to where the positions are now. */
  update(): void;
}

/**
 * Normals that turn as the area-weighted ones of their surface do, n' = unit(n + m(x') - m(x)): those that the file gives may be of
 * another relief. Vertices at one place, which the texture's seams cut apart, share theirs.
 */
export function smoothNormals(geometry: BufferGeometry): SmoothNormals {
  const positions = geometry.getAttribute('position') as BufferAttribute;
  const normals = ownAttribute(geometry, 'normal');
  const triangles = geometry.getIndex()?.array ?? [];
  const welded = weld(positions.array);
  const own = Float32Array.from(normals.array);
  const before = areaNormals(positions.array, triangles, welded);
  return {
    update() {
      const after = areaNormals(positions.array, triangles, welded);
      for (let v = 0; v < positions.count; v++) {
        const w = 3 * welded[v];
        const x = own[3 * v] + after[w] - before[w];
        const y = own[3 * v + 1] + after[w + 1] - before[w + 1];
        const z = own[3 * v + 2] + after[w + 2] - before[w + 2];
        const length = Math.hypot(x, y, z) || 1;
        normals.setXYZ(v, x / length, y / length, z / length);
      }
      normals.needsUpdate = true;
    },
  };
}

/** The first vertex at each vertex's place. */
function weld(positions: ArrayLike<number>): Uint32Array {
  const first = new Map<string, number>();
  return Uint32Array.from({ length: positions.length / 3 }, (_, v) => {
    const key = `${positions[3 * v]} ${positions[3 * v + 1]} ${positions[3 * v + 2]}`;
    const found = first.get(key) ?? v;
    first.set(key, found);
    return found;
  });
}

/** Unit normals by welded vertex. */
function areaNormals(p: ArrayLike<number>, triangles: ArrayLike<number>, welded: Uint32Array): Float32Array {
  const out = new Float32Array(p.length);
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [3 * triangles[t], 3 * triangles[t + 1], 3 * triangles[t + 2]];
    const [ux, uy, uz] = [p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]];
    const [vx, vy, vz] = [p[c] - p[a], p[c + 1] - p[a + 1], p[c + 2] - p[a + 2]];
    const [x, y, z] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    for (let k = t; k < t + 3; k++) {
      const at = 3 * welded[triangles[k]];
      out[at] += x;
      out[at + 1] += y;
      out[at + 2] += z;
    }
  }
  for (let i = 0; i < out.length; i += 3) {
    const length = Math.hypot(out[i], out[i + 1], out[i + 2]) || 1;
    for (let k = i; k < i + 3; k++) out[k] /= length;
  }
  return out;
}
