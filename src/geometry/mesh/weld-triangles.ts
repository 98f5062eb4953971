/**
 * Triangles over the first of all vertices that stand at one place; those without three places are left out.
 * @param positions [V, 3] finite @param triangles [T, 3] of vertices that are there
 */
export function weldTriangles(positions: ArrayLike<number>, triangles: Uint32Array): Uint32Array {
  const name = firstAtPlace(positions);
  const out = new Uint32Array(triangles.length);
  let length = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const a = name[triangles[t]];
    const b = name[triangles[t + 1]];
    const c = name[triangles[t + 2]];
    if (a === b || b === c || c === a) continue;
    out[length++] = a;
    out[length++] = b;
    out[length++] = c;
  }
  return length === out.length ? out : out.slice(0, length);
}

/** For each vertex the first one of its place, by a table with open addressing: maps end at 16 million entries. */
function firstAtPlace(positions: ArrayLike<number>): Uint32Array {
  const count = positions.length / 3;
  const name = new Uint32Array(count);
  const mask = 2 ** Math.ceil(Math.log2(2 * count + 1)) - 1;
  /** The vertex + 1; 0 where there is none. */
  const table = new Uint32Array(mask + 1);
  const place = new Float64Array(3);
  const words = new Uint32Array(place.buffer);
  for (let v = 0; v < count; v++) {
    // Adding 0 makes -0 the 0 that it equals.
    for (let k = 0; k < 3; k++) place[k] = positions[3 * v + k] + 0;
    let slot = hash(words) & mask;
    for (;;) {
      const found = table[slot];
      if (found === 0) {
        table[slot] = v + 1;
        name[v] = v;
        break;
      }
      const at = 3 * (found - 1);
      if (positions[at] === place[0] && positions[at + 1] === place[1] && positions[at + 2] === place[2]) {
        name[v] = found - 1;
        break;
      }
      slot = (slot + 1) & mask;
    }
  }
  return name;
}

/** Every bit of a place stirs all of the result (finalisation of MurmurHash3 after each word). */
function hash(words: Uint32Array): number {
  let h = 0;
  for (let k = 0; k < 6; k++) {
    h ^= words[k];
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
  }
  return h >>> 0;
}
