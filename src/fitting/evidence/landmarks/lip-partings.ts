import type { Observation } from './observation.ts';

/** MediaPipe's inner lips, the bridge of the nose and its base. */
const [UPPER_LIP, LOWER_LIP, NOSE_BRIDGE, NOSE_BASE] = [13, 14, 168, 2];
/** Length of noses from the bridge to the base, mm: it hardly shrinks where heads turn. */
const NOSE_MM = 50;

/** How far each view shows the lips parted, mm by the length of its nose; null where its landmarks do not say. */
export function lipPartings(observations: readonly (Observation | null)[]): (number | null)[] {
  return observations.map((observation) => {
    if (observation === null) return null;
    const { points, confidence } = observation;
    if ([UPPER_LIP, LOWER_LIP, NOSE_BRIDGE, NOSE_BASE].some((l) => !(confidence[l] > 0))) return null;
    const apart = (a: number, b: number): number =>
      Math.hypot(points[2 * a] - points[2 * b], points[2 * a + 1] - points[2 * b + 1]);
    const nose = apart(NOSE_BRIDGE, NOSE_BASE);
    return nose > 0 ? (NOSE_MM * apart(UPPER_LIP, LOWER_LIP)) / nose : null;
  });
}
