import type { NetworkPool, Sharing } from '../../capture/network-processes/network-pool.ts';
import { segmentIn } from '../../capture/network-processes/segment-in-pool.ts';
import { seesFace } from '../../capture/segmentation/segment-head.ts';
import type { ObservedCapture, ObservedView } from './observe-views.ts';

/** Who is told of it, and who ends it. */
interface ViewSegmenting extends Pick<Sharing, 'signal'> {
  readonly onView: (done: number) => void;
}

/**
 * Tells apart what the used views show: by their label images where the capture gives them, else by the network.
 * @param signal ends it with its reason
 * @param onView told of how many are done
 * @throws {AsmFitError} input: the network's file is missing or another
 */
export async function segmentViews(
  observed: ObservedCapture,
  pool: NetworkPool,
  { onView, signal }: ViewSegmenting,
): Promise<ObservedCapture> {
  const asked = observed.used.filter(({ view }) => view.labels === null);
  let done = observed.used.length - asked.length;
  const photos = asked.map(({ view, observation }) => ({ image: view.image, face: observation }));
  const heads = await segmentIn(pool, photos, { signal, onDone: () => onView(done++) });
  const warnings: string[] = [];
  const used = observed.used.map((entry): ObservedView => {
    const { name, mask, labels, image } = entry.view;
    if (labels !== null) return { ...entry, segmentation: { kind: 'image', labels, width: image.width } };
    const head = heads[asked.indexOf(entry)];
    const { observation } = entry;
    if (observation !== null && !seesFace(head, observation)) {
      warnings.push(`${name}: skin could not be told from the rest where its landmarks are: all its pixels count`);
      return entry;
    }
    return { ...entry, segmentation: { kind: 'network', head, masked: mask !== null } };
  });
  return { ...observed, used, warnings: [...observed.warnings, ...warnings] };
}
