import type { FaceTopology } from '../../capture/detection/face-topology.ts';

/**
 * Landmarks spread evenly over the face (farthest-point sampling on the canonical mesh, from the nose's tip), at
 * which the encoder looks up feature maps.
 */
export function chooseLocalLandmarks({ points }: FaceTopology, count: number): number[] {
  const chosen = [NOSE_TIP];
  const distance = new Float64Array(points.length / 3).fill(Number.POSITIVE_INFINITY);
  while (chosen.length < count) {
    const last = chosen[chosen.length - 1];
    let farthest = 0;
    for (let l = 0; l < distance.length; l++) {
      const d = [0, 1, 2].reduce((sum, k) => sum + (points[3 * l + k] - points[3 * last + k]) ** 2, 0);
      distance[l] = Math.min(distance[l], d);
      if (distance[l] > distance[farthest]) farthest = l;
    }
    chosen.push(farthest);
  }
  return chosen.sort((a, b) => a - b);
}

const NOSE_TIP = 4;
