import { catmullClark, type Subdivision } from '../../geometry/mesh/catmull-clark.ts';
import { onceAHead } from '../once-a-head.ts';
import { mouthLining } from './mouth-lining.ts';

/**
 * The skin subdivided once for display. The mouth's lining, which nobody sees with the mouth shut, keeps its shape: a smoothed
 * bag is a smaller one, and teeth and tongue would go through it.
 */
export const skinSubdivision = onceAHead((head): Subdivision => {
  const [skin] = head.parts;
  return catmullClark(skin.vertexCount, head.quads.subarray(0, 4 * skin.quadCount), mouthLining(head));
});
