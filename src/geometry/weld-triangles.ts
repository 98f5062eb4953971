/**
 * Triangles over the first of all vertices that stand at one place; those without three places are left out.
 * @param positions [V, 3] @param triangles [T, 3]
 */
export function weldTriangles(positions: ArrayLike<number>, triangles: Uint32Array): Uint32Array {
  const first = new Map<string, number>();
  const name = new Uint32Array(positions.length / 3);
  for (let v = 0; v < name.length; v++) {
    const key = `${positions[3 * v]} ${positions[3 * v + 1]} ${positions[3 * v + 2]}`;
    const found = first.get(key);
    if (found === undefined) first.set(key, v);
    name[v] = found ?? v;
  }
  const out: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [name[triangles[t]], name[triangles[t + 1]], name[triangles[t + 2]]];
    if (a !== b && b !== c && c !== a) out.push(a, b, c);
  }
  return Uint32Array.from(out);
}
