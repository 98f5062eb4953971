/** The `v` lines of a Wavefront OBJ. @returns [V, 3] */
export function readObjVertices(text: string): Float64Array {
  const out: number[] = [];
  for (const line of text.split('\n')) {
    if (!line.startsWith('v ')) continue;
    const words = line.trim().split(/\s+/);
    out.push(Number(words[1]), Number(words[2]), Number(words[3]));
  }
  return Float64Array.from(out);
}
