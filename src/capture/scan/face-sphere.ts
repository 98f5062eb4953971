/**
 * NoW's sphere about a face [Sanyal 2019]: a centre 30 % up from the nose's base and a radius of `crop` face sizes.
 * @param landmarks the seven landmarks of protocols [7, 3]
 */
export function faceSphere(
  landmarks: Float64Array,
  crop: number,
): { readonly centre: readonly number[]; readonly radius: number } {
  const mark = (l: number): number[] => Array.from(landmarks.subarray(3 * l, 3 * l + 3));
  const bridge = mark(1).map((x, k) => (x + mark(2)[k]) / 2);
  const nose = mark(4);
  return {
    centre: nose.map((x, k) => x + 0.3 * (bridge[k] - x)),
    radius: (crop * (distance(mark(0), mark(3)) + distance(bridge, nose))) / 2,
  };
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
