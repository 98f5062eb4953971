import { type HeadModel, outerSkin, skinTriangles } from '../../head/head-model.ts';

/** Edges of a head's skin that its outline can run through. */
export interface SkinEdges {
  /** Of the outer skin, each once [E, 2]. */
  readonly inner: Uint32Array;
  /** Where the neck ends [H, 2]. */
  readonly hem: Uint32Array;
}

export function skinEdges(head: HeadModel): SkinEdges {
  const outer = edgeUses(outerSkin(head));
  const all = edgeUses(skinTriangles(head));
  const stride = head.vertexCount;
  const pick = (uses: ReadonlyMap<number, number>, wanted: (count: number) => boolean): Uint32Array =>
    Uint32Array.from(
      [...uses].flatMap(([key, count]) => (wanted(count) ? [Math.floor(key / stride), key % stride] : [])),
    );
  return { inner: pick(outer, (count) => count > 1), hem: pick(all, (count) => count === 1) };

  /** How many triangles have each edge. */
  function edgeUses(triangles: Uint32Array): Map<number, number> {
    const uses = new Map<number, number>();
    for (let t = 0; t < triangles.length; t += 3)
      for (let c = 0; c < 3; c++) {
        const [a, b] = [triangles[t + c], triangles[t + ((c + 1) % 3)]];
        const key = Math.min(a, b) * head.vertexCount + Math.max(a, b);
        uses.set(key, (uses.get(key) ?? 0) + 1);
      }
    return uses;
  }
}
