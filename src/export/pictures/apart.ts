/**
 * Pieces of a mesh that hang together by vertices, in the order of their first triangles, dealt out to as many layers in turn: what lies
 * over each other is mostly of different layers.
 * @param triangles [T, 3] @returns [layers][T_l, 3]
 */
export function apart(triangles: readonly number[], layers: number): number[][] {
  const leader = new Map<number, number>();
  const find = (vertex: number): number => {
    let at = vertex;
    for (let up = leader.get(at) ?? at; up !== at; up = leader.get(at) ?? at) at = up;
    return at;
  };
  for (let t = 0; t < triangles.length; t += 3)
    for (const v of [triangles[t + 1], triangles[t + 2]]) leader.set(find(v), find(triangles[t]));
  const layerOf = new Map<number, number>();
  const out: number[][] = Array.from({ length: layers }, () => []);
  for (let t = 0; t < triangles.length; t += 3) {
    const piece = find(triangles[t]);
    const layer = layerOf.get(piece) ?? layerOf.size % layers;
    layerOf.set(piece, layer);
    out[layer].push(triangles[t], triangles[t + 1], triangles[t + 2]);
  }
  return out;
}
