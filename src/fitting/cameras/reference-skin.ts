import type { SeenGreys } from './skin-in-picture.ts';

/**
 * What views show of a skin, blended: g = sum_v w_v^2 (g_v - m_v) / sum_v w_v^2, m_v the view's mean, so that exposures do not
 * count; w the length of the views' weights, at most 1.
 */
export function blendGreys(views: readonly SeenGreys[], count: number): SeenGreys {
  const grey = new Float32Array(count);
  const weight = new Float32Array(count);
  for (const view of views) {
    const mean = meanGrey(view);
    for (let i = 0; i < count; i++) {
      const w = view.weight[i] ** 2;
      grey[i] += w * (view.grey[i] - mean);
      weight[i] += w;
    }
  }
  for (let i = 0; i < count; i++) {
    if (weight[i] === 0) continue;
    grey[i] /= weight[i];
    weight[i] = Math.min(1, Math.sqrt(weight[i]));
  }
  return { grey, weight };
}

function meanGrey({ grey, weight }: SeenGreys): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < grey.length; i++) {
    sum += weight[i] * grey[i];
    total += weight[i];
  }
  return total === 0 ? 0 : sum / total;
}
