import type { RigAnimation } from '../rigged-head.ts';

/** The corrective target that all moments share. */
const SHARED_CORRECTIVE = 'captured';

/** A corrective moves no vertex that is off by less, mm. */
const SEEN_MM = 0.02;

/** What a moment's own corrective leaves over where it differs from the shared one, mm. */
const LEFT_MM = 0.05;

/** What a moment of the capture needs beyond the rig's joints and written shapes. */
export interface LeftOver {
  /** Of its own target. */
  readonly name: string;
  /** Displacement in the bind pose [V, 3] mm. */
  readonly moves: Float64Array;
}

/**
 * Correctives of moments: one person's leave over much the same, so that the first one's displacement c_0 is a target that all share,
 * and every other moment has one of its name for what it differs by,
 *   c_m = (d_m - c_0) max(0, 1 - l / |d_m - c_0|),  l = 0.05 mm,
 * shortened rather than cut, for a step between neighbours would be seen in the shading.
 * @returns [V, 3] mm by name, without those that move nothing
 */
export function sharedCorrectives(leftOver: readonly LeftOver[]): Map<string, Float32Array> {
  const correctives = new Map<string, Float32Array>();
  if (leftOver.length === 0) return correctives;
  const [first, ...others] = leftOver;
  const shared = withLengths(first.moves, (length) => (length < SEEN_MM ? 0 : 1));
  const keep = (name: string, delta: Float32Array): void => {
    if (delta.some((x) => x !== 0)) correctives.set(name, delta);
  };
  keep(SHARED_CORRECTIVE, shared);
  for (const { name, moves } of others) {
    const differs = moves.map((x, i) => x - shared[i]);
    keep(
      name,
      withLengths(differs, (length) => Math.max(0, 1 - LEFT_MM / length)),
    );
  }
  return correctives;
}

/** Names of all targets that complete clips: they show a moment, and nothing of their own. */
export function correctiveNames(animations: readonly Pick<RigAnimation, 'name'>[] = []): ReadonlySet<string> {
  return new Set([SHARED_CORRECTIVE, ...animations.map(({ name }) => name)]);
}

/** The correctives that a moment's clip sets, in full. */
export function correctiveWeights(name: string, targets: ReadonlySet<string>): [string, 1][] {
  return [...new Set([SHARED_CORRECTIVE, name])].filter((target) => targets.has(target)).map((target) => [target, 1]);
}

/** Moves [V, 3], each times what its length says. */
function withLengths(moves: Float64Array, share: (length: number) => number): Float32Array {
  const out = new Float32Array(moves.length);
  for (let i = 0; i < moves.length; i += 3) {
    const kept = share(Math.hypot(moves[i], moves[i + 1], moves[i + 2]));
    if (kept > 0) for (let k = i; k < i + 3; k++) out[k] = kept * moves[k];
  }
  return out;
}
