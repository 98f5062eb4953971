import type { NetworkPool, Sharing } from '../../capture/network-processes/network-pool.ts';
import { segmentIn } from '../../capture/network-processes/segment-in-pool.ts';
import { type HeadSegmentation, seesFace, showsFace } from '../../capture/segmentation/segment-head.ts';
import type { ObservedCapture, ObservedView } from './observe-views.ts';

/** Who is told of it, and who ends it. */
interface ViewSegmenting extends Pick<Sharing, 'signal'> {
  readonly onView: (done: number) => void;
}

/**
 * Tells apart what the views show: by their label images where the capture gives them, else by the network. Views in which no face
 * was found may yet be found by their pixels: of these skin alone counts, where the network sees a face.
 * @param signal ends it with its reason
 * @param onView told of how many are done
 * @throws {AsmFitError} input: the network's file is missing or another
 */
export async function segmentViews(
  observed: ObservedCapture,
  pool: NetworkPool,
  { onView, signal }: ViewSegmenting,
): Promise<ObservedCapture> {
  const all = [...observed.used, ...observed.unused];
  const asked = all.filter(({ view }) => view.labels === null);
  let done = all.length - asked.length;
  const photos = asked.map(({ view, observation }) => ({ image: view.image, face: observation }));
  const heads = await segmentIn(pool, photos, { signal, onDone: () => onView(done++) });
  const warnings: string[] = [];
  const labelled = (entry: ObservedView): ObservedView => {
    const { mask, labels, image } = entry.view;
    if (labels !== null) return { ...entry, segmentation: { kind: 'image', labels, width: image.width } };
    return { ...entry, segmentation: { kind: 'network', head: headOf(entry), masked: mask !== null } };
  };
  const headOf = (entry: ObservedView): HeadSegmentation => heads[asked.indexOf(entry)];
  const used = observed.used.map((entry): ObservedView => {
    const { observation, view } = entry;
    if (view.labels !== null || observation === null || seesFace(headOf(entry), observation)) return labelled(entry);
    warnings.push(`${view.name}: skin could not be told from the rest where its landmarks are: all its pixels count`);
    return entry;
  });
  const unused = observed.unused.map((entry) =>
    entry.view.labels !== null || showsFace(headOf(entry)) ? labelled(entry) : entry,
  );
  return { used, unused, warnings: [...observed.warnings, ...warnings] };
}
