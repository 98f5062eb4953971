import { AsmFitError } from '../../../errors.ts';
import type { OutputFolder } from '../../../export/output/output-folder.ts';
import { encodeMp4 } from '../../../export/pictures/encode-mp4.ts';
import { HEAD_SIDES } from '../../../export/pictures/head-sides.ts';
import { encodeWebp, headPicture, type PicturedHead, pictureHead, turnOf } from '../../../export/pictures/turntable.ts';
import { writtenExtras } from '../../../export/rig/extras/written-extras.ts';
import { loadRig } from '../../../export/rig/load-rig.ts';
import type { ByteImage } from '../../../image/image.ts';
import { encodePng } from '../../../image/image-file.ts';
import type { Kernels } from '../../../kernels/kernel.ts';
import type { CommandFlags } from '../../options/command-table.ts';
import { createTalk } from '../../talk.ts';
import { toolInfo } from '../../tool-info.ts';
import { withOutput } from '../../with-output.ts';

export type RenderFlags = CommandFlags<'render'>;

/** A turn takes so long, whatever its frames. */
const TURN_SECONDS = 4;
/** All frames of a WebP are held at once. */
const MAX_WEBP_PIXELS = 2 ** 27;

/** `asm-fit render`: pictures of a finished fit's head from its sides, or of one turn of it, by our own renderer. */
export async function runRender(fit: string, flags: RenderFlags): Promise<void> {
  const talk = createTalk(flags.quiet);
  const { turntable, frames, size, format } = flags;
  if (!turntable && format !== undefined && format !== 'png')
    throw new AsmFitError(
      'usage',
      `--format: ${format} is of films; received it without --turntable`,
      'add --turntable, or leave --format out',
    );
  const film = turntable ? (format ?? 'webp') : null;
  if (film === 'webp' && frames * size * size > MAX_WEBP_PIXELS)
    throw new AsmFitError(
      'usage',
      `--frames: a WebP of ${size} pixels must have at most ${Math.floor(MAX_WEBP_PIXELS / size ** 2)} frames; received ${frames}`,
      'give fewer or smaller ones, or --format mp4 or png',
    );
  if (film === 'mp4' && size % 2 !== 0)
    throw new AsmFitError('usage', `--size: an MP4's must be even; received ${size}`, `give ${size + 1}`);
  const files = await withOutput(flags, { command: 'render', inputs: [fit], talk }, async (folder, kernels) => {
    const head = await pictureHead(kernels, writtenExtras(await loadRig(fit)));
    const written: string[] = [];
    const write: WriteFile = (name, content) => {
      folder.write(name, content);
      written.push(name);
    };
    if (film === null)
      for (const side of flags.view)
        write(`${side}.png`, await encodePng(await headPicture(kernels, head, HEAD_SIDES[side], size)));
    else
      await writeTurn(
        turn(kernels, head, flags, (done) => {
          if (done % 10 === 0) talk.line(`  ${done}/${frames}`);
        }),
        { ...flags, film },
        write,
      );
    return written;
  });
  const json = { version: 1, tool: toolInfo(), fit, size, files };
  talk.result(
    flags.json
      ? `${JSON.stringify(json)}\n`
      : `${files.length > 4 ? `${files.length} pictures` : files.join(', ')} in ${flags.output}\n`,
  );
}

type WriteFile = OutputFolder['write'];

/** The pictures of one turn, each drawn when it is asked for. */
async function* turn(
  kernels: Kernels,
  head: PicturedHead,
  { frames, size }: RenderFlags,
  drawn: (done: number) => void,
): AsyncGenerator<ByteImage> {
  for (const [f, side] of turnOf(frames).entries()) {
    yield await headPicture(kernels, head, side, size);
    drawn(f + 1);
  }
}

async function writeTurn(
  pictures: AsyncIterable<ByteImage>,
  { film, frames, size }: Pick<RenderFlags, 'frames' | 'size'> & { readonly film: 'png' | 'webp' | 'mp4' },
  write: WriteFile,
): Promise<void> {
  const rate = frames / TURN_SECONDS;
  if (film === 'mp4') return write('turntable.mp4', await encodeMp4(pictures, size, rate));
  const all: ByteImage[] = [];
  const digits = Math.max(3, String(frames).length);
  let f = 0;
  for await (const picture of pictures) {
    if (film === 'png') write(`turntable/${String(f++).padStart(digits, '0')}.png`, await encodePng(picture));
    else all.push(picture);
  }
  if (film === 'webp') write('turntable.webp', await encodeWebp(all, rate));
}
