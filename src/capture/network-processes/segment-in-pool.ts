import { asOnePerson, type HeadSegmentation, type SegmentedPhoto, segmentHead } from '../segmentation/segment-head.ts';
import type { NetworkPool, Sharing } from './network-pool.ts';

/** What is what in each photograph of one person, several at a time. */
export async function segmentIn(
  pool: NetworkPool,
  photos: readonly SegmentedPhoto[],
  sharing: Sharing,
): Promise<HeadSegmentation[]> {
  return asOnePerson(await pool.share(photos, segmentHead, sharing));
}
