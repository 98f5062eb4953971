import { carryNostrils } from '../anatomy/nostrils.ts';
import type { HeadModel } from '../head-model.ts';
import { joinRows } from '../shape/join-rows.ts';

/**
 * How much the artists' modes count beside scanned people's: chosen on synthetic heads of both kinds and on scans, either
 * alone is worse on the other's.
 */
export const ARTISTS_SHARE = 0.6;

/**
 * A head that expects people of one population and may become one of another: the first's mean and modes, the way to the
 * second's mean as a mode, and the second's modes weakened.
 *   v = m_1 + sum_k a_k M1_k + b (m_2 - m_1) + s sum_k c_k M2_k
 * Scanned people have nostrils, which artists only dent: they stay, whoever the head becomes.
 * @param other the same mesh
 * @param share s, standard deviations of the second population in units of its own
 */
export function joinPopulations(head: HeadModel, other: HeadModel, share: number): HeadModel {
  const step = (own: ArrayLike<number>, theirs: ArrayLike<number>): Float32Array =>
    Float32Array.from(own, (x, i) => theirs[i] - x);
  const { names } = head.identity;
  const way = step(head.template, other.template);
  carryNostrils(other, way);
  const weakened = (values: Float32Array): Float32Array => values.map((x) => share * x);
  return {
    ...head,
    name: other.name,
    identity: {
      names: [...names, `${head.name}${WAY}${other.name}`, ...other.identity.names],
      deltas: joinRows([head.identity.deltas, way, weakened(other.identity.deltas)]),
    },
    jointIdentity: joinRows([
      head.jointIdentity,
      step(head.jointPositions, other.jointPositions),
      weakened(other.jointIdentity),
    ]),
  };
}

/** Which identity mode is the way to the second population's mean: before it the first's modes, behind it the second's. */
export function wayColumn({ identity: { names } }: HeadModel): number | null {
  const way = names.findIndex((name) => name.includes(WAY));
  return way < 0 ? null : way;
}

const WAY = '_to_';
