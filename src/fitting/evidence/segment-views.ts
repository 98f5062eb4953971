import { segmentHeads } from '../../capture/segmentation/segment-head.ts';
import { loadSegmenter } from '../../capture/segmentation/segmenter.ts';
import type { ObservedCapture, ObservedView } from './observe-views.ts';

/**
 * Tells apart what the used views show: by their label images where the capture gives them, else by the network.
 * @param onView told of how many are done
 * @throws {AsmFitError} input: the network's file is missing or another
 */
export async function segmentViews(
  observed: ObservedCapture,
  onView: (done: number) => void,
): Promise<ObservedCapture> {
  const asked = observed.used.filter(({ view }) => view.labels === null);
  let done = observed.used.length - asked.length;
  const heads =
    asked.length === 0
      ? []
      : await segmentHeads(
          await loadSegmenter(),
          asked.map(({ view, observation }) => ({ image: view.image, face: observation })),
          () => onView(done++),
        );
  const used = observed.used.map((entry): ObservedView => {
    const { mask, labels, image } = entry.view;
    const segmentation =
      labels === null
        ? ({ kind: 'network', head: heads[asked.indexOf(entry)], masked: mask !== null } as const)
        : ({ kind: 'image', labels, width: image.width } as const);
    return { ...entry, segmentation };
  });
  return { ...observed, used };
}
