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
    const nx = normals[3 * v];
    const ny = normals[3 * v + 1];
    const nz = normals[3 * v + 2];
    const along = nx * alongU[3 * v] + ny * alongU[3 * v + 1] + nz * alongU[3 * v + 2];
    let x = alongU[3 * v] - along * nx;
    let y = alongU[3 * v + 1] - along * ny;
    let z = alongU[3 * v + 2] - along * nz;
    if (!(x * x + y * y + z * z > 1e-18)) [x, y, z] = perpendicular(nx, ny, nz);
    const length = Math.sqrt(x * x + y * y + z * z) || 1;
    const down =
      (ny * z - nz * y) * alongV[3 * v] + (nz * x - nx * z) * alongV[3 * v + 1] + (nx * y - ny * x) * alongV[3 * v + 2];
    out[4 * v] = x / length;
    out[4 * v + 1] = y / length;
    out[4 * v + 2] = z / length;
    out[4 * v + 3] = down > 0 ? -1 : 1;
  }
  return out;
}

/** Adds the directions of u and v of one triangle to its corners, unit and weighted by the corners' angles. */
function addTriangle(
  { positions: p, uvs, triangles }: TexturedSurface,
  t: number,
  alongUOut: Float64Array,
  alongVOut: Float64Array,
): void {
  const a = triangles[t];
  const b = triangles[t + 1];
  const c = triangles[t + 2];
  const u1 = uvs[2 * b] - uvs[2 * a];
  const v1 = uvs[2 * b + 1] - uvs[2 * a + 1];
  const u2 = uvs[2 * c] - uvs[2 * a];
  const v2 = uvs[2 * c + 1] - uvs[2 * a + 1];
  const sign = Math.sign(u1 * v2 - u2 * v1);
  if (sign === 0) return;
  let squareU = 0;
  let squareV = 0;
  for (let k = 0; k < 3; k++) {
    const first = p[3 * b + k] - p[3 * a + k];
    const second = p[3 * c + k] - p[3 * a + k];
    squareU += (v2 * first - v1 * second) ** 2;
    squareV += (u1 * second - u2 * first) ** 2;
  }
  const scaleU = sign / (Math.sqrt(squareU) || 1);
  const scaleV = sign / (Math.sqrt(squareV) || 1);
  const ab = squareLength(p, a, b);
  const bc = squareLength(p, b, c);
  const ca = squareLength(p, c, a);
  const angles = [angle(ab, ca, bc), angle(ab, bc, ca), angle(bc, ca, ab)];
  for (let k = 0; k < 3; k++) {
    const first = p[3 * b + k] - p[3 * a + k];
    const second = p[3 * c + k] - p[3 * a + k];
    for (let corner = 0; corner < 3; corner++) {
      const i = 3 * triangles[t + corner] + k;
      alongUOut[i] += angles[corner] * scaleU * (v2 * first - v1 * second);
      alongVOut[i] += angles[corner] * scaleV * (u1 * second - u2 * first);
    }
  }
}

function squareLength(p: ArrayLike<number>, a: number, b: number): number {
  return (p[3 * b] - p[3 * a]) ** 2 + (p[3 * b + 1] - p[3 * a + 1]) ** 2 + (p[3 * b + 2] - p[3 * a + 2]) ** 2;
}

/** Between two sides of a triangle, from the squares of their lengths and of the third's. */
function angle(first: number, second: number, opposite: number): number {
  const product = 2 * Math.sqrt(first * second);
  return product > 0 ? Math.acos(Math.max(-1, Math.min(1, (first + second - opposite) / product))) : 0;
}

/** Some direction across a normal: its cross product with the axis that it has least of. */
function perpendicular(x: number, y: number, z: number): [number, number, number] {
  const [ax, ay, az] = [Math.abs(x), Math.abs(y), Math.abs(z)];
  if (ax <= ay && ax <= az) return [0, z, -y];
  return ay <= az ? [-z, 0, x] : [y, -x, 0];
}
