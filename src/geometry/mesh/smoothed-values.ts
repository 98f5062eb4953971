/** Half of each value and half of its neighbours' mean, so many times. @param values [N] */
export function smoothedValues(
  neighbours: readonly ArrayLike<number>[],
  values: Float64Array,
  passes: number,
): Float64Array {
  let out = values;
  for (let pass = 0; pass < passes; pass++)
    out = out.map((own, i) => {
      const ring = neighbours[i];
      let sum = 0;
      for (let k = 0; k < ring.length; k++) sum += out[ring[k]];
      return ring.length === 0 ? own : (own + sum / ring.length) / 2;
    });
  return out;
}
