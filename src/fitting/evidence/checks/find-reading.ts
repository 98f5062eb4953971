import { CAMERA_READINGS } from './camera-readings.ts';
import { isHeadSize } from './capture-unit.ts';
import { type GivenRig, misfit, placeAgain } from './given-rig.ts';
import type { Lens, PlacedHead } from './place-head.ts';
import { type Pose, rigConsensus, type Tolerance } from './rig-consensus.ts';

/** Another way to read given cameras in which all views show one head. */
export interface FoundReading {
  readonly name: string;
  readonly mend: string;
  /** Share of the inter-ocular distance that it leaves. */
  readonly misfit: number;
  /** World units a millimetre of a mean head. */
  readonly scale: number;
}

/** Cameras that are read right fit well, or they are not named. */
const TOLERANCE: Tolerance = { turn: 0.035, shift: 0.4, depth: 1.35 };
/** A likelier reading is kept unless another explains this much more. */
const CLEARLY_BETTER = 0.7;
/** A reading that makes no head of the unit that is said asks for a second mistake: it counts as this much worse. */
const OTHER_UNIT = 1.5;
/** All orders of so many cameras are tried, of more only those that are one off, and back to front. */
const MAX_PERMUTED = 5;
const MAX_NAMED = 4;

/** The likeliest reading of the cameras that explains every view; null where none does. */
export function findReading(rig: GivenRig): FoundReading | null {
  let best: FoundReading | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const reading of candidates(rig)) {
    const found = tryReading(rig, reading);
    if (found === null) continue;
    const cost = found.misfit * (isHeadSize(found.scale, rig.size) ? 1 : OTHER_UNIT);
    if (cost >= CLEARLY_BETTER * least) continue;
    best = found;
    least = cost;
  }
  return best;
}

interface Candidate {
  readonly name: string;
  readonly mend: string;
  readonly poses: readonly Pose[];
  /** Null where the reading does not apply, or leaves too few landmarks. */
  readonly heads: readonly (PlacedHead | null)[];
}

function* candidates(rig: GivenRig): Generator<Candidate> {
  for (const { name, mend, pose, lens, mirrored } of CAMERA_READINGS)
    yield {
      name,
      mend,
      poses: rig.views.map(({ camera }) => pose(camera)),
      heads: rig.views.map((view) => {
        const meant = lens === undefined ? view.camera : lens(view.camera);
        return meant === null ? null : placeAgain(rig, view, meant, mirrored === true);
      }),
    };
  yield* otherOrders(rig);
}

function* otherOrders(rig: GivenRig): Generator<Candidate> {
  const { views } = rig;
  const cameras = views.map(({ camera }) => camera);
  const placed = new Map<string, PlacedHead | null>();
  const placedBy = (v: number, from: number): PlacedHead | null => {
    const key = `${v} ${from}`;
    const known = placed.get(key);
    if (known !== undefined) return known;
    const found = sameLens(cameras[v], cameras[from])
      ? views[v].placed
      : placeAgain(rig, views[v], cameras[from], false);
    placed.set(key, found);
    return found;
  };
  for (const order of orders(views.length)) {
    const moved = order.flatMap((from, v) => (from === v ? [] : [`${views[v].name} has that of ${views[from].name}`]));
    const list = `${moved.slice(0, MAX_NAMED).join(', ')}${moved.length > MAX_NAMED ? ', ...' : ''}`;
    yield {
      name: `cameras in another order (${list})`,
      mend: 'put the cameras into the order of their pictures',
      poses: order.map((from) => cameras[from]),
      heads: order.map((from, v) => placedBy(v, from)),
    };
    yield {
      name: `every R in another order (${list})`,
      mend: 'put every R beside its picture',
      poses: order.map((from, v) => ({ rotation: cameras[from].rotation, translation: cameras[v].translation })),
      heads: views.map((view) => view.placed),
    };
  }
}

function sameLens(a: Lens, b: Lens): boolean {
  return a.fx === b.fx && a.fy === b.fy && a.cx === b.cx && a.cy === b.cy;
}

function tryReading({ steady }: GivenRig, { name, mend, poses, heads }: Candidate): FoundReading | null {
  const known = heads.filter((head): head is PlacedHead => head !== null);
  if (known.length < heads.length) return null;
  const consensus = rigConsensus(poses, known, { iod: steady.iod, size: null }, TOLERANCE);
  if (!consensus.explained.every(Boolean)) return null;
  return { name, mend, misfit: misfit(consensus.views, known), scale: consensus.scale };
}

/** Orders of n cameras other than the given one: `order[v]` is the camera that view v gets. */
function orders(n: number): number[][] {
  const given = Array.from({ length: n }, (_, i) => i);
  if (n <= MAX_PERMUTED) return permutations(given).slice(1);
  return [given.map((i) => (i + 1) % n), given.map((i) => (i + n - 1) % n), given.slice().reverse()];
}

function permutations(items: readonly number[]): number[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((first, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [first, ...rest]),
  );
}
