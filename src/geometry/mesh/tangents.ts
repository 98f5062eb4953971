/** A surface with texture coordinates. */
export interface TexturedSurface {
  /** [V, 3] */
  readonly positions: ArrayLike<number>;
  /** [V, 3] unit */
  readonly normals: ArrayLike<number>;
  /** [V, 2], origin top left */
  readonly uvs: ArrayLike<number>;
  /** [T, 3] */
  readonly triangles: ArrayLike<number>;
}

/**
 * Tangents as MikkTSpace (Mikkelsen 2008) has them and glTF wants them: of each triangle the direction in which u grows,
 * summed over a vertex's corners weighted by their angles, made orthogonal to the normal n and unit:
 *   t = dP/du - n (n . dP/du), w = sign of (n x t) . -dP/dv
 * so that w (n x t) points up in the picture, v being counted downwards. Vertices are not split here: where mirrored charts
 * meet in one vertex the larger part of its corners decides. A vertex without texture area gets any direction along the
 * surface.
 * @returns [V, 4]
 */
export function vertexTangents(surface: TexturedSurface): Float32Array {
  const { positions, normals, triangles } = surface;
  const alongU = new Float64Array(positions.length);
  const alongV = new Float64Array(positions.length);
  for (let t = 0; t < triangles.length; t += 3) addTriangle(surface, t, alongU, alongV);
  const out = new Float32Array((4 * positions.length) / 3);
  for (let v = 0; v < positions.length / 3; v++) {
    const [nx, ny, nz] = [normals[3 * v], normals[3 * v + 1], normals[3 * v + 2]];
    const [ux, uy, uz] = [alongU[3 * v], alongU[3 * v + 1], alongU[3 * v + 2]];
    const along = nx * ux + ny * uy + nz * uz;
    let tangent = [ux - along * nx, uy - along * ny, uz - along * nz];
    let length = Math.hypot(tangent[0], tangent[1], tangent[2]);
    if (!(length > 1e-9)) {
      tangent = perpendicular(nx, ny, nz);
      length = Math.hypot(tangent[0], tangent[1], tangent[2]) || 1;
    }
    const [x, y, z] = tangent.map((c) => c / length);
    const down =
      (ny * z - nz * y) * alongV[3 * v] + (nz * x - nx * z) * alongV[3 * v + 1] + (nx * y - ny * x) * alongV[3 * v + 2];
    out.set([x, y, z, down > 0 ? -1 : 1], 4 * v);
  }
  return out;
}

/** Adds the directions of u and v of one triangle to its corners, unit and weighted by the corners' angles. */
function addTriangle(
  { positions, uvs, triangles }: TexturedSurface,
  t: number,
  alongUOut: Float64Array,
  alongVOut: Float64Array,
): void {
  const corners = [triangles[t], triangles[t + 1], triangles[t + 2]];
  const [a, b, c] = corners;
  const [u1, v1] = [uvs[2 * b] - uvs[2 * a], uvs[2 * b + 1] - uvs[2 * a + 1]];
  const [u2, v2] = [uvs[2 * c] - uvs[2 * a], uvs[2 * c + 1] - uvs[2 * a + 1]];
  const area = u1 * v2 - u2 * v1;
  if (area === 0) return;
  const edge = (from: number, to: number): number[] =>
    [0, 1, 2].map((k) => positions[3 * to + k] - positions[3 * from + k]);
  const [p1, p2] = [edge(a, b), edge(a, c)];
  const sign = Math.sign(area);
  const u = unit(p1.map((x, k) => sign * (v2 * x - v1 * p2[k])));
  const v = unit(p1.map((x, k) => sign * (u1 * p2[k] - u2 * x)));
  for (let k = 0; k < 3; k++) {
    const [at, next, last] = [corners[k], corners[(k + 1) % 3], corners[(k + 2) % 3]];
    const [e, f] = [unit(edge(at, next)), unit(edge(at, last))];
    const angle = Math.acos(Math.max(-1, Math.min(1, e[0] * f[0] + e[1] * f[1] + e[2] * f[2])));
    for (let axis = 0; axis < 3; axis++) {
      alongUOut[3 * at + axis] += angle * u[axis];
      alongVOut[3 * at + axis] += angle * v[axis];
    }
  }
}

function unit(vector: readonly number[]): number[] {
  const length = Math.hypot(vector[0], vector[1], vector[2]) || 1;
  return vector.map((x) => x / length);
}

/** Some direction across a normal: its cross product with the axis that it has least of. */
function perpendicular(x: number, y: number, z: number): number[] {
  const [ax, ay, az] = [Math.abs(x), Math.abs(y), Math.abs(z)];
  if (ax <= ay && ax <= az) return [0, z, -y];
  return ay <= az ? [-z, 0, x] : [y, -x, 0];
}
