import type { View } from '../../capture/load-capture.ts';
import type { Camera } from '../../geometry/camera.ts';
import type { DescribedFit } from './describe-fit.ts';
import type { ViewDescription } from './describe-views.ts';
import type { LandmarkError } from './landmark-error.ts';

/** How a view of the capture came out, whether the fit used it or not. */
export interface CaptureView {
  readonly view: View;
  /** Null where the view was set aside. */
  readonly used: { readonly camera: Camera; readonly description: ViewDescription } | null;
  /** Null where the view has no landmarks, or the head lies behind its camera. */
  readonly landmarks: LandmarkError | null;
  /** Of the face detector, 0..1; null for landmarks from a file and where no face is found. */
  readonly detectorConfidence: number | null;
}

/** All views of a capture in its order. @param views those of the capture */
export function captureViews(
  views: readonly View[],
  { fitted, views: described, setAside }: DescribedFit,
): CaptureView[] {
  const { used, unused } = fitted.observed;
  return views.map((view) => {
    const v = used.findIndex((entry) => entry.view === view);
    if (v < 0) {
      const u = unused.findIndex((entry) => entry.view === view);
      return {
        view,
        used: null,
        landmarks: setAside[u] ?? null,
        detectorConfidence: unused[u]?.detectorConfidence ?? null,
      };
    }
    const description = described[v];
    return {
      view,
      used: { camera: fitted.cameras[v], description },
      landmarks: description.landmarks,
      detectorConfidence: used[v].detectorConfidence,
    };
  });
}
