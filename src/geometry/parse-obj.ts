/** A triangle mesh, in its file's units. */
export interface TriangleMesh {
  /** [V, 3] */
  readonly positions: Float64Array;
  /** [T, 3] */
  readonly triangles: Uint32Array;
}

/**
 * Vertices and faces of a Wavefront OBJ; polygons are fanned, negative indices count back. Nothing is checked.
 * @param wanted whether faces of a material count
 */
export function parseObj(text: string, wanted: (material: string) => boolean = () => true): TriangleMesh {
  const positions: number[] = [];
  const triangles: number[] = [];
  let counts = wanted('');
  for (const line of text.split('\n')) {
    if (line.startsWith('usemtl ')) counts = wanted(line.slice(7).trim());
    const isFace = line.startsWith('f ');
    if (!(isFace && counts) && !line.startsWith('v ')) continue;
    const words = line.trim().split(/\s+/).slice(1);
    if (isFace) {
      const corners = words.map((word) => {
        const index = Number.parseInt(word, 10);
        return index > 0 ? index - 1 : positions.length / 3 + index;
      });
      for (let k = 2; k < corners.length; k++) triangles.push(corners[0], corners[k - 1], corners[k]);
    } else for (let k = 0; k < 3; k++) positions.push(Number(words[k]));
  }
  return { positions: Float64Array.from(positions), triangles: Uint32Array.from(triangles) };
}
