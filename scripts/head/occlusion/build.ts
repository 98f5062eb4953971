import { join } from 'node:path';
import sharp from 'sharp';
import { dataFolder } from '../../../src/files/package-files.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { occlusionRoughness } from './occlusion-roughness.ts';

// Of the mean head, once: a person's nostrils, ears and mouth lie in the same texels and are as deep within some per cent, and a
// fit would take half a second for it. Run by npm run data:head, after the landmarks are on the head.
const head = loadBundledHead();
const { width, height, data } = occlusionRoughness({ head, positions: head.template });
await sharp(data, { raw: { width, height, channels: 3 } })
  .png({ compressionLevel: 9 })
  .toFile(join(dataFolder(), 'head', 'occlusion_roughness.png'));
