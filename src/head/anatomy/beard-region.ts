import { smoothStep } from '../../geometry/smooth-step.ts';
import { squaredDistance } from '../../geometry/vector3.ts';
import { onceAHead } from '../once-a-head.ts';

/** Beards grow so far above the lips, and from so far beside the middle, mm. */
const MOUSTACHE_MM = 14;
const WHISKERS_MM = 48;
/** A beard goes on below the jaw for so many mm, and is gone beyond. */
const BELOW_JAW_MM = [20, 45] as const;

/** A moustache slopes down from so far beside the middle, mm, by so much a mm. */
const MOUSTACHE_HALF_MM = 12;
const MOUSTACHE_SLOPE = 0.8;

/** How high the lips reach, mm. */
const lipsTop = onceAHead(({ regions, template }): number =>
  regions.lips.reduce(
    (most, on, v) => (on === 1 ? Math.max(most, template[3 * v + 1]) : most),
    Number.NEGATIVE_INFINITY,
  ),
);

/** Where beards grow [skin vertices] 1 there: below the nose, and before the ears. */
export const beardRegion = onceAHead((head): Uint8Array => {
  const p = head.template;
  const top = lipsTop(head) + MOUSTACHE_MM;
  return head.regions.face.map((on, v) =>
    on === 1 && (p[3 * v + 1] < top || Math.abs(p[3 * v]) > WHISKERS_MM) ? 1 : 0,
  );
});

/**
 * The same without what lies above a moustache's slope, where a cheek's fold runs down to the mouth [skin vertices] 1 there:
 *   y < y_lips + 14 mm - 0.8 max(0, |x| - 12 mm)
 */
export const whiskerRegion = onceAHead((head): Uint8Array => {
  const p = head.template;
  const top = lipsTop(head) + MOUSTACHE_MM;
  const slope = (v: number): number => MOUSTACHE_SLOPE * Math.max(0, Math.abs(p[3 * v]) - MOUSTACHE_HALF_MM);
  return beardRegion(head).map((on, v) => (on === 1 && p[3 * v + 1] < top - slope(v) ? 1 : 0));
});

/** Lower jaw and chin [skin vertices] 1 there. */
export const jawRegion = onceAHead((head): Uint8Array => {
  const { lips } = head.regions;
  const p = head.template;
  const bottom = lips.reduce(
    (least, on, v) => (on === 1 ? Math.min(least, p[3 * v + 1]) : least),
    Number.POSITIVE_INFINITY,
  );
  return beardRegion(head).map((on, v) =>
    on === 1 && p[3 * v + 1] < bottom && Math.abs(p[3 * v]) < WHISKERS_MM ? 1 : 0,
  );
});

/** How far the neck's skin lies right below the jaw [skin vertices] 0..1. */
export const belowJaw = onceAHead((head): Float64Array => {
  const { face, neck } = head.regions;
  const p = head.template;
  const jaw = Array.from(face.keys()).filter((v) => jawRegion(head)[v] === 1);
  return Float64Array.from(face, (on, v) => {
    if (on === 1 || neck[v] === 0) return 0;
    let square = Number.POSITIVE_INFINITY;
    for (const j of jaw) square = Math.min(square, squaredDistance(p, v, j));
    return 1 - smoothStep(Math.sqrt(square), BELOW_JAW_MM);
  });
});
