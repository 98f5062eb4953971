/** How a head is turned, degrees. */
export interface PlacedPose {
  /** > 0 when the subject turns to their left. */
  readonly yaw: number;
  readonly pitch: number;
}

/** Places among poses, and how far the poses lie from them. */
export interface SpreadPlaces {
  readonly places: readonly PlacedPose[];
  /** Median distance of the thinned poses from their places, degrees. */
  readonly spread: number;
}

/** Degrees between two turns, small ones: roll shows nothing that another frame does not. */
export function poseDistance(a: PlacedPose, b: PlacedPose): number {
  return Math.hypot(a.yaw - b.yaw, a.pitch - b.pitch);
}

/**
 * At most `count` of the poses, spread over all of them evenly: the k-medoids of the poses, thinned to `grain` degrees, by the sum
 * of distances. They begin as the pose that is nearest to all others and each time the one that lowers the sum most, and are
 * exchanged one for one as long as that lowers it (Kaufman and Rousseeuw's PAM).
 * @returns places in the order of the poses
 */
export function spreadPlaces(poses: readonly PlacedPose[], count: number, grain: number): SpreadPlaces {
  const thinned = thin(poses, grain);
  const wanted = Math.min(count, thinned.length);
  const cost = (medoids: readonly number[]): number => total(distances(thinned, medoids));
  let medoids: number[] = [];
  while (medoids.length < wanted)
    medoids = lowest(
      others(thinned, medoids).map((p) => [...medoids, p]),
      cost,
    );
  for (;;) {
    const exchanged = medoids.flatMap((_, m) => others(thinned, medoids).map((p) => medoids.with(m, p)));
    if (exchanged.length === 0) break;
    const best = lowest(exchanged, cost);
    if (!(cost(best) < cost(medoids) - LEAST_GAIN)) break;
    medoids = best;
  }
  const places = medoids.sort((a, b) => a - b).map((m) => thinned[m]);
  return { places, spread: median(distances(thinned, medoids)) };
}

/** Degrees: less is rounding, and could go on for ever. */
const LEAST_GAIN = 1e-9;

/** Each in turn that lies at least `grain` from all that were kept. */
function thin(poses: readonly PlacedPose[], grain: number): PlacedPose[] {
  const kept: PlacedPose[] = [];
  for (const pose of poses) if (kept.every((other) => poseDistance(other, pose) >= grain)) kept.push(pose);
  return kept;
}

/** Of each pose from the nearest of the chosen. */
function distances(poses: readonly PlacedPose[], chosen: readonly number[]): number[] {
  return poses.map((pose) => Math.min(...chosen.map((c) => poseDistance(pose, poses[c]))));
}

function others(poses: readonly PlacedPose[], chosen: readonly number[]): number[] {
  return poses.flatMap((_, p) => (chosen.includes(p) ? [] : [p]));
}

/** The first of the lowest. */
function lowest<T>(candidates: readonly T[], cost: (candidate: T) => number): T {
  let best = candidates[0];
  let least = cost(best);
  for (const candidate of candidates.slice(1)) {
    const own = cost(candidate);
    if (own >= least) continue;
    best = candidate;
    least = own;
  }
  return best;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? 0 : sorted[Math.floor(sorted.length / 2)];
}
