/**
 * Writes MakeHuman's CC0 skins as textures of the bundled head, one PNG each: `npm run data:skins -- FOLDER`. What
 * `asm-fit train texture-gan --skins FOLDER` trains on.
 */
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { byteImage } from '../../src/image/image.ts';
import { skinFiles, skinLayer } from './albedo.ts';
import { cropHead } from './crop/crop.ts';
import { fetchMakeHuman } from './makehuman/fetch-makehuman.ts';
import { readMakeHuman, readProxy } from './makehuman/makehuman.ts';
import { buildSkinChart } from './skin-chart.ts';

const SIZE = 1024;

const out = process.argv[2] ?? 'out/skins';
mkdirSync(out, { recursive: true });
const human = readMakeHuman(fetchMakeHuman());
const proxies = ['eyes/Low-Poly/Low-Poly.json', 'teeth/Teeth_Base/Teeth_Base.json', 'tongue/tongue01/tongue01.json'];
const crop = cropHead(
  human,
  proxies.map((path) => readProxy(human.folder, path)),
);
const brow = readProxy(human.folder, 'eyebrows/eyebrow001/eyebrow001.json');
const lay = await skinLayer({ human, crop, chart: buildSkinChart(human, crop), brow }, SIZE);
const files = skinFiles(human.folder);
for (const file of files) {
  const image = byteImage({ width: SIZE, height: SIZE, channels: 3, data: Float32Array.from(await lay(file)) });
  const path = join(out, basename(file).replace('_diffuse', ''));
  await sharp(image.data, { raw: { width: SIZE, height: SIZE, channels: 3 } })
    .png()
    .toFile(path);
}
console.log(`${files.length} skins: ${out}`);
