import { seatEyes } from '../../../head/anatomy/eyes/seat-eyes.ts';
import { turnCorners } from '../../../head/anatomy/eyes/turn-corners.ts';
import { viewMeshes } from '../../unknowns/view-mesh.ts';
import { laidCorners } from './laid-corners.ts';
import type { FittedLids } from './lay-lids.ts';

/** A head with the corners of its eyes where the photographs show them. */
export type CorneredHead = Pick<FittedLids, 'atRest' | 'positions' | 'neutral'>;

/** Moves the corners of the eyes of all that the views share, and of the neutral head; the eyeballs go between them. */
export function layCorners(ahead: FittedLids): CorneredHead {
  const { space, cameras, observed, atRest, positions, neutral } = ahead;
  const { head } = space;
  const views = viewMeshes(ahead).map((mesh, v) => ({
    camera: cameras[v],
    observation: observed.used[v].observation,
    mesh,
  }));
  const corners = laidCorners(head, views);
  const moved = (from: Float64Array): Float64Array => {
    const to = from.slice();
    turnCorners(head, corners, to);
    seatEyes(head, to);
    return to;
  };
  return {
    atRest: moved(atRest),
    positions: moved(positions),
    neutral: { ...neutral, positions: moved(neutral.positions) },
  };
}
