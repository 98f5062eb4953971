import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '../folders.ts';

/** What three.js' copy of Basis Universal's transcoder has of a KTX2 file, as far as tests ask. */
interface Ktx2File {
  isValid(): boolean;
  getWidth(): number;
  getHeight(): number;
  getLevels(): number;
  startTranscoding(): boolean;
  getImageTranscodedSizeInBytes(level: number, layer: number, face: number, format: number): number;
  transcodeImage(
    out: Uint8Array,
    level: number,
    layer: number,
    face: number,
    format: number,
    unused: number,
    first: number,
    second: number,
  ): boolean;
  close(): void;
  delete(): void;
}

interface Transcoder {
  initializeBasis(): void;
  readonly KTX2File: new (bytes: Uint8Array) => Ktx2File;
}

const RGBA32 = 13;
const folder = join(ROOT, 'node_modules/three/examples/jsm/libs/basis');

/** A KTX2 picture as another program unpacks it: its first level [height, width, 4]. */
export async function basisPicture(
  bytes: Uint8Array,
): Promise<{ width: number; height: number; levels: number; data: Uint8Array }> {
  const source = readFileSync(join(folder, 'basis_transcoder.js'), 'utf8');
  const create = new Function('__dirname', 'require', `${source}; return BASIS;`)(
    folder,
    createRequire(import.meta.url),
  ) as (options: { readonly wasmBinary: Uint8Array }) => Promise<Transcoder>;
  const transcoder = await create({ wasmBinary: readFileSync(join(folder, 'basis_transcoder.wasm')) });
  transcoder.initializeBasis();
  const file = new transcoder.KTX2File(bytes);
  if (!file.isValid() || !file.startTranscoding()) throw new Error('no KTX2');
  const data = new Uint8Array(file.getImageTranscodedSizeInBytes(0, 0, 0, RGBA32));
  if (!file.transcodeImage(data, 0, 0, 0, RGBA32, 0, -1, -1)) throw new Error('not transcoded');
  const picture = { width: file.getWidth(), height: file.getHeight(), levels: file.getLevels(), data };
  file.close();
  file.delete();
  return picture;
}
