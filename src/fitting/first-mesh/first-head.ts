import { pointPositions } from '../../head/shape/shape-space.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { FitInput } from '../evidence/fit-input.ts';
import { type InitName, type LossRecord, NO_LOSS } from '../options/fit-options.ts';
import { noDeviations } from '../unknowns/head-state.ts';
import { viewExpressions } from '../unknowns/view-expressions.ts';
import { decaInitializer } from './deca-initializer.ts';
import type { InitialHead } from './initializer.ts';
import { landmarkInitializer, rigOf, startCameras } from './landmark-initializer.ts';

/** The first mesh of a fit and its cameras, by any of the methods of `--init`. */
export async function firstHead(
  kernels: Kernels,
  { space, bias, views, observed, landmarks, observations: joint }: FitInput,
  init: InitName,
  record: (entry: LossRecord) => void,
): Promise<InitialHead> {
  const observations = observed.used.map(({ observation }) => observation);
  const onStep = (step: number, total: number): void =>
    record({ ...NO_LOSS, stage: 'initialise', step, total, landmark: total });
  switch (init) {
    case 'deca':
      return (await decaInitializer(kernels, space, bias, onStep)).initialize(views, observations);
    case 'landmarks':
      return landmarkInitializer(kernels, space, bias, onStep).initialize(views, observations);
    case 'template': {
      const rest = pointPositions(landmarks, space.head.template);
      const layout = rigOf(views);
      const cameras = startCameras(
        views,
        joint,
        layout,
        views.map(() => rest),
      );
      const coefficients = new Float64Array(space.count);
      const deviations = noDeviations(viewExpressions(views, space));
      return { cameras, coefficients, deviations, layout, space, mesh: coefficients, method: 'template' };
    }
  }
}
