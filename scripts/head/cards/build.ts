/**
 * Builds the bundled head's cards and their pictures, brows and what renders wear on their lids from MakeHuman's CC0 proxies, a part of `npm run data:head` after
 * the head itself. The same package gives the same bytes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { dataFolder } from '../../../src/files/package-files.ts';
import { unpackHead } from '../../../src/head/bundled/bundled-head.ts';
import { encodeCards } from '../../../src/head/bundled/card-file.ts';
import { decodeHeadFile } from '../../../src/head/bundled/head-file.ts';
import { cropHead, extractRows } from '../crop/crop.ts';
import { fetchMakeHuman } from '../makehuman/fetch-makehuman.ts';
import { readMakeHuman, readProxy } from '../makehuman/makehuman.ts';
import { browCards } from './brows.ts';
import { eyeOcclusionPicture, OCCLUSION_SIZE } from './eye-occlusion-picture.ts';
import { lashPicture } from './lash-picture.ts';
import { LASH_PICTURE } from './lash-strips.ts';
import { lashCards } from './lashes.ts';
import { madeUpLashes } from './made-up-lashes.ts';
import { proxyPoints } from './proxy-points.ts';

/** Both are MakeHuman's own; Eyelashes_01 and Eyebrows_01 beside them are others' and not CC0. */
const LASHES = 'eyelashes/eyelashes02/eyelashes02';
const BROWS = 'eyebrows/eyebrow001/eyebrow001';
/** Dark hair, sRGB: the proxies' pictures give its cover alone. */
const HAIR = [42, 31, 25] as const;

/** Colourless, and thin enough to see the iris: lights on it show by their strength. */
const CORNEA = { r: 0, g: 0, b: 0, alpha: 0.12 } as const;

const out = join(dataFolder(), 'head');
const human = readMakeHuman(fetchMakeHuman());
const headFile = join(out, 'head.bin');
const none = { vertices: new Uint32Array(), barycentric: new Float64Array() };
const head = unpackHead(decodeHeadFile(readFileSync(headFile), headFile), out, {
  embeddings: { ibug68: none, mediapipe468: none },
  cards: [],
});
const skin = cropHead(human, []);
if (skin.skinVertexCount !== head.parts[0].vertexCount) throw new Error('build the head first');
const base = extractRows(human, skin, human.vertices).subarray(0, 3 * skin.skinVertexCount);
const points = (proxy: string) => proxyPoints(human, readProxy(human.folder, `${proxy}.json`));
const cards = [lashCards(head), browCards(head, base, points(BROWS))];
writeFileSync(join(out, 'cards.bin'), encodeCards(cards));
writeFileSync(join(out, 'made_up_lashes.bin'), encodeCards([madeUpLashes(head, base, points(LASHES))]));
await sharp({ create: { width: 64, height: 64, channels: 4, background: CORNEA } })
  .png({ compressionLevel: 9 })
  .toFile(join(out, 'cornea.png'));
await sharp(eyeOcclusionPicture(), { raw: { width: OCCLUSION_SIZE, height: OCCLUSION_SIZE, channels: 4 } })
  .png({ compressionLevel: 9 })
  .toFile(join(out, 'eye_occlusion.png'));
await packCover({ ...LASH_PICTURE, cover: lashPicture() }, 'lashes.png');
await packCover(await coverOf('eyelashes/eyelashes02/textures/eyelashes02.png'), 'made_up_lashes.png');
await packCover(await coverOf('eyebrows/eyebrow001/textures/eyebrow001.png'), 'brows.png');
for (const { name, anchors, offsets } of cards)
  console.log(`${name}: ${anchors.length / 3} anchors, ${offsets.length / 3} points`);

/** A picture's alpha. */
async function coverOf(source: string): Promise<Cover> {
  const { data, info } = await sharp(join(human.folder, 'public', 'data', 'proxies', source))
    .extractChannel('alpha')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, cover: data };
}

interface Cover {
  readonly width: number;
  readonly height: number;
  /** [height, width] 0..255 */
  readonly cover: Uint8Array;
}

/** A cover over one colour. */
async function packCover({ width, height, cover }: Cover, name: string): Promise<void> {
  const data = new Uint8Array(4 * width * height);
  for (const [i, own] of cover.entries()) data.set([...HAIR, own], 4 * i);
  await sharp(data, { raw: { width, height, channels: 4 } })
    .png({ compressionLevel: 9, palette: true, colours: 16, dither: 0 })
    .toFile(join(out, name));
}
